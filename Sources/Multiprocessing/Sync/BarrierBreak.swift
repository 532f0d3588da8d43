/// Why a barrier no longer holds its parties together.
public enum BarrierBreak: Sendable, Equatable, CustomStringConvertible {
    /// Someone called `abort`.
    case aborted
    /// A party waited longer than its timeout.
    case timedOut
    /// A party ended while it waited, ran the action, or was enrolled.
    case partyDied(pid: Int32)
    /// The action threw.
    case actionFailed
    /// Someone called `reset` while parties waited.
    case reset

    public var description: String {
        switch self {
        case .aborted: "a party aborted it"
        case .timedOut: "a party waited too long"
        case .partyDied(let pid): "process \(pid), a party, ended"
        case .actionFailed: "its action failed"
        case .reset: "it was reset while this process waited"
        }
    }
}
