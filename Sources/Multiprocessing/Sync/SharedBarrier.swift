internal import Platform
internal import Synchronization

/// A place where a fixed number of parties wait for each other; shared by processes forked after it was made.
///
///     let barrier = try SharedBarrier(parties: 4)
///     prepare()
///     try barrier.wait()       // goes on when all four are here
///
/// It can be used round after round. When one party gives up (its timeout, `abort`, an action that throws), the barrier
/// is broken for all: everyone who waits or comes later gets `.barrierBroken`, until `reset`. A party that is killed
/// while it waits breaks the barrier as well, within 50 ms. One that is killed elsewhere breaks it at once when it is
/// enrolled, and within half a second where the process was given an end, or where nobody else is left who could come:
///
///     let membership = try barrier.enroll()       // from here to the end of its scope, this thread must not die
///     let party = try barrier.party               // this process, and those that it forks before it closes it
@safe public final class SharedBarrier: @unchecked Sendable {
    private struct State: ~Copyable {
        let round = Atomic<UInt64>(BarrierRound().packed)
        /// Parties in this round so far. Recounted after a process died holding the mutex.
        let arrived = Atomic<Int>(0)
        /// Whose death broke it last.
        let victim = Atomic<Int32>(0)
    }

    // States of a slot. One that was told how its round ended has `ended` and the end's number.
    private static let enrolled: UInt32 = 1
    private static let waiting: UInt32 = 2
    private static let ended: UInt32 = 16

    public let parties: Int
    private let action: (() throws -> Void)?
    private let timeout: Duration?
    private let monitor: Monitor<State>
    private var news: WaitWord { monitor.word() }
    private var members: ParticipantTable { monitor.participants }
    private var parts: Roster { monitor.rosters[0] }

    /// - Parameters:
    ///   - parties: how many make a round; 1 or more.
    ///   - timeout: how long a party waits for the others at most, unless it says otherwise; nil for ever.
    ///   - action: runs once a round, in the party that comes last, before the others go on.
    public init(parties: Int, timeout: Duration? = nil, action: (() throws -> Void)? = nil) throws(SyncError) {
        precondition(parties > 0, "a barrier needs a party")
        self.parties = parties
        self.timeout = timeout
        self.action = action
        // A party can be in a round, on its way out of the one before, and enrolled.
        let capacity = 3 * parties + 16
        do {
            monitor = try Monitor(State(), participants: capacity, rosters: 1, name: "SharedBarrier")
        } catch {
            throw .system(error)
        }
    }

    /// Waits for the other parties.
    ///
    /// - Parameter timeout: how long at most; what `init` was given when left out. When it passes, the barrier breaks.
    /// - Returns: how many came before: 0 for exactly one of a round's parties, `parties - 1` for the last.
    /// - Throws: `.barrierBroken`; in the party that runs the action, what that throws.
    @discardableResult
    public func wait(timeout: Duration? = nil) throws -> Int {
        let deadline = Instant.after(timeout ?? self.timeout)
        let (slot, index) = try arrive(deadline)
        if index == parties - 1 {
            do {
                try action?()
            } catch {
                try locked { if isIn(slot) { end(.actionFailed, thenBroken: true) } }
                members.leave(slot)
                throw error
            }
            try locked { if isIn(slot) { end(.completed, thenBroken: false) } }
        } else {
            try sleep(slot, deadline)
        }
        let state = members.state(slot)
        members.leave(slot)
        let outcome = BarrierRound.End(rawValue: UInt64(state - SharedBarrier.ended))!
        if let why = reason(outcome) { throw SyncError.barrierBroken(why) }
        return index
    }

    /// Breaks the barrier for everyone who waits or comes later.
    public func abort() throws(SyncError) {
        try locked { if round.phase != .broken { end(.aborted, thenBroken: true) } }
    }

