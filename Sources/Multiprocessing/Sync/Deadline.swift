internal import Platform

extension Instant {
    /// The moment `timeout` from now; nil, for ever, without one. What is negative has passed already.
    static func after(_ timeout: Duration?) -> Instant? { timeout.map { Instant.now.advanced(by: max($0, .zero)) } }

    /// The earlier of a deadline and another moment.
    static func soonest(_ deadline: Instant?, _ other: Instant) -> Instant { deadline.map { min($0, other) } ?? other }

    var hasPassed: Bool { self <= Instant.now }
}
