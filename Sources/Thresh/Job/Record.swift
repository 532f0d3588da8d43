/// One record of input, a line unless the job's `records` say something else, as `map` receives it. Valid only during
/// that call.
@safe public struct Record: ~Escapable {
    // SAFETY: the block outlives the record, which cannot escape the call that gave it.
    @usableFromInline let base: UnsafePointer<UInt8>
    @usableFromInline let rawCount: Int
    /// Whether a CR at its end belongs to what divides it from the next.
    @usableFromInline let dropsReturn: Bool
    /// Where the record begins in its file, in bytes; in a compressed file, in its decompressed bytes. In a zstd file of
    /// several frames that is read in chunks, and whose frames do not say how long they are decompressed: the chunk's
    /// compressed offset, plus the decompressed bytes since.
    public let offset: UInt64
    /// Which input file it comes from: an index into the inputs that `Job.prepare` received.
    public let file: Int
    /// Which of `JobOptions.inputs` the file was found by.
    public let input: Int

    @unsafe @inlinable @_lifetime(immortal)
    init(
        unsafeStart base: UnsafePointer<UInt8>, rawCount: Int, dropsReturn: Bool, offset: UInt64, file: Int, input: Int
    ) {
        unsafe self.base = base
        self.rawCount = rawCount
        self.dropsReturn = dropsReturn
        self.offset = offset
        self.file = file
        self.input = input
    }

    /// The record without what divides it from the next.
    @inlinable public var bytes: ByteView {
        @_lifetime(copy self) get { dropsReturn ? line : rawLine }
    }

    /// The line without its LF or CRLF. Of records that are no lines: without a CR at the end.
    @inlinable public var line: ByteView {
        @_lifetime(copy self) get {
            let endsInReturn = unsafe rawCount > 0 && base[rawCount - 1] == UInt8(ascii: "\r")
            return unsafe ByteView(unsafeStart: base, count: endsInReturn ? rawCount - 1 : rawCount)
        }
    }

    /// The line without its LF, but with the CR before it where there is one.
    @inlinable public var rawLine: ByteView {
        @_lifetime(copy self) get { unsafe ByteView(unsafeStart: base, count: rawCount) }
    }
}
