internal import Platform

/// The last 32 KiB of a member that were decoded: what a deflate block may refer back to.
@safe struct GzipHistory: ~Copyable {
    static let largest = 32 << 10

    private let buffer: PageBuffer
    private var count = 0

    init() throws(ThreshError) {
        do throws(SystemError) {
            buffer = try PageBuffer(byteCount: GzipHistory.largest)
        } catch {
            throw ThreshError(error)
        }
    }

    /// Valid until the next change.
    var bytes: UnsafeRawBufferPointer { unsafe UnsafeRawBufferPointer(rebasing: buffer.bytes[..<count]) }

    mutating func removeAll() { count = 0 }

    mutating func append(_ new: UnsafeRawBufferPointer) {
        let added = min(new.count, GzipHistory.largest)
        if added == 0 { return }
        let kept = min(count, GzipHistory.largest - added)
        // SAFETY: `kept + added` is at most the size of the buffer.
        unsafe buffer.base.copyMemory(from: buffer.base + (count - kept), byteCount: kept)
        unsafe (buffer.base + kept).copyMemory(from: new.baseAddress! + (new.count - added), byteCount: added)
        count = kept + added
    }
}
