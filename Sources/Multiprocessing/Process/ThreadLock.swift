internal import Platform

/// A lock between the threads of this process, for state that outlives a call.
///
/// A forked child finds it free: only a process with one thread forks, and never while it holds this.
@safe final class ThreadLock: @unchecked Sendable {
    private let storage: UnsafeMutableRawPointer
    private let mutex: RobustMutex

    init() {
        unsafe storage = .allocate(byteCount: RobustMutex.byteCount, alignment: 64)
        unsafe storage.initializeMemory(as: UInt8.self, repeating: 0, count: RobustMutex.byteCount)
        do {
            // SAFETY: the storage is zeroed, aligned, and freed with this object alone.
            mutex = try unsafe RobustMutex(initializing: storage)
        } catch {
            fatalError("cannot make a lock: \(error)")
        }
    }

    deinit { unsafe storage.deallocate() }

    func withLock<R, E: Error>(_ body: () throws(E) -> R) throws(E) -> R {
        do { _ = try mutex.lock(until: nil) } catch { fatalError("\(error)") }
        defer { try? mutex.unlock() }
        return try body()
    }
}
