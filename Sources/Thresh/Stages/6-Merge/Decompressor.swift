internal import CZstd

/// A zstd context that opens whole frames. One serves every reader of a process.
@safe final class Decompressor {
    private let context: OpaquePointer

    init() throws(ThreshError) {
        guard let context = unsafe ZSTD_createDCtx() else { throw ThreshError(.software, "zstd: out of memory") }
        unsafe self.context = context
    }

    deinit { unsafe _ = ZSTD_freeDCtx(context) }

    /// Whether a frame says that it holds so many bytes: to be asked before there is memory for them.
    static func holds(_ byteCount: Int, _ frame: UnsafeRawBufferPointer) -> Bool {
        unsafe ZSTD_getFrameContentSize(frame.baseAddress, frame.count) == UInt64(byteCount)
    }

    /// Fills `target` with the content of one frame; nil when the frame is corrupt or has another size.
    func open(_ frame: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer) -> Bool {
        let size = unsafe ZSTD_decompressDCtx(context, target.baseAddress, target.count, frame.baseAddress, frame.count)
        return ZSTD_isError(size) == 0 && size == target.count
    }
}
