internal import Platform

/// How long one has waited on a condition, what others are told of that, and whether anybody is left.
///
/// Those who wait for a state look at it every 50 ms, and may find it as a dead process left it. So nobody is given up before
/// all who wait have looked once more after the others were found gone: it takes two judgements that agree.
struct Mourner {
    private let isForever: Bool
    private let lock: UInt64
    private var rests = 0
    private var threads: (isOne: Bool, handlesSignals: Bool)?
    /// How often each of those who wait had looked when the first judgement was made.
    private var looks: [UInt64: UInt64]?
    /// Who ended, once nobody else is left.
    private(set) var verdict: [DeathCertificate]?

    private static let patience = 5

    /// - Parameter lock: the number of the condition's, which is held while this judges, and not by those who wait.
    init(isForever: Bool, lock: UInt64) {
        self.isForever = isForever
        self.lock = lock
    }

    private var locks: [UInt64] { isForever ? RobustMutex.heldNumbers.filter { $0 != lock } : [] }

    /// Whether it is time to judge, and there may be a reason: from then on at each rest, since others who wait may all look at
    /// the same moments, and are not waiting then.
    mutating func isDue(_ sharers: Sharers, _ roster: Roster) -> Bool {
        guard rests >= Mourner.patience else { return false }
        if threads?.isOne == true { _ = GivenWork.review() }
        if sharers.gone(of: roster, holding: locks) != nil { return true }
        looks = nil
        return false
    }

    mutating func begin(_ sharers: Sharers) {
        guard isForever, rests >= Mourner.patience - 1 else { return }
        let threads = threads ?? Family.threads
        self.threads = threads
        if threads.isOne { sharers.beginWait(handlesSignals: threads.handlesSignals) }
    }

    mutating func end() {
        if threads?.isOne == true { Sharers.endWait() }
        rests += 1
    }

    /// REQUIRES: the condition's lock is held.
    mutating func judge(_ sharers: Sharers, _ roster: Roster) {
        guard let gone = sharers.gone(of: roster, holding: locks) else {
            looks = nil
            return
        }
        let now = sharers.looksOfThoseWaiting()
        if let looks, now.allSatisfy({ $0.value > looks[$0.key] ?? 0 }) { verdict = gone }
        looks = looks ?? now
    }
}
