internal import Platform

/// A lock between the threads of this process, for state that outlives a call.
///
/// A forked child finds it free: only a process with one thread forks, and never while it holds this.
final class ThreadLock: Sendable {
    private let mutex = ProcessLocalMutex()

    func withLock<R, E: Error>(_ body: () throws(E) -> R) throws(E) -> R {
        mutex.lock()
        defer { mutex.unlock() }
        return try body()
    }
}
