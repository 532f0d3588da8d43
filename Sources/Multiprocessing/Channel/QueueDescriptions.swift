internal import Platform
internal import Synchronization

// What `print` shows of a queue: its state at that moment. None waits for anybody.

extension SharedQueue: CustomStringConvertible {
    /// "SharedQueue(3 messages)", with "closed" where it is.
    public var description: String { "SharedQueue(\(state))" }

    /// How much is in it.
    var state: String { "\(roughCount) message\(roughCount == 1 ? "" : "s")\(isClosed ? ", closed" : "")" }
}

extension MessageQueue: CustomStringConvertible {
    /// "MessageQueue(3 messages)", with "closed" where it is.
    public var description: String { "MessageQueue(\(queue.state))" }
}

extension JoinableQueue: CustomStringConvertible {
    /// "JoinableQueue(3 wait, 1 taken)", with "closed" where it is.
    public var description: String { "JoinableQueue(\(ring.description)\(isClosed ? ", closed" : ""))" }
}

extension JoinableRing: CustomStringConvertible {
    var description: String {
        let waiting = unsafe state.pointee.waiting.load(ordering: .relaxed)
        let taken = unsafe state.pointee.taken.load(ordering: .relaxed)
        return "\(waiting) wait, \(taken) taken"
    }
}
