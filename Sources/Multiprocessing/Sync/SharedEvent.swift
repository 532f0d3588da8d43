internal import Platform
internal import Synchronization

/// A flag that processes wait for; shared by those forked after it was made.
///
///     let ready = try SharedEvent()
///     try ready.wait(timeout: .seconds(5))     // in one process
///     ready.set()                              // in another
///
/// Whoever waits while it is set goes on, even when it is cleared again at once. A process killed in any of its methods
/// harms nobody: there is no lock, and setting is one store. Setting and waiting never block each other.
@safe public final class SharedEvent: @unchecked Sendable {
    private let memory: SharedMemory
    /// How often it was set, times two, plus one while it is set.
    private let word: UnsafeMutablePointer<Atomic<UInt64>>
    private let news: WaitWord

    public init() throws(SyncError) {
        do { memory = try SharedMemory(byteCount: 64 + WaitWord.byteCount, name: "SharedEvent") } catch {
            throw .system(error)
        }
        unsafe word = memory.base.bindMemory(to: Atomic<UInt64>.self, capacity: 1)
        unsafe word.initialize(to: Atomic(0))
        news = unsafe WaitWord(initializing: memory.base + 64)
    }

    public var isSet: Bool {
        get { current & 1 != 0 }
        @available(*, unavailable, message: "call set() or clear()")
        set { fatalError() }
    }

    /// Sets the flag, and lets everyone go on who waits. Setting it twice is setting it once.
    public func set() {
        var old = current
        while old & 1 == 0 {
            let (done, seen) = unsafe word.pointee.compareExchange(
                expected: old, desired: (old + 2) | 1, ordering: .acquiringAndReleasing)
            if done { break }
            old = seen
        }
        // Even when it was set already: whoever did may have been killed before it could say so.
        news.announce()
    }

    public func clear() { unsafe _ = word.pointee.bitwiseAnd(~1, ordering: .acquiringAndReleasing) }

    /// Waits until the flag is set; false when it was not within `timeout`. `.zero` does not wait.
    @discardableResult
    public func wait(timeout: Duration? = nil) -> Bool {
        let deadline = Instant.after(timeout)
        let first = current
        return news.wait(until: deadline) {
            let now = current
            return now & 1 != 0 || now >> 1 != first >> 1 ? true : nil
        } ?? false
    }

    private var current: UInt64 { unsafe word.pointee.load(ordering: .acquiring) }
}
