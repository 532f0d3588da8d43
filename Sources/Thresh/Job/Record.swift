/// One line of input, as `map` receives it. Valid only during that call.
@safe public struct Record: ~Escapable {
    @usableFromInline let base: UnsafePointer<UInt8>
    @usableFromInline let rawCount: Int
    /// Where the line begins in its file, in bytes; in a compressed file, in its decompressed bytes. In a zstd file of
    /// several frames that is read in chunks: the chunk's compressed offset, plus the decompressed bytes since.
    public let offset: UInt64
    /// Which input file it comes from: an index into the inputs that `Job.prepare` received.
    public let file: Int
    /// Which of `JobOptions.inputs` the file was found by.
    public let input: Int

    @unsafe @inlinable @_lifetime(immortal)
    init(unsafeStart base: UnsafePointer<UInt8>, rawCount: Int, offset: UInt64, file: Int, input: Int) {
        unsafe self.base = base
        self.rawCount = rawCount
        self.offset = offset
        self.file = file
        self.input = input
    }

    /// The record without what divides it from the next.
    @inlinable public var bytes: ByteView {
        @_lifetime(copy self) get { line }
    }

    /// The line without its LF or CRLF.
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
