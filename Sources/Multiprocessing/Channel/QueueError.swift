internal import Platform

public enum QueueError: Error, Equatable, CustomStringConvertible {
    /// The queue was closed; for `get`, and nothing is left in it.
    case closed
    case timedOut
    /// Nothing is in the queue, and nobody is left who could put something in: how they ended, those who have not closed
    /// their end. Whether all was put in that was to be, nobody can say.
    case producersGone([DeathCertificate])
    /// Nobody is left who could make room, or do what is not done.
    case consumersGone([DeathCertificate])
    /// The message can never fit: its bytes, and the largest that fits.
    case tooLarge(byteCount: Int, limit: Int)
    /// The element could not be encoded, and took no place in the queue; or what came out could not be decoded.
    case coding(MessageCodingError)
    /// `taskDone` was called more often than this thread has got items.
    case tooManyDone
    /// `join`: all items are done but for these, which processes held that have ended.
    case itemsLost(count: Int, pids: [Int32])
    /// As many threads get items as the queue was made for.
    case tooManyConsumers(limit: Int)
    case system(SystemCallError)

    static func system(_ error: SystemError) -> QueueError { .system(SystemCallError(error)) }

    public var description: String {
        switch self {
        case .closed: "the queue is closed"
        case .timedOut: "the queue operation timed out"
        case .producersGone(let certificates):
            "the queue is empty, and nobody is left to put something in: \(DeathCertificate.list(certificates))"
        case .consumersGone(let certificates):
            "nobody is left to take something out of the queue: \(DeathCertificate.list(certificates))"
        case .tooLarge(let byteCount, let limit):
            "a message of \(byteCount) bytes does not fit the queue; the largest that does has \(limit) bytes"
        case .coding(let error): "queue: \(error)"
        case .tooManyDone: "taskDone was called more often than this thread has got items"
        case .itemsLost(let count, let pids):
            "\(count) items were not done when the processes that had got them ended (pid "
                + pids.map(String.init).joined(separator: ", ") + ")"
        case .tooManyConsumers(let limit):
            "\(limit) threads get items already, for which the queue was made; make it with room for more"
        case .system(let error): "queue: \(error)"
        }
    }
}
