internal import CZstd

/// A zstd context that opens whole frames. One serves every reader of a process.
@safe final class Decompressor {
    private let context: OpaquePointer
    /// The frame that is opened next, whoever reads it: it is used up before another is read.
    var frame = ByteBuffer(capacity: 1 << 12)
    private var openStreams: [FrameStream] = []

    init() throws(ThreshError) {
        guard let context = unsafe ZSTD_createDCtx() else { throw ThreshError(.software, "zstd: out of memory") }
        unsafe self.context = context
    }

    deinit { unsafe _ = ZSTD_freeDCtx(context) }

    /// Two frames that are read piece by piece, side by side.
    func streams() throws(ThreshError) -> (FrameStream, FrameStream) {
        while openStreams.count < 2 { openStreams.append(try FrameStream()) }
        return (openStreams[0], openStreams[1])
    }

    /// Whether a frame says that it holds so many bytes: to be asked before there is memory for them.
    static func holds(_ byteCount: Int, _ frame: UnsafeRawBufferPointer) -> Bool {
        unsafe ZSTD_getFrameContentSize(frame.baseAddress, frame.count) == UInt64(byteCount)
    }

    /// How many bytes a frame says that it holds; nil where it does not say, or where it is none.
    static func contentBytes(of frame: UnsafeRawBufferPointer) -> Int? {
        let size = unsafe ZSTD_getFrameContentSize(frame.baseAddress, frame.count)
        // Two numbers beyond all sizes say that there is an error, or no size.
        return size < UInt64(Int.max) ? Int(size) : nil
    }

    /// The first bytes of a frame; nil when it is corrupt or has fewer.
    func front(of frame: UnsafeRawBufferPointer, _ count: Int) -> [UInt8]? {
        unsafe _ = ZSTD_DCtx_reset(context, ZSTD_reset_session_only)
        defer { unsafe _ = ZSTD_DCtx_reset(context, ZSTD_reset_session_only) }
        var front = [UInt8](repeating: 0, count: count)
        let filled = unsafe front.withUnsafeMutableBytes { bytes in
            var input = unsafe ZSTD_inBuffer(src: frame.baseAddress, size: frame.count, pos: 0)
            var output = unsafe ZSTD_outBuffer(dst: bytes.baseAddress, size: count, pos: 0)
            while unsafe output.pos < count {
                let before = unsafe (input.pos, output.pos)
                let hint = unsafe ZSTD_decompressStream(context, &output, &input)
                if ZSTD_isError(hint) != 0 || hint == 0 { break }
                if unsafe (input.pos, output.pos) == before { break }
            }
            return unsafe output.pos
        }
        return filled == count ? front : nil
    }

    /// Fills `target` with the content of one frame; nil when the frame is corrupt or has another size.
    func open(_ frame: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer) -> Bool {
        let size = unsafe ZSTD_decompressDCtx(context, target.baseAddress, target.count, frame.baseAddress, frame.count)
        return ZSTD_isError(size) == 0 && size == target.count
    }
}
