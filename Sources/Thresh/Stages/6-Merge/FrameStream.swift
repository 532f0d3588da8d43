internal import CZstd
internal import Platform

/// Reads one frame from front to back, a piece at a time, so that neither it nor its content is ever whole in memory.
@safe final class FrameStream {
    private static let pieceBytes = 64 << 10

    private let context: OpaquePointer
    private var frame = ByteBuffer(capacity: FrameStream.pieceBytes)
    private var content = ByteBuffer(capacity: FrameStream.pieceBytes)
    /// Where in the file the frame goes on, how much of it is not read, and how much of `frame` is used up.
    private var offset: UInt64 = 0
    private var frameLeft = 0
    private var used = 0
    private var contentLeft = 0

    init() throws(ThreshError) {
        guard let context = unsafe ZSTD_createDCtx() else { throw ThreshError(.software, "zstd: out of memory") }
        unsafe self.context = context
    }

    deinit { unsafe _ = ZSTD_freeDCtx(context) }

    /// Goes to the front of a frame of a file; false where it does not say that it has so many bytes.
    func begin(
        _ file: borrowing FileDescriptor, at offset: UInt64, frameBytes: Int, contentBytes: Int
    ) throws(ThreshError) -> Bool {
        unsafe _ = ZSTD_DCtx_reset(context, ZSTD_reset_session_only)
        (self.offset, frameLeft, contentLeft) = (offset, frameBytes, contentBytes)
        try readFrame(file)
        return unsafe Decompressor.holds(contentBytes, frame.rawBuffer)
    }

    /// The next bytes, at most so many, until the next call; nil when the frame is corrupt. REQUIRES: there are more.
    func next(
        _ file: borrowing FileDescriptor, atMost count: Int = FrameStream.pieceBytes
    ) throws(ThreshError) -> UnsafeRawBufferPointer? {
        content.removeAll()
        content.reserve(FrameStream.pieceBytes)
        let room = unsafe UnsafeMutableRawBufferPointer(
            start: content.base, count: min(count, FrameStream.pieceBytes, contentLeft))
        guard try unsafe fill(room, file) else { return nil }
        return UnsafeRawBufferPointer(room)
    }

    /// Fills `target` with the next bytes; false when the frame is corrupt, or ends before.
    func fill(_ target: UnsafeMutableRawBufferPointer, _ file: borrowing FileDescriptor) throws(ThreshError) -> Bool {
        if target.count > contentLeft { return false }
        contentLeft -= target.count
        var output = unsafe ZSTD_outBuffer(dst: target.baseAddress, size: target.count, pos: 0)
        // The checksum stands behind the content.
        var isAtEnd = false
        while unsafe output.pos < target.count || (contentLeft == 0 && !isAtEnd) {
            if used == frame.count { try readFrame(file) }
            var input = unsafe ZSTD_inBuffer(src: frame.base, size: frame.count, pos: used)
            let before = unsafe (input.pos, output.pos)
            let hint = unsafe ZSTD_decompressStream(context, &output, &input)
            used = unsafe input.pos
            if ZSTD_isError(hint) != 0 { return false }
            isAtEnd = hint == 0
            let isShort = unsafe isAtEnd && (output.pos < target.count || contentLeft > 0)
            if unsafe isShort || (!isAtEnd && (input.pos, output.pos) == before) { return false }
        }
        return true
    }

    private func readFrame(_ file: borrowing FileDescriptor) throws(ThreshError) {
        frame.removeAll()
        used = 0
        let count = min(frameLeft, FrameStream.pieceBytes)
        frame.reserve(count)
        do {
            frame.count = try unsafe file.readFully(
                into: UnsafeMutableRawBufferPointer(start: frame.base, count: count), at: offset)
        } catch {
            throw ThreshError(error)
        }
        offset += UInt64(frame.count)
        frameLeft -= frame.count
    }
}
