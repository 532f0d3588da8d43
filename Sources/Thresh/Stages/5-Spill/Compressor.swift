internal import CZstd

/// A zstd context that makes independent frames, each with its size and a checksum.
@safe struct Compressor: ~Copyable {
    private let context: OpaquePointer

    init(level: Int32) throws(ThreshError) {
        guard let context = unsafe ZSTD_createCCtx() else { throw ThreshError(.software, "zstd: out of memory") }
        unsafe self.context = context
        unsafe _ = ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, level)
        unsafe _ = ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1)
    }

    deinit { unsafe _ = ZSTD_freeCCtx(context) }

    static func bound(_ byteCount: Int) -> Int { ZSTD_compressBound(byteCount) }

    /// Appends one frame with `bytes` to `target`; returns the frame's size.
    borrowing func appendFrame(_ bytes: UnsafeRawBufferPointer, to target: inout ByteBuffer) throws(ThreshError) -> Int
    {
        target.reserve(Compressor.bound(bytes.count))
        let size = unsafe ZSTD_compress2(
            context, target.base + target.count, target.capacity - target.count, bytes.baseAddress, bytes.count)
        if ZSTD_isError(size) != 0 {
            throw ThreshError(.software, unsafe "zstd cannot compress: " + String(cString: ZSTD_getErrorName(size)))
        }
        target.count += size
        return size
    }
}
