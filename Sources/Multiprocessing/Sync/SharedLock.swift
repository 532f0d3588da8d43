public import Platform

/// A lock for processes: whoever was forked after it was made may take it.
///
///     try lock.withLock { inheritance in
///         if inheritance == .ownerDied { repair() }
///         update()
///     }
///
/// When the holder is killed, the next one gets the lock all the same, and is told so: what the lock protects may be
/// half-way through a change, and only its user can say whether to repair it or to give up.
///
/// Not recursive: locking it twice in one process is an error (EDEADLK), not a deadlock.
public final class SharedLock: Sendable {
    private let memory: SharedMemory
    private let mutex: RobustMutex

    /// What the last holder left behind.
    public enum Inheritance: Sendable {
        /// It unlocked.
        case clean
        /// It died holding the lock.
        case ownerDied
    }

    public init() throws(SystemError) {
        memory = try SharedMemory(byteCount: RobustMutex.byteCount, name: "SharedLock")
        mutex = try unsafe RobustMutex(initializing: memory.base)
    }

    /// Runs `body` holding the lock. Blocks until it is free.
    public func withLock<R>(_ body: (Inheritance) throws -> R) throws -> R {
        let outcome = try mutex.lock(until: nil)
        defer { try? mutex.unlock() }
        return try body(outcome == .ownerDied ? .ownerDied : .clean)
    }

    /// The same, giving up after `timeout`: nil then.
    public func withLock<R>(timeout: Duration, _ body: (Inheritance) throws -> R) throws -> R? {
        let outcome = try mutex.lock(until: Instant.now.advanced(by: timeout))
        if outcome == .busy { return nil }
        defer { try? mutex.unlock() }
        return try body(outcome == .ownerDied ? .ownerDied : .clean)
    }
}
