internal import Platform
internal import Synchronization

/// What rings where a process waits for a queue among descriptors.
///
/// A doorbell is made when a process first waits so, or says that it will; those that were forked before have none, and
/// ring for nobody. So the wait looks at the queue now and then, and the doorbell only makes it sooner.
final class QueueBell: @unchecked Sendable {
    private let lock = ThreadLock()
    private var doorbell: Doorbell?

    /// For whoever waits to poll.
    func descriptor() throws(SystemError) -> Int32 {
        try lock.withLock { () throws(SystemError) in
            if let doorbell { return doorbell.rawValue }
            let new = try Doorbell()
            doorbell = new
            return new.rawValue
        }
    }

    /// After something was put in. Somebody said in `isWatched` that it waits; the first to see that rings for it.
    func ring(_ isWatched: borrowing Atomic<UInt32>) {
        guard isWatched.load(ordering: .sequentiallyConsistent) != 0,
            isWatched.exchange(0, ordering: .sequentiallyConsistent) != 0
        else { return }
        lock.withLock { doorbell?.ring() }
    }

    func clear() { lock.withLock { doorbell?.clear() } }
}

/// A queue as one that waits for it among others sees it.
protocol WatchedQueue: AnyObject, Sendable {
    var bell: QueueBell { get }
    /// Who could put something in, and what they are waited for.
    var sharers: Sharers { get }
    var waits: Sharers.Channel { get }
    /// Says that it waits. Call it before looking whether there is something to get.
    func watch()
    /// Whether a `get` would not have to wait: also where nothing more comes, which it then says.
    var isReady: Bool { get }
    /// Whether nobody is left who could put something in, but this process perhaps.
    var isForsaken: Bool { get }
}

extension SharedQueue: WatchedQueue {
    var sharers: Sharers { monitor.sharers }
    var waits: Sharers.Channel { SharedQueue.getting }

    func watch() {
        bell.clear()
        unsafe monitor.state.pointee.isWatched.store(1, ordering: .sequentiallyConsistent)
    }

    func announceArrival(isAfterDeath: Bool = false) {
        arrivals.announce(isAfterDeath: isAfterDeath)
        unsafe bell.ring(monitor.state.pointee.isWatched)
    }

    var isReady: Bool {
        count > 0 || isClosed || producers.isFinished
            || producers.isDeclared && monitor.sharers.gone(SharedQueue.getting, of: producers) != nil
    }

    var isForsaken: Bool { isReady || monitor.sharers.gone(SharedQueue.getting, of: producers) != nil }

    /// Ready when `get` need not wait: for an element, or to learn that no more come. Beside children and connections.
    ///
    /// Ask for it before the processes that put are forked: then a put is noticed at once, otherwise within 50 ms.
    public var waitable: Waitable {
        get throws(QueueError) {
            do throws(SystemError) { return try Waitable(self) } catch { throw .system(error) }
        }
    }
}

extension JoinableRing: WatchedQueue {
    var sharers: Sharers { monitor.sharers }
    var waits: Sharers.Channel { JoinableRing.getting }

    func watch() {
        bell.clear()
        unsafe state.pointee.isWatched.store(1, ordering: .sequentiallyConsistent)
    }

    var isReady: Bool {
        let producers = monitor.rosters[0]
        return hasWaiting || isClosed || producers.isFinished
            || producers.isDeclared && monitor.sharers.gone(JoinableRing.getting, of: producers) != nil
    }

    var isForsaken: Bool { isReady || monitor.sharers.gone(JoinableRing.getting, of: monitor.rosters[0]) != nil }
}

extension MessageQueue {
    /// As `SharedQueue.waitable`.
    public var waitable: Waitable { get throws(QueueError) { try queue.waitable } }
}

extension JoinableQueue {
    /// As `SharedQueue.waitable`; ready also for an element that is delivered again.
    public var waitable: Waitable {
        get throws(QueueError) {
            do throws(SystemError) { return try Waitable(ring) } catch { throw .system(error) }
        }
    }
}
