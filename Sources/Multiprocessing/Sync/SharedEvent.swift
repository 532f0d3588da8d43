internal import Platform
internal import Synchronization

/// A flag that processes wait for; shared by those forked after it was made.
///
///     let ready = try SharedEvent()
///     try ready.wait(timeout: .seconds(5))     // in one process
///     ready.set()                              // in another
///
/// Who waits is told when nobody is left who could set it: see `setter` for who that is.
///
/// Whoever waits while it is set goes on, even when it is cleared again at once. A process killed in any of its methods
/// harms nobody: there is no lock, and setting is one store. Setting and waiting never block each other.
@safe public final class SharedEvent: @unchecked Sendable {
    private let memory: SharedBlock
    // SAFETY: the first word of `memory`, which this object keeps.
    /// How often it was set, times two, plus one while it is set.
    private let word: UnsafeMutablePointer<Atomic<UInt64>>
    private let news: WaitWord
    private let setters: Roster
    private let sharers = Sharers()

    public init() throws(SyncError) {
        do {
            let byteCount = 64 + WaitWord.byteCount + Roster.byteCount
            memory = try SharedBlock(byteCount: byteCount, name: "SharedEvent")
        } catch {
            throw .system(error)
        }
        unsafe word = memory.base.bindMemory(to: Atomic<UInt64>.self, capacity: 1)
        unsafe word.initialize(to: Atomic(0))
        news = unsafe WaitWord(initializing: memory.base + 64)
        setters = unsafe Roster(initializing: memory.base + 64 + WaitWord.byteCount)
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
    ///
    /// - Throws: `.othersGone` with their death certificates when nobody is left who could set it, within half a second.
    @discardableResult
    public func wait(timeout: Duration? = nil) throws(SyncError) -> Bool {
        let deadline = Instant.after(timeout)
        let first = current
        func hasBeenSet() -> Bool {
            let now = current
            return now & 1 != 0 || now >> 1 != first >> 1
        }
        let isSet: Bool? = try news.wait(until: deadline, for: sharers) { () throws(SyncError) in
            hasBeenSet() ? true : nil
        } judge: { (look) throws(SyncError) in
            // Where everybody may set it, one who does not wait for ever can do that itself.
            if look.isLast && !setters.isDeclared { return }
            guard let gone = sharers.gone(of: setters, bySignals: true, holding: look.locks) else { return }
            // Whoever is gone may have set it first.
            if !hasBeenSet() { throw .othersGone(gone) }
        }
        return isSet ?? false
    }

    /// A new end that sets, for this process and the children that it forks: with one made, those who wait know when nobody
    /// is left who could. Without, everybody may set it whom a fork gave it to. Each has to be closed: see `SharedEnd`.
    public var setter: Setter {
        get throws(SyncError) {
            do { return try Setter(self, setters, news) } catch { throw .system(error) }
        }
    }

    /// The end of an event that sets it.
    public final class Setter: SharedEnd, @unchecked Sendable {
        private let event: SharedEvent

        fileprivate init(_ event: SharedEvent, _ setters: Roster, _ news: WaitWord) throws(SystemError) {
            self.event = event
            try super.init(setters) { [event] in withExtendedLifetime(event) { news.announce() } }
        }

        /// As the event's own; also after `close`, which only says that it need not be waited for.
        public func set() { event.set() }
    }

    private var current: UInt64 { unsafe word.pointee.load(ordering: .acquiring) }
}
