internal import Platform
internal import Synchronization

/// Waiting, with a lock held, until another process has changed what the lock protects.
///
///     let condition = try SharedCondition()
///     try condition.withLock { _ in                                  // in one process
///         try condition.wait(until: { items.value > 0 })
///     }
///     try condition.withLock { _ in                                  // in another
///         items.add(1)
///         try condition.notify()
///     }
///
/// `notify(n)` wakes exactly the `n` that have waited longest, or all when there are fewer; nothing is kept for later.
/// Those who wait while another is killed are not harmed:
///
/// - A killed waiter is not counted as woken. One that was notified and killed before it was back from `wait` passes its
///   notification on to the next, within 50 ms.
/// - When the owner of the lock is killed, the next to have it is told: `wait` throws `.ownerDied`, holding the lock.
///   Catch it inside `withLock` to repair and go on.
/// - When nobody is left who could notify, `wait` throws `.othersGone`, holding the lock: see `notifier` for who that is.
/// - Someone killed between changing the state and `notify` has notified nobody: `wait(until:)` looks at its condition
///   again every 50 ms, and goes on all the same; `wait()` without a condition does not.
@safe public final class SharedCondition: @unchecked Sendable {
    private static let waiting: UInt32 = 1
    private static let notified: UInt32 = 2

    /// Protects what the condition is about.
    public let lock: SharedLock
    private let memory: SharedMemory
    private let waiters: ParticipantTable
    // SAFETY: the first word of `memory`, which this object keeps.
    /// How many waits have begun, for the order of waking. Written with the lock held.
    private let turn: UnsafeMutablePointer<Atomic<UInt64>>
    private let notifiers: Roster
    private let sharers = Sharers()

    /// - `lock`: shared with other conditions perhaps; nil for one of its own.
    /// - `waiters`: how many threads can wait at a time; more throw `.tooManyParticipants`. Each that does takes 128
    ///   bytes; nil for 32,768.
    public init(lock: SharedLock? = nil, waiters: Int? = nil) throws(SyncError) {
        let capacity = waiters ?? ParticipantTable.most
        self.lock = if let lock { lock } else { try SharedLock() }
        do {
            let tableAt = 64 + Roster.byteCount
            memory = try SharedMemory(
                byteCount: tableAt + ParticipantTable.byteCount(capacity: min(capacity, ParticipantTable.step)),
                reserving: tableAt + ParticipantTable.byteCount(capacity: capacity), name: "SharedCondition")
            notifiers = unsafe Roster(initializing: memory.base + 64)
            self.waiters = unsafe ParticipantTable(
                initializing: memory.base + tableAt,
                capacity: min(capacity, ParticipantTable.capacity(byteCount: memory.byteCount - tableAt)))
        } catch {
            throw .system(error)
        }
        unsafe turn = memory.base.bindMemory(to: Atomic<UInt64>.self, capacity: 1)
        unsafe turn.initialize(to: Atomic(0))
    }

    /// Runs `body` holding the lock. Blocks until it is free.
    ///
    /// - Throws: what `body` throws, or a `SyncError`.
    @discardableResult
    public func withLock<R: ~Copyable>(_ body: (SharedLock.Inheritance) throws -> R) throws -> R {
        try lock.withLock(body)
    }

    /// The same for a closure without a result: the compiler looks for none there.
    public func withLock(_ body: (SharedLock.Inheritance) throws -> Void) throws {
        try lock.withLock(body)
    }

    /// Releases the lock, waits to be notified, and takes the lock again; false when nobody notified it within
    /// `timeout`. The lock is held on return, and when it throws anything but `.notOwner` and `.system`.
    ///
    /// - Throws: `.notOwner` unless this thread holds the lock; `.ownerDied` when the lock was held by a process that
    ///   was killed, whether this one was notified or not; `.othersGone` when nobody is left who could notify, within a
    ///   second; `.tooManyParticipants`.
    @discardableResult
    public func wait(timeout: Duration? = nil) throws(SyncError) -> Bool {
        var mourner = Mourner(isForever: timeout == nil, lock: lock.number)
        return try wait(deadline: .after(timeout), looksAgain: false, &mourner)
    }

    /// Waits until `condition` holds, which is looked at with the lock held; returns whether it does, in the end.
    ///
    /// - Throws: what `condition` throws, and as `wait`.
    @discardableResult
    public func wait(until condition: () throws -> Bool, timeout: Duration? = nil) throws -> Bool {
        let deadline = Instant.after(timeout)
        var mourner = Mourner(isForever: timeout == nil, lock: lock.number)
        while try !condition() {
            if let deadline, deadline.hasPassed { return false }
            // What the last of the others did before it died has been looked at.
            if let gone = mourner.verdict { throw SyncError.othersGone(gone) }
            _ = try wait(deadline: deadline, looksAgain: true, &mourner)
        }
        return true
    }

    /// A new end, for this process and the children that it forks: with one made, those who wait know when nobody is left
    /// who could notify. Without, everybody may whom a fork gave the condition to. Each has to be closed: see `SharedEnd`.
    public var notifier: Notifier {
        get throws(SyncError) {
            do { return try Notifier(self, notifiers) } catch { throw .system(error) }
        }
    }

