internal import Platform
internal import Synchronization

/// A number of permits for processes that were forked after it was made.
///
///     let connections = try SharedSemaphore(permits: 4)
///     try connections.withPermit { download() }
///
/// There are two ways to take a permit:
///
/// - `withPermit` and `acquirePermit`: the permit belongs to the thread that took it. When that ends without giving it
///   back, killed or not, the permit is taken back for the others, within 50 ms of their waiting for it.
/// - `acquire` and `release`: the permit belongs to nobody, so that one process may release what another acquired, or
///   more than there ever were. What a killed process had acquired so stays acquired: nobody can know who was to
///   release it. A process killed in `acquire` or `release` has done it or not.
///
/// Who waits for a permit gets `.othersGone` once nobody is left who could release one.
@safe public class SharedSemaphore: @unchecked Sendable {
    private struct State: ~Copyable {
        /// Permits that nobody took by `acquire`: those of `withPermit` are still among them.
        let base: Atomic<Int>
    }

    private static let held: UInt32 = 1

    private let monitor: Monitor<State>
    private var news: WaitWord { monitor.word() }
    private var holders: ParticipantTable { monitor.participants }
    private let limit: Int?
    /// At first.
    private let permits: Int

    /// - Parameters:
    ///   - permits: how many there are at first; 0 or more.
    ///   - holders: how many permits of `withPermit` can be out at a time; one more throws `.tooManyParticipants`. Each that
    ///     is out takes 128 bytes; nil for as many as there are permits at first, and 32,768 at least.
    public convenience init(permits: Int, holders: Int? = nil) throws(SyncError) {
        try self.init(permits: permits, limit: nil, holders: holders)
    }

    /// Addresses are not without end.
    private static let mostHolders = 1 << 20

    init(permits: Int, limit: Int?, holders: Int?) throws(SyncError) {
        precondition(permits >= 0 && holders ?? 0 >= 0)
        let capacity = holders ?? max(ParticipantTable.most, min(permits, SharedSemaphore.mostHolders))
        self.permits = permits
        self.limit = limit
        do {
            monitor = try Monitor(State(base: Atomic(permits)), participants: capacity, name: "SharedSemaphore")
        } catch {
            throw .system(error)
        }
    }

    /// Takes a permit that anyone may release; false when there was none within `timeout`. `.zero` does not wait.
    @discardableResult
    public func acquire(timeout: Duration? = nil) throws(SyncError) -> Bool {
        let took = try take(timeout) { () throws(SystemError) in
            unsafe _ = monitor.state.pointee.base.wrappingSubtract(1, ordering: .relaxed)
            return 0
        }
        return took != nil
    }

    /// Gives permits back that were taken by `acquire`, or adds new ones. Never blocks for long.
    public func release(_ count: Int = 1) throws(SyncError) {
        precondition(count >= 0)
        try lock()
        let base = unsafe monitor.state.pointee.base.load(ordering: .relaxed)
        if let limit, base + count > limit {
            unlock()
            throw .overReleased(limit: limit)
        }
        unsafe monitor.state.pointee.base.store(base + count, ordering: .relaxed)
        unlock()
        news.announce()
    }

    /// Runs `body` with a permit of this thread's. Blocks until there is one.
    ///
    /// - Throws: what `body` throws, or a `SyncError`.
    @discardableResult
    public func withPermit<R: ~Copyable>(_ body: () throws -> R) throws -> R {
        let permit = try acquirePermit()
        let result = try body()
        permit.release()
        return result
    }

    /// The same for a closure without a result: the compiler looks for none there.
    public func withPermit(_ body: () throws -> Void) throws {
        let permit = try acquirePermit()
        try body()
        permit.release()
    }

    /// The same, giving up after `timeout`: nil then. `.zero` does not wait.
    public func withPermit<R: ~Copyable>(timeout: Duration, _ body: () throws -> R) throws -> R? {
        guard let permit = try acquirePermit(timeout: timeout) else { return nil }
        let result = try body()
        permit.release()
        return result
    }

