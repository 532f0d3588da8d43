private import CThresh
internal import Glibc

/// Private zeroed memory in whole pages, returned to the kernel when its owner goes away.
///
/// For buffers of a megabyte and more: growing moves pages instead of copying bytes, and large buffers ask for huge
/// pages, which spares most of the page faults and TLB misses.
@safe public struct PageBuffer: ~Copyable {
    // SAFETY: a mapping of `byteCount` bytes that lasts as long as this, or until it grows.
    /// Changes when `grow` moves the buffer.
    public private(set) var base: UnsafeMutableRawPointer
    public private(set) var byteCount: Int

    public init(byteCount: Int) throws(SystemError) {
        let size = PageBuffer.rounded(byteCount)
        #if FaultPoints
            if FaultPoint.fails("mmap", "") { throw .last("mmap", "\(size) bytes of memory") }
        #endif
        let mapped = unsafe mmap(nil, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        guard let mapped = unsafe mapped, unsafe mapped != MAP_FAILED else {
            throw .last("mmap", "\(size) bytes of memory")
        }
        unsafe base = mapped
        self.byteCount = size
        adviseHugePages()
    }

    deinit { unsafe _ = munmap(base, byteCount) }

    public var bytes: UnsafeMutableRawBufferPointer {
        unsafe UnsafeMutableRawBufferPointer(start: base, count: byteCount)
    }

    /// Makes it at least `byteCount` bytes, keeping what is in it. The address may change.
    public mutating func grow(to byteCount: Int) throws(SystemError) {
        let size = PageBuffer.rounded(byteCount)
        if size <= self.byteCount { return }
        #if FaultPoints
            if FaultPoint.fails("mremap", "") { throw .last("mremap", "\(size) bytes of memory") }
        #endif
        guard let moved = unsafe thresh_remap(base, self.byteCount, size) else {
            throw .last("mremap", "\(size) bytes of memory")
        }
        unsafe base = moved
        self.byteCount = size
        adviseHugePages()
    }

    /// Gives the pages back to the kernel; the memory reads as zero afterwards.
    public mutating func discardContents() { unsafe _ = madvise(base, byteCount, MADV_DONTNEED) }

    /// Asks for huge pages under memory that is about to be filled for the first time.
    public static func adviseHugePages(_ buffer: UnsafeMutableRawBufferPointer) {
        guard buffer.count >= 4 << 20, let base = buffer.baseAddress else { return }
        // The kernel takes whole pages only: from the first that begins inside.
        let skipped = (4096 - Int(bitPattern: base) % 4096) % 4096
        unsafe _ = madvise(base + skipped, buffer.count - skipped, MADV_HUGEPAGE)
    }

    private func adviseHugePages() {
        if byteCount >= 4 << 20 { unsafe _ = madvise(base, byteCount, MADV_HUGEPAGE) }
    }

    private static func rounded(_ byteCount: Int) -> Int {
        // Buffers that get huge pages end on one, so that the kernel never rounds memory up behind the budget's back.
        let unit = byteCount >= 4 << 20 ? 2 << 20 : 4096
        return (max(byteCount, 1) + unit - 1) / unit * unit
    }
}
