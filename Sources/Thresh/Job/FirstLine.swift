/// Recognises the first lines of records that are several lines: `RecordFormat.multiline`. A value: the same in every
/// process.
///
/// Log entries that begin with a date, and may go on with a stack trace:
///
///     struct BeginsWithYear: FirstLine {
///         let prefixBytes = 5
///         func isFirst(_ prefix: ByteView) -> Bool { prefix.count == 5 && prefix[4] == UInt8(ascii: "-") && … }
///     }
public protocol FirstLine: Sendable {
    /// How many bytes of a line tell what it is, at least one.
    var prefixBytes: Int { get }

    /// Whether a record begins with a line.
    ///
    /// - Parameter prefix: the line's first `prefixBytes` bytes, or all of it before its LF where that is less.
    func isFirst(_ prefix: ByteView) -> Bool
}
