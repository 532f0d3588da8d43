internal import Platform

/// Something to wait for beside others: a message on a connection, an element in a queue, the end of a child, a readable
/// descriptor.
///
///     let ready = try Waitable.wait(for: [connection.waitable, child.waitable], timeout: .seconds(5))
///     if ready.contains(child.waitable) { ... }
///
/// It stands for a descriptor that somebody else keeps open, or keeps the queue or the child. A queue that another process has emptied
/// meanwhile may make `get` wait all the same: give it a timeout where several get.
public struct Waitable: Hashable, Sendable {
    /// Of a queue, one that tells nobody but this wait.
    public let descriptor: Int32
    private let queue: (any WatchedQueue)?
    private let child: ChildProcess?

    private init(_ descriptor: Int32) {
        self.descriptor = descriptor
        queue = nil
        child = nil
    }

    fileprivate init(_ child: ChildProcess) {
        descriptor = child.descriptor
        queue = nil
        self.child = child
    }

    init(_ queue: any WatchedQueue) throws(SystemError) {
        descriptor = try queue.bell.descriptor()
        self.queue = queue
        child = nil
    }

    public static func == (left: Waitable, right: Waitable) -> Bool { left.descriptor == right.descriptor }

    public func hash(into hasher: inout Hasher) { hasher.combine(descriptor) }

    /// Any descriptor that poll(2) knows: readable, at its end, or broken.
    public static func descriptor(_ raw: Int32) -> Waitable { Waitable(raw) }

    /// Waits until one of them is ready, and returns all that are, in the order given; none when `timeout` is over. A
    /// negative timeout is none, nil waits for ever. The end of file counts as ready, and so does a descriptor that is
    /// not open; and queues where there is nothing else to wait for, and nobody left who could put something into one.
    public static func wait(for items: [Waitable], timeout: Duration? = nil) throws(ConnectionError) -> [Waitable] {
        let deadline = timeout.map { Instant.now.advanced(by: $0) }
        let queues = items.compactMap(\.queue)
        let descriptors = items.map(\.descriptor)
        // What else is waited for may lead to a put by this process itself.
        let isForQueues = deadline == nil && !items.isEmpty && queues.count == items.count
        let begun = Instant.now
        let children = items.compactMap(\.child)
        // It lets those who might wait for this process know. In a process that was forked later they are at their end.
        if deadline == nil, !items.isEmpty, children.count == items.count,
            let ended = try? ChildProcess.waitForAny(of: children)
        {
            return items.filter { item in ended.contains { $0 === item.child } }
        }
        let isForOneQueue = isForQueues && Set(items).count == 1
        var watcher = queues.first.map { Watcher($0.sharers, $0.waits, isForever: isForOneQueue) }
        do {
            while true {
                for queue in queues { queue.watch() }
                let look = queues.isEmpty ? deadline : .soonest(deadline, WaitWord.nextLook)
                let isThere = queues.contains(where: \.isReady)
                watcher?.begin()
                let readable = try Poller.wait(for: descriptors, until: isThere ? .now : look)
                watcher?.end(hadNews: !readable.isEmpty)
                if watcher?.isDue == true { watcher?.review() }
                let ready = items.filter { $0.queue?.isReady ?? readable.contains($0.descriptor) }
                if !ready.isEmpty || deadline.map({ $0 <= .now }) == true { return ready }
                if isForQueues, begun.advanced(by: Watcher.suspicion).hasPassed, queues.allSatisfy(\.isForsaken) {
                    return items
                }
            }
        } catch {
            throw .system(error)
        }
    }
}

extension Connection {
    public var waitable: Waitable { .descriptor(descriptor) }
}

extension MessageConnection {
    public var waitable: Waitable { .descriptor(descriptor) }
}

extension MessageReceiver {
    public var waitable: Waitable { .descriptor(descriptor) }
}

extension ChildProcess {
    /// Ready once the child has ended.
    public var waitable: Waitable { Waitable(self) }
}
