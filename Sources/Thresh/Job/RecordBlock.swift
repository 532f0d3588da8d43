/// Whole records of one file, one after another: what the engine hands to a mapper at a time.
///
/// Most jobs take records one by one. A job that can do better with many lines at once (search a block, split words
/// across line ends) implements `map(_: RecordBlock, into:)`.
@safe public struct RecordBlock: ~Escapable {
    /// The records with their line ends. Only the last line of a file may lack its LF.
    public let bytes: ByteView
    /// Where the block begins in its file; in a compressed file as `Record.offset` says.
    public let offset: UInt64
    /// Which input file it comes from: an index into the inputs that `Job.prepare` received.
    public let file: Int
    /// Which of `JobOptions.inputs` the file was found by.
    public let input: Int
    /// Where this process publishes the offset of the record it works on.
    @usableFromInline let position: UnsafeMutablePointer<UInt64>

    @unsafe @_lifetime(copy bytes)
    init(bytes: ByteView, offset: UInt64, file: Int, input: Int, position: UnsafeMutablePointer<UInt64>) {
        self.bytes = bytes
        self.offset = offset
        self.file = file
        self.input = input
        unsafe self.position = position
    }

    /// Calls `body` with each record, and publishes its offset first: should the process die in `body`, the driver can
    /// name the record.
    @inlinable @inline(__always)
    public func forEachRecord(_ body: (Record) throws -> Void) rethrows {
        let base = unsafe bytes.base
        let count = bytes.count
        var start = 0
        while start < count {
            // SAFETY: `start < count`, and the view owns `count` bytes.
            let length = unsafe findByte(UInt8(ascii: "\n"), base + start, count - start) ?? count - start
            let offset = self.offset &+ UInt64(start)
            unsafe position.pointee = offset
            try unsafe body(
                Record(unsafeStart: base + start, rawCount: length, offset: offset, file: file, input: input))
            start += length + 1
        }
    }
}
