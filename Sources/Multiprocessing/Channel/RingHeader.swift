internal import Synchronization

/// The words of a `SharedQueue` in shared memory, all written with its mutex held. README.md tells what each means to a
/// process that finds them after another was killed.
///
/// Positions count bytes since the queue was made; a position modulo the ring's size is an index into it.
struct RingHeader: ~Copyable {
    /// Where the next get begins. Storing it is what takes a message out.
    let head = Atomic<UInt64>(0)
    /// Where the next put begins. Storing it is what puts a message in.
    let tail = Atomic<UInt64>(0)
    /// Messages between head and tail. Recounted after a process died holding the mutex.
    let count = Atomic<Int>(0)
    /// A `QueueClosing`, or 0 while it is open.
    let closing = Atomic<UInt32>(0)
    /// Whether somebody waits for a message among descriptors: see `QueueBell`. Written without the mutex.
    let isWatched = Atomic<UInt32>(0)
}

/// What becomes of the messages in a queue that is closed.
public enum QueueClosing: UInt32, Sendable {
    /// They can still be got.
    case graceful = 1
    /// They are dropped.
    case immediate = 2
}