    /// Takes a permit for this thread; blocks until there is one.
    public func acquirePermit() throws(SyncError) -> Permit {
        guard let index = try takeSlot(nil) else { preconditionFailure("no deadline has passed") }
        return Permit(self, index)
    }

    /// Takes a permit for this thread; nil when there was none within `timeout`. `.zero` does not wait.
    public func acquirePermit(timeout: Duration) throws(SyncError) -> Permit? {
        guard let index = try takeSlot(timeout) else { return nil }
        return Permit(self, index)
    }

    /// Permits that are free at this moment; those of processes that have ended count as free.
    public var value: Int {
        get throws(SyncError) {
            try lock()
            defer { unlock() }
            holders.free(holders.dead)
            return free
        }
    }

    fileprivate func giveBack(_ index: Int) {
        // In a process forked from the holder's the permit is not this one's to give.
        guard holders.isOwn(index) else { return }
        holders.leave(index)
        news.announce()
    }

    // MARK: taking

    private func takeSlot(_ timeout: Duration?) throws(SyncError) -> Int? {
        try take(timeout) { () throws(SystemError) in try holders.enter(state: SharedSemaphore.held) }
    }

    /// Runs `body` once there is a permit, with the mutex held; again when it returned nil.
    private func take(_ timeout: Duration?, _ body: () throws(SystemError) -> Int?) throws(SyncError) -> Int? {
        let deadline = Instant.after(timeout)
        // Permits of the dead come without an announcement; the time to look again is short enough for them.
        return try news.wait(until: deadline, for: monitor.sharers) { () throws(SyncError) in
            try lock()
            defer { unlock() }
            do throws(SystemError) {
                if free <= 0 || timeout == .zero { holders.free(holders.dead) }
                if free <= 0 { return nil }
                if let taken = try body() { return taken }
                holders.free(holders.dead)
            } catch {
                throw .system(error)
            }
            if holders.isFull { throw .tooManyParticipants(limit: holders.capacity) }
            return nil
        } judge: { (look) throws(SyncError) in
            if look.isLast || monitor.sharers.gone(holding: look.locks) == nil { return }
            try lock()
            defer { unlock() }
            holders.free(holders.dead)
            if free <= 0, let gone = monitor.sharers.gone(holding: look.locks) { throw .othersGone(gone) }
        }
    }

    /// Every permit of `withPermit` is a slot in use: one store takes it, one store gives it back.
    private var free: Int {
        let out = holders.indices.count { holders.state($0) != 0 }
        return unsafe monitor.state.pointee.base.load(ordering: .relaxed) - out
    }

    /// Nothing to repair after its owner died: each change is one store.
    private func lock() throws(SyncError) {
        do { _ = try monitor.lock() } catch { throw .system(error) }
    }

    private func unlock() { monitor.unlock() }
}

extension SharedSemaphore {
    /// A permit of one thread's. Gives it back at the end of its life; it cannot be copied or released twice.
    public struct Permit: ~Copyable {
        private let semaphore: SharedSemaphore
        private let index: Int

        init(_ semaphore: SharedSemaphore, _ index: Int) {
            self.semaphore = semaphore
            self.index = index
        }

        deinit { semaphore.giveBack(index) }

        /// Gives the permit back now.
        public consuming func release() {}
    }
}

@available(*, unavailable)
extension SharedSemaphore.Permit: Sendable {}

extension SharedSemaphore: CustomStringConvertible {
    /// Says what is free at this moment: "SharedSemaphore(3 of 5 free)".
    public var description: String {
        let free = max(0, free)
        return "\(type(of: self))(\(free <= permits ? "\(free) of \(permits)" : "\(free)") free)"
    }
}

/// A semaphore that never has more permits than at first: releasing one too many throws `.overReleased`, where a
/// `SharedSemaphore` would go on with a permit too many.
///
///     let seats = try BoundedSemaphore(permits: 4)
///     try seats.acquire()
///     try seats.release()
public final class BoundedSemaphore: SharedSemaphore, @unchecked Sendable {
    /// - Parameter permits: how many there are; 0 or more.
    public init(permits: Int) throws(SyncError) { try super.init(permits: permits, limit: permits, holders: nil) }
}
