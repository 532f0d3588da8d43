internal import Platform

// What `print` shows of a primitive: its state at that moment. None waits for anybody.

extension SharedEvent: CustomStringConvertible {
    /// "SharedEvent(set)" or "SharedEvent(not set)".
    public var description: String { "SharedEvent(\(isSet ? "set" : "not set"))" }
}

extension SharedCondition: CustomStringConvertible {
    /// Says how many wait and who has the lock: "SharedCondition(2 wait, free)".
    public var description: String { "SharedCondition(\(waitingCount) wait, \(lock.state))" }
}

extension SharedBarrier: CustomStringConvertible {
    /// Says who is there or why nobody is let through: "SharedBarrier(1 of 3 wait)".
    public var description: String {
        "SharedBarrier(\(breakReason.map { "broken: \($0)" } ?? "\(waitingCount) of \(parties) wait"))"
    }
}
