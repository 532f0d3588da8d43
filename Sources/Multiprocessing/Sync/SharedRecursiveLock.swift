internal import Platform
internal import Synchronization

/// A lock for processes that the thread which holds it may take again: it is free after as many releases.
///
///     let lock = try SharedRecursiveLock()
///     try lock.withLock { _ in
///         try lock.withLock { _ in update() }
///     }
///
/// As with `SharedLock`, the next owner is told when one died holding it, however deep. Only the thread that holds it
/// can release it.
@safe public final class SharedRecursiveLock: @unchecked Sendable {
    private let inner: SharedLock
    private let memory: SharedBlock
    // SAFETY: the first word of `memory`, which this object keeps.
    /// How often its owner has taken it; written by the owner alone.
    private let levels: UnsafeMutablePointer<Atomic<Int>>

    public init() throws(SyncError) {
        inner = try SharedLock()
        do { memory = try SharedBlock(byteCount: 64, name: "SharedRecursiveLock") } catch { throw .system(error) }
        unsafe levels = memory.base.bindMemory(to: Atomic<Int>.self, capacity: 1)
        unsafe levels.initialize(to: Atomic(0))
    }

    /// Runs `body` holding the lock. Blocks until it is free or this thread's.
    ///
    /// - Throws: what `body` throws, or a `SyncError`.
    @discardableResult
    public func withLock<R: ~Copyable>(_ body: (SharedLock.Inheritance) throws -> R) throws -> R {
        guard let inheritance = try enter(until: nil) else { preconditionFailure("no deadline has passed") }
        defer { try? leave() }
        return try body(inheritance)
    }

    /// The same for a closure without a result: the compiler looks for none there.
    public func withLock(_ body: (SharedLock.Inheritance) throws -> Void) throws {
        guard let inheritance = try enter(until: nil) else { preconditionFailure("no deadline has passed") }
        defer { try? leave() }
        try body(inheritance)
    }

    /// The same, giving up after `timeout`: nil then. `.zero` does not wait.
    public func withLock<R: ~Copyable>(timeout: Duration, _ body: (SharedLock.Inheritance) throws -> R) throws -> R? {
        guard let inheritance = try enter(until: .after(timeout)) else { return nil }
        defer { try? leave() }
        return try body(inheritance)
    }

    /// Takes the lock once more; blocks until it is free or this thread's.
    public func acquire() throws(SyncError) -> Guard {
        guard let inheritance = try enter(until: nil) else { preconditionFailure("no deadline has passed") }
        return Guard(self, inheritance)
    }

    /// Takes the lock once more; nil when another thread still held it after `timeout`.
    public func acquire(timeout: Duration) throws(SyncError) -> Guard? {
        guard let inheritance = try enter(until: .after(timeout)) else { return nil }
        return Guard(self, inheritance)
    }

    /// Takes the lock once more unless another thread holds it; never blocks.
    public func tryAcquire() throws(SyncError) -> Guard? { try acquire(timeout: .zero) }

    /// Whether some thread of some process holds it at this moment.
    public var isLocked: Bool { inner.isLocked }

    /// How often this thread has taken it.
    public var depth: Int { inner.isHeldByThisThread ? unsafe levels.pointee.load(ordering: .relaxed) : 0 }

    private func enter(until deadline: Instant?) throws(SyncError) -> SharedLock.Inheritance? {
        if inner.isHeldByThisThread {
            unsafe levels.pointee.store(depth + 1, ordering: .relaxed)
            return .clean
        }
        guard let inheritance = try inner.lock(until: deadline) else { return nil }
        // What a dead owner had counted is gone with it.
        unsafe levels.pointee.store(1, ordering: .relaxed)
        return inheritance
    }

    fileprivate func leave() throws(SyncError) {
        guard inner.isHeldByThisThread else { throw .notOwner }
        let left = depth - 1
        unsafe levels.pointee.store(left, ordering: .relaxed)
        if left == 0 { try inner.unlock() }
    }
}

extension SharedRecursiveLock {
    /// One level of the lock, held. Releases it at the end of its life; it cannot be copied or released twice.
    public struct Guard: ~Copyable {
        /// nil once released.
        private var lock: SharedRecursiveLock?
        /// What the last holder left behind; `.clean` for every level but the first.
        public let inheritance: SharedLock.Inheritance

        init(_ lock: SharedRecursiveLock, _ inheritance: SharedLock.Inheritance) {
            self.lock = lock
            self.inheritance = inheritance
        }

        deinit { try? lock?.leave() }

        /// Releases this level now.
        ///
        /// - Throws: `.notOwner` in a process that was forked while this one held the lock; nothing is released then.
        public consuming func release() throws(SyncError) {
            let held = lock
            lock = nil
            try held?.leave()
        }
    }
}

@available(*, unavailable)
extension SharedRecursiveLock.Guard: Sendable {}

extension SharedRecursiveLock: CustomStringConvertible {
    /// Says who holds it, as `SharedLock` does.
    public var description: String { inner.description.replacing("SharedLock", with: "SharedRecursiveLock") }
}
