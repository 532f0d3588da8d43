/// The state of a barrier in one word, so that one store ends a round.
struct BarrierRound: Equatable {
    enum Phase: UInt64 { case filling, acting, broken }

    /// How the round before this one ended, for those who were in it; and why the barrier is broken, when it is.
    enum End: UInt64 {
        case completed, aborted, timedOut, partyDied, actionFailed, reset
    }

    /// Rounds that have ended.
    var number: UInt64 = 0
    var phase = Phase.filling
    var lastEnd = End.completed

    var packed: UInt64 { number << 8 | lastEnd.rawValue << 4 | phase.rawValue }

    init() {}

    init(packed: UInt64) {
        number = packed >> 8
        lastEnd = End(rawValue: packed >> 4 & 15)!
        phase = Phase(rawValue: packed & 15)!
    }
}
