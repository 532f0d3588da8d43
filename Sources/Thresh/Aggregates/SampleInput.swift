/// Bytes with what tells them from equal ones elsewhere: the input of `Sample`.
public struct SampleInput: ~Escapable {
    public let bytes: ByteView
    /// The file they come from, for example: an index into the inputs of a job.
    public let source: Int
    /// Where they are in it.
    public let offset: UInt64

    @inlinable @_lifetime(copy bytes)
    public init(_ bytes: ByteView, source: Int, offset: UInt64) {
        self.bytes = bytes
        self.source = source
        self.offset = offset
    }

    /// A line of input without its end.
    @inlinable @_lifetime(copy record)
    public init(_ record: Record) {
        self.init(record.line, source: record.file, offset: record.offset)
    }
}
