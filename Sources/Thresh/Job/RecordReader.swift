/// Divides input into records of a format of your own. A value: the same in every process.
///
/// Messages that begin with their length:
///
///     struct Messages: RecordReader {
///         func nextRecord(in bytes: ByteView, isAtEnd: Bool) -> RecordExtent? {
///             if bytes.count == 0 || bytes.count <= bytes[0] { return nil }
///             return RecordExtent(content: 1..<1 + Int(bytes[0]))
///         }
///     }
///
/// A file is read by one process from front to back, unless the reader is a `DivisibleRecordReader`.
public protocol RecordReader: Sendable {
    /// Whether a byte order mark at a file's start, and the NUL bytes of a hole, are no part of the first record, and UTF-16 is
    /// read as UTF-8. false unless said.
    var isText: Bool { get }

    /// The record that `bytes` begin with. They begin where the file does, or where the record before ended; they may end
    /// anywhere.
    ///
    /// nil when the record does not end within them: it is called again with more. With `isAtEnd` there is no more, and nil
    /// is an error. Not called without bytes. The answer may not change when more bytes follow.
    func nextRecord(in bytes: ByteView, isAtEnd: Bool) throws -> RecordExtent?
}

extension RecordReader {
    public var isText: Bool { false }
}

/// A reader of records whose beginnings can be told from any place in a file: its plain files are divided into chunks.
public protocol DivisibleRecordReader: RecordReader {
    /// Where the first record begins that can be recognised in `bytes`, which begin anywhere in a file, in the middle of a
    /// record or at its first byte: from `bytes` alone, since what is before them is not known. nil when there is none
    /// yet: it is called again with more.
    ///
    /// What it finds must be where `nextRecord` gets to from any record before, and may not change when more bytes follow.
    func recordStart(in bytes: ByteView, isAtEnd: Bool) throws -> Int?
}

/// A reader that takes the beginning of a file for something else than the same bytes behind a record.
package protocol HeadedRecordReader: RecordReader {
    /// `nextRecord(in:isAtEnd:)`.
    ///
    /// - Parameter isFirst: whether the bytes begin where the file does.
    func nextRecord(in bytes: ByteView, isAtEnd: Bool, isFirst: Bool) throws -> RecordExtent?
}

/// A record's place at the beginning of some bytes.
public struct RecordExtent: Sendable, Equatable {
    /// What `Record.bytes` has.
    public let content: Range<Int>
    /// Bytes up to the next record.
    public let length: Int

    public init(content: Range<Int>, length: Int) {
        self.content = content
        self.length = length
    }

    /// A record that ends with its content.
    public init(content: Range<Int>) { self.init(content: content, length: content.upperBound) }
}
