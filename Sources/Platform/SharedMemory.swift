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
        let raw = unsafe thresh_memory_file(name, self.byteCount)
        if raw < 0 {
            throw SystemError(
                code: -raw, operation: "memfd_create", subject: "\(byteCount) bytes of shared memory (\(name))")
        }
        let file = FileDescriptor(owning: raw, path: name)
        let mapped = unsafe mmap(nil, self.byteCount, PROT_READ | PROT_WRITE, MAP_SHARED, file.rawValue, 0)
        guard let mapped = unsafe mapped, unsafe mapped != MAP_FAILED else { throw .last("mmap", name) }
        unsafe base = mapped
    }

    deinit { unsafe _ = munmap(base, byteCount) }
}
