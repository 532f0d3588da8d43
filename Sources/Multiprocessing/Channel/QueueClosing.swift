/// What becomes of the messages in a queue that is closed.
public enum QueueClosing: UInt32, Sendable {
    /// They can still be got.
    case graceful = 1
    /// They are dropped.
    case immediate = 2
}
