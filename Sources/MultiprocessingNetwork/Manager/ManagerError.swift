public import Multiprocessing

/// What went wrong with an object of a `Manager`.
public enum ManagerError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The server has ended or was killed. Whether the call was carried out is not known.
    case serverGone
    /// The server has been silent for this long: it is stopped, or busy with a method of a registered type. Whether the
    /// call was or will be carried out is not known. To the server this process has left: locks that it held there are
    /// released.
    case noAnswer(after: Duration)
    /// The call was carried out by the server, and threw.
    case remote(RemoteError)
    /// The time to wait for a queue is up.
    case timedOut
    /// The queue is closed; for `get`, and nothing is left in it.
    case closed
    /// This thread does not hold the lock.
    case notOwner
    /// This thread holds the lock already, and it is not a recursive one.
    case alreadyHeld
    /// More was released than acquired.
    case overReleased
    /// `taskDone` was called more often than this thread has got elements.
    case tooManyDone
    /// A party gave up or ended, or someone called `abort` or `reset`.
    case barrierBroken
    case connection(ConnectionError)
    case process(String)

    public var description: String {
        switch self {
        case .serverGone: "the manager's server has ended"
        case .noAnswer(let time): "the manager's server has not answered for \(time); it is stopped or busy"
        case .remote(let error): error.description
        case .timedOut: "the operation timed out"
        case .closed: "the queue is closed"
        case .notOwner: "this thread does not hold the lock"
        case .alreadyHeld: "this thread holds the lock already; use Manager.recursiveLock to lock it twice"
        case .overReleased: "released more often than acquired"
        case .tooManyDone: "taskDone was called more often than this thread has got elements"
        case .barrierBroken: "the barrier is broken"
        case .connection(let error): error.description
        case .process(let reason): "cannot start the manager's server: \(reason)"
        }
    }

    init(_ error: ConnectionError) {
        switch error {
        case .endOfFile, .truncated, .brokenPipe, .notListening: self = .serverGone
        default: self = .connection(error)
        }
    }

    init(_ refusal: Refusal) {
        self =
            switch refusal {
            case .timedOut: .timedOut
            case .closed: .closed
            case .notOwner: .notOwner
            case .alreadyHeld: .alreadyHeld
            case .overReleased: .overReleased
            case .tooManyDone: .tooManyDone
            case .barrierBroken: .barrierBroken
            }
    }
}
