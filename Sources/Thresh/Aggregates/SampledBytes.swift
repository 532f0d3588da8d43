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

/// One of the bytes that `Sample` has chosen, and where they are.
public struct SampledBytes: Equatable, Sendable {
    public let bytes: [UInt8]
    public let source: Int
    public let offset: UInt64
}
