internal import Platform
internal import Synchronization

/// A lock for processes: whoever was forked after it was made may take it.
///
///     let lock = try SharedLock()
///     try lock.withLock { inheritance in update() }
///     let guarded = try lock.acquire()     // released at the end of its scope, or by `guarded.release()`
///
/// When the holder is killed, the next one gets the lock all the same, and is told so: what the lock protects may be
/// half-way through a change, and only its user can say whether to repair it or to give up. `SharedMutex` protects a
/// value that is never half-way.
///
/// It belongs to the thread that took it, which alone can release it. Not recursive: locking it twice in one thread is
/// an error, not a deadlock. Not fair: a release wakes one of those who wait, and a newcomer may be faster.
@safe public final class SharedLock: @unchecked Sendable {
    private let memory: SharedBlock
    private let mutex: RobustMutex
    // SAFETY: in `memory`, which this object keeps, behind the mutex.
    /// The process that holds it, written by it alone after locking and before unlocking; 0 in between.
    private let signature: UnsafeMutablePointer<Atomic<Int32>>

    public init() throws(SyncError) {
        do {
            memory = try SharedBlock(byteCount: RobustMutex.byteCount + 64, name: "SharedLock")
            mutex = try unsafe RobustMutex(initializing: memory.base, number: Family.newNumber())
        } catch {
            throw .system(error)
        }
        let start = unsafe memory.base + RobustMutex.byteCount
        unsafe signature = start.bindMemory(to: Atomic<Int32>.self, capacity: 1)
        unsafe signature.initialize(to: Atomic(0))
    }

    /// Runs `body` holding the lock. Blocks until it is free.
    ///
    /// - Throws: what `body` throws, or a `SyncError`.
    @discardableResult
    public func withLock<R: ~Copyable>(_ body: (Inheritance) throws -> R) throws -> R {
        guard let inheritance = try lock(until: nil) else { preconditionFailure("no deadline has passed") }
        defer { try? unlock() }
        return try body(inheritance)
    }

    /// The same for a closure without a result: the compiler looks for none there.
    public func withLock(_ body: (Inheritance) throws -> Void) throws {
        guard let inheritance = try lock(until: nil) else { preconditionFailure("no deadline has passed") }
        defer { try? unlock() }
        try body(inheritance)
    }

    /// The same, giving up after `timeout`: nil then. `.zero` does not wait.
    public func withLock<R: ~Copyable>(timeout: Duration, _ body: (Inheritance) throws -> R) throws -> R? {
        guard let inheritance = try lock(until: .after(timeout)) else { return nil }
        defer { try? unlock() }
        return try body(inheritance)
    }

    /// Takes the lock; blocks until it is free.
    public func acquire() throws(SyncError) -> Guard {
        guard let inheritance = try lock(until: nil) else { preconditionFailure("no deadline has passed") }
        return Guard(self, inheritance)
    }

    /// Takes the lock; nil when it was not free within `timeout`.
    public func acquire(timeout: Duration) throws(SyncError) -> Guard? {
        guard let inheritance = try lock(until: .after(timeout)) else { return nil }
        return Guard(self, inheritance)
    }

    /// Takes the lock if it is free; never blocks.
    public func tryAcquire() throws(SyncError) -> Guard? {
        let outcome: RobustMutex.Outcome
        do { outcome = try mutex.tryLock() } catch { throw SharedLock.meaning(error) }
        return outcome == .busy ? nil : Guard(self, sign(outcome))
    }

    /// Whether some thread of some process holds it at this moment.
    public var isLocked: Bool { mutex.owner != nil }

    public var isHeldByThisThread: Bool { mutex.isHeldByThisThread }

    /// The same in every process that shares it.
    var order: UInt { unsafe UInt(bitPattern: memory.base) }

    // MARK: without a guard

    /// nil when the deadline passed.
    func lock(until deadline: Instant?) throws(SyncError) -> Inheritance? {
        let outcome: RobustMutex.Outcome
        do {
            outcome = if let deadline { try mutex.lock(until: deadline) } else { try lockForever() }
        } catch {
            throw SharedLock.meaning(error)
        }
        return outcome == .busy ? nil : sign(outcome)
    }

    /// In nanoseconds.
    private static let quietly: Int64 = 250_000_000

    /// One who waits long lets others know that it can do nothing before the holder does.
    private func lockForever() throws(SystemError) -> RobustMutex.Outcome {
        let soon = try mutex.lock(within: SharedLock.quietly)
        return soon == .busy ? try lockPatiently() : soon
    }

    @inline(never) private func lockPatiently() throws(SystemError) -> RobustMutex.Outcome {
        Sharers.wait(forLock: number)
        defer { Sharers.endWait() }
        while Family.threads.isOne && GivenWork.review() {
            let outcome = try mutex.lock(within: SharedLock.quietly)
            if outcome != .busy { return outcome }
        }
        return try mutex.lock(until: nil)
    }

    /// By which others know it while it is held.
    var number: UInt64 { mutex.number }

    func unlock() throws(SyncError) {
        guard mutex.isHeldByThisThread else { throw .notOwner }
        unsafe signature.pointee.store(0, ordering: .relaxed)
        do { try mutex.unlock() } catch { throw SharedLock.meaning(error) }
    }

    /// Whether its owner ended while holding it, and nobody was told yet.
    var isAbandoned: Bool { mutex.isAbandoned }

    private func sign(_ outcome: RobustMutex.Outcome) -> Inheritance {
        let before = unsafe signature.pointee.load(ordering: .relaxed)
        unsafe signature.pointee.store(Identity.processID, ordering: .relaxed)
        return outcome == .ownerDied ? .ownerDied(pid: before == 0 ? nil : before) : .clean
    }

    static func meaning(_ error: SystemError) -> SyncError {
        if error.isDeadlock { return .alreadyHeld }
        return error.isNotPermitted ? .notOwner : .system(error)
    }
}

extension SharedLock: CustomStringConvertible {
    /// Says who holds it: "SharedLock(free)", "SharedLock(held by this thread)", "SharedLock(held by process 17)".
    public var description: String { "SharedLock(\(state))" }

    /// Who holds it.
    var state: String { SharedLock.holder(mutex.owner) }

    static func holder(_ owner: Int32?) -> String {
        guard let owner else { return "free" }
        if owner == Identity.threadID { return "held by this thread" }
        let pid = Identity.process(ofThread: owner) ?? owner
        return pid == Identity.processID ? "held by another thread of this process" : "held by process \(pid)"
    }
}
