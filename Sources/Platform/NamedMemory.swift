internal import Glibc

/// Memory with a name in the system, for processes that are not forked from one another (shm_open).
@safe public final class NamedMemory: @unchecked Sendable {
    // SAFETY: a mapping of `byteCount` bytes that lasts as long as this.
    public let base: UnsafeMutableRawPointer
    public let byteCount: Int

    private init(_ descriptor: borrowing FileDescriptor, byteCount: Int) throws(SystemError) {
        let mapped = unsafe mmap(nil, byteCount, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor.rawValue, 0)
        guard let mapped = unsafe mapped, unsafe mapped != MAP_FAILED else { throw .last("mmap", descriptor.path) }
        unsafe base = mapped
        self.byteCount = byteCount
    }

    deinit { unsafe _ = munmap(base, byteCount) }

    /// Creates it with mode 0600, zeroed, and with its pages allocated. Fails when the name exists.
    public static func create(_ name: String, byteCount: Int) throws(SystemError) -> NamedMemory {
        let file = try open(name, O_RDWR | O_CREAT | O_EXCL)
        let failure = posix_fallocate(file.rawValue, 0, off_t(byteCount))
        do throws(SystemError) {
            if failure != 0 {
                let subject = "\(byteCount) bytes of shared memory (\(name))"
                throw SystemError(code: failure, operation: "posix_fallocate", subject: subject)
            }
            return try NamedMemory(file, byteCount: byteCount)
        } catch {
            try? unlink(name)
            throw error
        }
    }

    /// What exists under the name; nil when its creator has not given it its size yet.
    public static func attach(_ name: String) throws(SystemError) -> NamedMemory? {
        let file = try open(name, O_RDWR)
        let size = try file.status().size
        return size == 0 ? nil : try NamedMemory(file, byteCount: Int(size))
    }

    public static func unlink(_ name: String) throws(SystemError) {
        if unsafe shm_unlink(name) != 0 { throw .last("shm_unlink", name) }
    }

    private static func open(_ name: String, _ flags: Int32) throws(SystemError) -> FileDescriptor {
        // Closed on exec: the descriptor has FD_CLOEXEC by definition.
        let raw = try retrying("shm_open", name) { unsafe shm_open(name, flags, 0o600) }
        return FileDescriptor(owning: raw, path: name)
    }
}
