private import CThresh
internal import Glibc

/// Zeroed memory without a name that this process and every process forked from it later share.
///
/// The pages are allocated when it is made, so that a machine short of memory is an error here and not a SIGBUS later.
/// The kernel frees it with its last process: nothing can leak.
@safe public final class SharedMemory: @unchecked Sendable {
    // SAFETY: a mapping of `byteCount` bytes that lasts as long as this.
    public let base: UnsafeMutableRawPointer
    public let byteCount: Int

    public init(byteCount: Int, name: String) throws(SystemError) {
        let page = Int(sysconf(Int32(_SC_PAGESIZE)))
        self.byteCount = (max(byteCount, 1) + page - 1) / page * page
        let pages = self.byteCount
        let raw = try checked("memfd_create", "\(byteCount) bytes of shared memory (\(name))") {
            unsafe thresh_memory_file(name, pages)
        }
        let file = FileDescriptor(owning: raw, path: name)
        let mapped = unsafe mmap(nil, self.byteCount, PROT_READ | PROT_WRITE, MAP_SHARED, file.rawValue, 0)
        guard let mapped = unsafe mapped, unsafe mapped != MAP_FAILED else { throw .last("mmap", name) }
        unsafe base = mapped
    }

    /// The same with room to grow: `byteCount` bytes are allocated now, and as much of what is behind them as the process's
    /// limits allow, up to `reserving` in all, is only an address until `populate` was called for it. `byteCount` says how
    /// much there is.
    public init(byteCount: Int, reserving mostBytes: Int, name: String) throws(SystemError) {
        let page = SharedMemory.pageBytes
        let first = (max(byteCount, 1) + page - 1) / page * page
        var size = max(first, (mostBytes + page - 1) / page * page)
        let raw = try checked("memfd_create", "\(byteCount) bytes of shared memory (\(name))") {
            unsafe thresh_growing_memory_file(name, first, size)
        }
        let file = FileDescriptor(owning: raw, path: name)
        while true {
            let mapped = unsafe mmap(
                nil, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_NORESERVE, file.rawValue, 0)
            if let mapped = unsafe mapped, unsafe mapped != MAP_FAILED {
                unsafe base = mapped
                self.byteCount = size
                return
            }
            if size == first { throw .last("mmap", name) }
            size = max(first, size / 2 / page * page)
        }
    }

    public static let pageBytes = Int(sysconf(Int32(_SC_PAGESIZE)))

    /// Allocates the pages of bytes that were only reserved; what is there already stays as it is.
    ///
    /// REQUIRES: they are part of a mapping of this class.
    public static func populate(_ start: UnsafeMutableRawPointer, byteCount: Int) throws(SystemError) {
        _ = try checked("madvise", "\(byteCount) bytes of shared memory") { unsafe thresh_populate(start, byteCount) }
    }

    /// Gives the whole pages within these bytes back to the kernel; they are zero after that, and to be populated again.
    ///
    /// REQUIRES: as `populate`.
    public static func discard(_ start: UnsafeMutableRawPointer, byteCount: Int) {
        unsafe thresh_discard(start, byteCount)
    }

    deinit { unsafe _ = munmap(base, byteCount) }
}
