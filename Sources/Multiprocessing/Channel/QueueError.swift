public import Platform

public enum QueueError: Error, Equatable, CustomStringConvertible {
    /// The queue was closed; for `get`, and nothing is left in it.
    case closed
    case timedOut
    /// The message can never fit: its bytes, and the largest that fits.
    case tooLarge(byteCount: Int, limit: Int)
    case system(SystemError)

    public var description: String {
        switch self {
        case .closed: "the queue is closed"
        case .timedOut: "the queue operation timed out"
        case .tooLarge(let byteCount, let limit):
            "a message of \(byteCount) bytes does not fit the queue; the largest that does has \(limit) bytes"
        case .system(let error): "queue: \(error)"
        }
    }
}
