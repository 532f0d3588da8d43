internal import CZstd
internal import Platform

/// The file that the windows of points are kept in, each a zstd frame.
@safe final class GzipWindows {
    private let file: FileDescriptor
    private let compressor: OpaquePointer
    private let decompressor: OpaquePointer

    /// Fast: other processes wait meanwhile.
    private static let level: Int32 = 1

    init(_ file: consuming FileDescriptor) throws(ThreshError) {
        guard let compressor = unsafe ZSTD_createCCtx(), let decompressor = unsafe ZSTD_createDCtx() else {
            throw ThreshError(
                .inputOutput, "there is not enough memory to keep places in \(file.path); run fewer workers")
        }
        self.file = file
        unsafe self.compressor = compressor
        unsafe self.decompressor = decompressor
        unsafe _ = ZSTD_CCtx_setParameter(compressor, ZSTD_c_compressionLevel, GzipWindows.level)
        unsafe _ = ZSTD_CCtx_setParameter(compressor, ZSTD_c_checksumFlag, 1)
    }

    deinit {
        unsafe _ = ZSTD_freeCCtx(compressor)
        unsafe _ = ZSTD_freeDCtx(decompressor)
    }

    /// Writes a window; returns how many bytes it takes.
    func write(_ window: UnsafeRawBufferPointer, at offset: UInt64) throws(ThreshError) -> UInt32 {
        var frame = ByteBuffer(capacity: ZSTD_compressBound(window.count))
        let size = unsafe ZSTD_compress2(compressor, frame.base, frame.capacity, window.baseAddress, window.count)
        if ZSTD_isError(size) != 0 { throw ThreshError(.software, "zstd cannot compress a window") }
        frame.count = size
        try attempt { () throws(SystemError) in try unsafe file.write(frame.rawBuffer, at: offset) }
        return UInt32(size)
    }

    /// The window of a point.
    func read(_ point: GzipPoint) throws(ThreshError) -> ByteBuffer {
        var frame = ByteBuffer(capacity: Int(point.windowLength))
        var window = ByteBuffer(capacity: GzipHistory.largest)
        if point.windowLength == 0 { return window }
        let room = unsafe UnsafeMutableRawBufferPointer(start: frame.base, count: Int(point.windowLength))
        do throws(SystemError) {
            frame.count = try unsafe file.readFully(into: room, at: point.windowOffset)
        } catch {
            throw ThreshError(error)
        }
        let size = unsafe ZSTD_decompressDCtx(
            decompressor, window.base, GzipHistory.largest, frame.base, frame.count)
        if ZSTD_isError(size) != 0 {
            throw ThreshError(
                .badData, "\(file.path): the window of byte \(point.byte) is damaged; remove the file and run again")
        }
        window.count = size
        return window
    }
}
