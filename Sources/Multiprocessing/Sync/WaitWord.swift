internal import Platform
internal import Synchronization

/// A place in shared memory where processes sleep until another announces a change.
///
/// `wait` looks at the state again after each announcement. The state itself is someone else's; this only carries the
/// news.
@safe struct WaitWord {
    // SAFETY: a word of shared memory, which whoever has this keeps mapped.
    private let word: UnsafeMutablePointer<Atomic<UInt32>>

    /// A sleeper looks again after this long at most even without news, because the process that owed it may have been killed
    /// between its change and the announcement.
    static let recheck = Duration.milliseconds(50)

    /// When one who goes to sleep now looks again: up to a fifth of `recheck` early, by chance. Those who were woken together
    /// would look together ever after, and nobody would find the others asleep.
    static var nextLook: Instant {
        let now = Instant.now
        let chance = UInt64(truncatingIfNeeded: now.nanoseconds) &* 0x9E37_79B9_7F4A_7C15
        return now.advanced(by: recheck - recheck / 5 * (Double(chance >> 40) / 0x1p24))
    }

    static let byteCount = 64

    /// The lowest bit of the word: somebody may be asleep, whom the next announcement has to wake. The others count the
    /// announcements.
    private static let sleeperBit: UInt32 = 1

    /// REQUIRES: `storage` is zeroed shared memory of `byteCount` bytes, aligned to 64.
    init(initializing storage: UnsafeMutableRawPointer) {
        unsafe word = storage.bindMemory(to: Atomic<UInt32>.self, capacity: 1)
        unsafe word.initialize(to: Atomic(0))
    }

    var ticket: UInt32 { unsafe word.pointee.load(ordering: .acquiring) & ~WaitWord.sleeperBit }

    /// Wakes every sleeper. Call it after the change.
    ///
    /// - Parameter isAfterDeath: one who was killed may have announced without waking anybody.
    func announce(isAfterDeath: Bool = false) {
        var old = unsafe word.pointee.load(ordering: .relaxed)
        while true {
            let new = (old & ~WaitWord.sleeperBit) &+ 2
            let outcome = unsafe word.pointee.weakCompareExchange(
                expected: old, desired: new, successOrdering: .sequentiallyConsistent, failureOrdering: .relaxed)
            if outcome.exchanged { break }
            old = outcome.original
        }
        // Once for those who sleep, however long they take to get up.
        if isAfterDeath || old & WaitWord.sleeperBit != 0 { unsafe Futex.wakeAll(word) }
    }

    /// Sleeps until an announcement after `ticket` was read, `deadline`, or the time to look again; false when the
    /// deadline has passed.
    func sleep(_ ticket: UInt32, until deadline: Instant?) -> Bool {
        if let deadline, deadline.hasPassed { return false }
        let look = WaitWord.nextLook
        let asleep = ticket | WaitWord.sleeperBit
        let (isMarked, found) = unsafe word.pointee.compareExchange(
            expected: ticket, desired: asleep, ordering: .sequentiallyConsistent)
        if isMarked || found == asleep {
            unsafe _ = Futex.wait(word, while: asleep, until: .soonest(deadline, look))
        }
        return true
    }

    /// Calls `look` until it finds what is waited for, and returns that: at once, and again after each announcement and
    /// every 50 ms. nil when the deadline has passed first.
    ///
    /// - Parameter isBrief: changes are likely to come sooner than going to sleep and waking up takes.
    @inline(__always)
    func wait<Found, Failure: Error>(
        until deadline: Instant?, isBrief: Bool = false, _ look: () throws(Failure) -> Found?
    ) throws(Failure) -> Found? {
        while true {
            // Before the look: an announcement in between ends the sleep.
            let ticket = self.ticket
            if let found = try look() { return found }
            if !(isBrief ? watch(ticket, until: deadline) : sleep(ticket, until: deadline)) { return nil }
        }
    }

    /// The same, for what only certain processes can do: `judge` is called when there has been no news for a while, and
    /// throws when those are gone. It is asked once more when the deadline has passed.
    ///
    /// One who waits without a deadline lets the others know that it does, for them to judge.
    func wait<Found, Failure: Error>(
        until deadline: Instant?, isBrief: Bool = false, for sharers: Sharers, _ channel: Sharers.Channel = 0,
        _ look: () throws(Failure) -> Found?, judge: (Watcher.Look) throws(Failure) -> Void
    ) throws(Failure) -> Found? {
        var watcher = Watcher(sharers, channel, isForever: deadline == nil)
        while true {
            let ticket = self.ticket
            if let found = try look() { return found }
            if watcher.isDue {
                watcher.review()
                try judge(watcher.look)
            }
            watcher.begin()
            let isEarly = isBrief ? watch(ticket, until: deadline) : sleep(ticket, until: deadline)
            watcher.end(hadNews: self.ticket != ticket)
            if isEarly { continue }
            // What came in the last moment counts, before any judgement.
            if let found = try look() { return found }
            if watcher.hasRested { try judge(watcher.lastLook) }
            return nil
        }
    }
}
