internal import Platform

/// Why a lock, semaphore, condition or barrier refused.
public enum SyncError: Error, Equatable, CustomStringConvertible {
    /// This thread holds the lock already, and it is not a recursive one.
    case alreadyHeld
    /// This thread does not hold the lock.
    case notOwner
    /// The last owner ended while holding the lock. Whoever catches this holds it now. `pid` is nil when the owner was
    /// killed in the few instructions between locking and signing.
    case ownerDied(pid: Int32?)
    /// An owner ended while it was changing the value, and nobody has repaired it since.
    case poisoned(pid: Int32?)
    /// More was released than acquired.
    case overReleased(limit: Int)
    /// As many take part already as there is room for.
    case tooManyParticipants(limit: Int)
    /// This thread holds as many locks and places as the kernel gives back should it be killed. Release some first.
    case tooManyHeld(limit: Int)
    case barrierBroken(BarrierBreak)
    /// Nobody is left who could set, notify or release: how they ended.
    case othersGone([DeathCertificate])
    case system(SystemCallError)

    static func system(_ error: SystemError) -> SyncError {
        error.isOutOfLocks ? .tooManyHeld(limit: RobustMutex.mostHeld) : .system(SystemCallError(error))
    }

    public var description: String {
        switch self {
        case .alreadyHeld: "this thread holds the lock already; use SharedRecursiveLock to lock it twice"
        case .notOwner: "this thread does not hold the lock"
        case .ownerDied(let pid):
            "\(SyncError.name(pid)) ended while holding the lock; what it protects may be half-way through a change"
        case .poisoned(let pid):
            "\(SyncError.name(pid)) ended while changing the value; call repair to set it right"
        case .overReleased(let limit): "released more often than acquired; the semaphore has \(limit) permits"
        case .tooManyParticipants(let limit):
            "\(limit) threads take part already, for which it was made; make it with room for more"
        case .tooManyHeld(let limit):
            """
            this thread holds \(limit) locks already, the most that the kernel gives back if it is killed; \
            release some, or protect several values with one lock
            """
        case .othersGone(let certificates):
            "nobody is left who could do what this process waits for: \(DeathCertificate.list(certificates))"
        case .barrierBroken(let why): "the barrier is broken: \(why)"
        case .system(let error): error.description
        }
    }

    static func name(_ pid: Int32?) -> String { pid.map { "process \($0)" } ?? "a process" }
}