    /// Makes it new: those who wait get `.barrierBroken(.reset)`, and the next to come begin a round.
    public func reset() throws(SyncError) {
        try locked {
            // Those who died are known by now.
            let dead = Set(monitor.sharers.deadBirths(of: parts))
            parts.forget { dead.contains($0) }
            end(.reset, thenBroken: false)
        }
    }

    /// A new end, for this process and the children that it forks: a process that dies without having closed it breaks the
    /// barrier, wherever it was. See `SharedEnd`.
    public var party: Party {
        get throws(SyncError) {
            do { return try Party(self, parts, news) } catch { throw .system(error) }
        }
    }

    /// What a party has of a barrier.
    public final class Party: SharedEnd, @unchecked Sendable {
        private let barrier: SharedBarrier

        fileprivate init(_ barrier: SharedBarrier, _ parts: Roster, _ news: WaitWord) throws(SystemError) {
            self.barrier = barrier
            try super.init(parts) { [barrier] in withExtendedLifetime(barrier) { news.announce() } }
        }

        /// As the barrier's own.
        @discardableResult
        public func wait(timeout: Duration? = nil) throws -> Int { try barrier.wait(timeout: timeout) }
    }

    /// Why it is broken; nil when it is not.
    public var breakReason: BarrierBreak? {
        let round = round
        return round.phase == .broken ? reason(round.lastEnd) : nil
    }

    public var isBroken: Bool { round.phase == .broken }

    /// Parties that wait in this round.
    public var waitingCount: Int { unsafe monitor.state.pointee.arrived.load(ordering: .relaxed) }

    /// Makes this thread's death a break of the barrier, wherever it dies before the membership's end.
    public func enroll() throws(SyncError) -> Membership {
        try locked { () throws(SyncError) in Membership(self, try enter(SharedBarrier.enrolled, 0)) }
    }

    fileprivate func dismiss(_ slot: Int) {
        if members.isOwn(slot) { members.leave(slot) }
    }

    // MARK: a round

    /// Takes a place in the round that fills; waits while the action of the one before runs.
    private func arrive(_ deadline: Instant?) throws(SyncError) -> (slot: Int, index: Int) {
        while true {
            let place = try news.wait(until: deadline) { () throws(SyncError) in
                try locked { () throws(SyncError) in try takePlace() }
            }
            if let place { return place }
            try locked { if round.phase == .acting { end(.timedOut, thenBroken: true) } }
        }
    }

    private func sleep(_ slot: Int, _ deadline: Instant?) throws(SyncError) {
        while true {
            let hasEnded: Void? = try news.wait(until: deadline, for: monitor.sharers) { () throws(SyncError) in
                if members.state(slot) >= SharedBarrier.ended { return () }
                // Taking the mutex notices the dead.
                if members.hasDead || monitor.isAbandoned { try locked {} }
                return nil
            } judge: { (look) throws(SyncError) in
                try judge(slot, look)
            }
            if hasEnded != nil { return }
            try locked { if isIn(slot) { end(.timedOut, thenBroken: true) } }
        }
    }

    /// Breaks the barrier when a party of it is dead, or nobody is left who could still come.
    private func judge(_ slot: Int, _ look: Watcher.Look) throws(SyncError) {
        func died() -> DeathCertificate? { monitor.sharers.someoneDied(of: parts)?.first }
        // Also where there are ends: one who has closed its own, or never had any, may come as long as it lives.
        func gone() -> DeathCertificate? { look.isLast ? nil : monitor.sharers.gone(holding: look.locks)?.first }
        if died() == nil && gone() == nil { return }
        try locked {
            // One who was told that a round has ended, and has not gone on, is not waiting in this one.
            let isTold = members.indices.contains { members.state($0) >= SharedBarrier.ended && !members.isDead($0) }
            guard isIn(slot), round.phase == .filling, let gone = died() ?? (isTold ? nil : gone()) else { return }
            unsafe monitor.state.pointee.victim.store(gone.pid, ordering: .relaxed)
            end(.partyDied, thenBroken: true)
        }
    }

