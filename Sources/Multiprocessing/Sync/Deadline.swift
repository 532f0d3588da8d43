internal import Platform

extension Instant {
    /// The moment `timeout` from now; nil, for ever, without one. What is negative has passed already.
    static func after(_ timeout: Duration?) -> Instant? { timeout.map { Instant.now.advanced(by: max($0, .zero)) } }

    /// The earlier of a deadline and the moment `duration` from now.
    static func soonest(_ deadline: Instant?, _ duration: Duration) -> Instant {
        let soon = Instant.now.advanced(by: duration)
        return deadline.map { min($0, soon) } ?? soon
    }

    var hasPassed: Bool { self <= Instant.now }
}