    /// The end of a condition that notifies.
    public final class Notifier: SharedEnd, @unchecked Sendable {
        private let condition: SharedCondition

        fileprivate init(_ condition: SharedCondition, _ notifiers: Roster) throws(SystemError) {
            self.condition = condition
            try super.init(notifiers) { [condition] in withExtendedLifetime(condition) {} }
        }

        /// As the condition's own; also after `close`, which only says that it need not be waited for.
        public func notify(_ count: Int = 1) throws(SyncError) { try condition.notify(count) }

        /// As the condition's own.
        public func notifyAll() throws(SyncError) { try condition.notifyAll() }
    }

    /// Wakes the `count` that have waited longest, or as many as there are. They go on when the lock is free.
    ///
    /// - Throws: `.notOwner` unless this thread holds the lock.
    public func notify(_ count: Int = 1) throws(SyncError) {
        guard lock.isHeldByThisThread else { throw .notOwner }
        passOn()
        wakeOldest(count)
    }

    /// Wakes everyone who waits.
    ///
    /// - Throws: `.notOwner` unless this thread holds the lock.
    public func notifyAll() throws(SyncError) { try notify(.max) }

    /// Threads that wait and have not been notified, at this moment.
    public var waitingCount: Int {
        waiters.indices.count { waiters.state($0) == SharedCondition.waiting && !waiters.isDead($0) }
    }

    // MARK: waiting

    private func wait(
        deadline: Instant?, looksAgain: Bool, _ mourner: inout Mourner
    ) throws(SyncError) -> Bool {
        guard lock.isHeldByThisThread else { throw .notOwner }
        let slot = try enter()
        try lock.unlock()
        let end = looksAgain ? .soonest(deadline, WaitWord.nextLook) : deadline
        let early = try sleep(slot, until: end, &mourner)
        // Nothing is timed from here on: the lock is held on return, come what may.
        guard let inheritance = if let early { early } else { try lock.lock(until: nil) } else {
            preconditionFailure("no deadline has passed")
        }
        let isNotified = waiters.state(slot) == SharedCondition.notified
        waiters.leave(slot)
        passOn()
        if case .ownerDied(let pid) = inheritance { throw .ownerDied(pid: pid) }
        if !isNotified, !looksAgain, let gone = mourner.verdict { throw .othersGone(gone) }
        return isNotified
    }

    private func enter() throws(SyncError) -> Int {
        passOn()
        let number = unsafe turn.pointee.wrappingAdd(1, ordering: .relaxed).newValue
        do {
            if let slot = try waiters.enter(state: SharedCondition.waiting, value: number) { return slot }
        } catch {
            throw .system(error)
        }
        throw .tooManyParticipants(limit: waiters.capacity)
    }

    /// Until it is notified, its time is up, or an owner has died, or everybody else. Takes the lock only to learn the
    /// last two: not nil then.
    private func sleep(
        _ slot: Int, until end: Instant?, _ mourner: inout Mourner
    ) throws(SyncError) -> SharedLock.Inheritance? {
        while waiters.state(slot) == SharedCondition.waiting, !lock.isAbandoned {
            if let end, end.hasPassed { break }
            if waiters.indices.contains(where: isUndelivered), let inheritance = try lock.lock(until: end) {
                passOn()
                if inheritance != .clean { return inheritance }
                try lock.unlock()
                continue
            }
            mourner.begin(sharers)
            waiters.sleep(slot, while: SharedCondition.waiting, until: .soonest(end, WaitWord.nextLook))
            mourner.end()
            guard waiters.state(slot) == SharedCondition.waiting, mourner.isDue(sharers, notifiers),
                let inheritance = try lock.lock(until: nil)
            else { continue }
            // With the lock nobody is between its wait and what it does after that, but those who were notified.
            let isAnyoneNotified = waiters.indices.contains { waiters.state($0) == SharedCondition.notified }
            if !isAnyoneNotified { mourner.judge(sharers, notifiers) }
            if inheritance != .clean || mourner.verdict != nil { return inheritance }
            try lock.unlock()
        }
        return nil
    }

    // MARK: with the lock held

    private func wakeOldest(_ count: Int) {
        let oldest = waiters.indices.filter { waiters.state($0) == SharedCondition.waiting && !waiters.isDead($0) }
            .sorted { waiters.value($0) < waiters.value($1) }
        for slot in oldest.prefix(count) {
            waiters.setState(slot, SharedCondition.notified)
            waiters.wake(slot)
        }
    }

    /// Gives the notifications of those who were killed before they were back from `wait` to others.
    private func passOn() {
        let dead = waiters.dead
        let count = dead.count(where: isUndelivered)
        if count > 0 { wakeOldest(count) }
        // Last, so that a notification to be passed on is not lost with whoever is killed here.
        waiters.free(dead)
    }

    private func isUndelivered(_ slot: Int) -> Bool {
        waiters.state(slot) == SharedCondition.notified && waiters.isDead(slot)
    }
}