    // MARK: with the mutex held

    /// nil while the action of the round before runs.
    private func takePlace() throws(SyncError) -> (slot: Int, index: Int)? {
        let round = round
        if round.phase == .broken { throw .barrierBroken(reason(round.lastEnd) ?? .aborted) }
        if round.phase == .acting { return nil }
        let index = waitingCount
        let slot = try enter(SharedBarrier.waiting, round.number)
        unsafe monitor.state.pointee.arrived.store(index + 1, ordering: .relaxed)
        if index == parties - 1 {
            var acting = round
            acting.phase = .acting
            unsafe monitor.state.pointee.round.store(acting.packed, ordering: .releasing)
        }
        return (slot, index)
    }

    private func enter(_ state: UInt32, _ number: UInt64) throws(SyncError) -> Int {
        do {
            if let slot = try members.enter(state: state, value: number) { return slot }
        } catch {
            throw .system(error)
        }
        throw .tooManyParticipants(limit: members.capacity)
    }

    private func isIn(_ slot: Int) -> Bool { members.state(slot) == SharedBarrier.waiting }

    /// Ends the round: the store of the next is what ends it, and telling those in it can be made good by anyone.
    private func end(_ end: BarrierRound.End, thenBroken isBroken: Bool) {
        var next = BarrierRound()
        next.number = round.number + 1
        next.lastEnd = end
        next.phase = isBroken ? .broken : .filling
        unsafe monitor.state.pointee.round.store(next.packed, ordering: .releasing)
        tell()
    }

    private func tell() {
        let round = round
        for slot in members.indices where isIn(slot) && members.value(slot) != round.number {
            members.setState(slot, SharedBarrier.ended + UInt32(round.lastEnd.rawValue))
        }
        let arrived = members.indices.count { isIn($0) }
        unsafe monitor.state.pointee.arrived.store(arrived, ordering: .relaxed)
        news.announce()
    }

    /// Breaks the barrier when a party has died in it. Its slot is freed last: whoever is killed half-way here leaves
    /// it for the next to find.
    private func bury() {
        let dead = members.dead
        let victim = dead.first { members.state($0) < SharedBarrier.ended }
        if let victim, round.phase != .broken {
            unsafe monitor.state.pointee.victim.store(members.process(victim), ordering: .relaxed)
            end(.partyDied, thenBroken: true)
        }
        members.free(dead)
    }

    private var round: BarrierRound {
        BarrierRound(packed: unsafe monitor.state.pointee.round.load(ordering: .acquiring))
    }

    private func reason(_ end: BarrierRound.End) -> BarrierBreak? {
        switch end {
        case .completed: nil
        case .aborted: .aborted
        case .timedOut: .timedOut
        case .partyDied: .partyDied(pid: unsafe monitor.state.pointee.victim.load(ordering: .relaxed))
        case .actionFailed: .actionFailed
        case .reset: .reset
        }
    }

    /// Runs `body` with the mutex, once the dead have been noticed.
    private func locked<R: ~Copyable>(_ body: () throws(SyncError) -> R) throws(SyncError) -> R {
        let outcome: RobustMutex.Outcome
        do { outcome = try monitor.lock() } catch { throw .system(error) }
        defer { monitor.unlock() }
        if outcome == .ownerDied { tell() }
        if members.hasDead { bury() }
        return try body()
    }
}

extension SharedBarrier {
    /// A thread's promise to live, to its end or to `leave`. It cannot be copied.
    public struct Membership: ~Copyable {
        private let barrier: SharedBarrier
        private let slot: Int

        init(_ barrier: SharedBarrier, _ slot: Int) {
            self.barrier = barrier
            self.slot = slot
        }

        deinit { barrier.dismiss(slot) }

        /// Takes the promise back: from here on this thread may end.
        public consuming func leave() {}
    }
}

@available(*, unavailable)
extension SharedBarrier.Membership: Sendable {}
