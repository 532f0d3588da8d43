internal import Platform

/// The end of a queue that puts: see `SharedEnd`. When all of a queue's are closed, those who get are told that it is closed;
/// when one died without closing it, they get `.producersGone`, once nobody else is left and the queue is empty.
///
///     let producer = try queue.producer
///     for number in 0..<4 { try ChildProcess.start { try producer.put(number) } }
///     producer.close()
///     while let number = try queue.next() { print(number) }
public final class QueueProducer<Element>: SharedEnd, @unchecked Sendable {
    private let putElement: (Element, Duration?) throws(QueueError) -> Void

    init(
        _ roster: Roster, _ announce: @escaping () -> Void,
        put: @escaping (Element, Duration?) throws(QueueError) -> Void
    ) throws(QueueError) {
        putElement = put
        do { try super.init(roster, announce: announce) } catch { throw .system(error) }
    }

    /// As the queue's own; also throws `.closed` when this end is.
    public func put(_ element: Element, timeout: Duration? = nil) throws(QueueError) {
        try checkOpen()
        try putElement(element, timeout)
    }
}

/// The end of a queue that gets: see `SharedEnd`. When nobody has one any more, those who put and find no room get
/// `.consumersGone`.
public final class QueueConsumer<Element>: SharedEnd, @unchecked Sendable {
    private let getElement: (Duration?) throws(QueueError) -> Element

    init(
        _ roster: Roster, _ announce: @escaping () -> Void,
        get: @escaping (Duration?) throws(QueueError) -> Element
    ) throws(QueueError) {
        getElement = get
        do { try super.init(roster, announce: announce) } catch { throw .system(error) }
    }

    /// As the queue's own; also throws `.closed` when this end is.
    public func get(timeout: Duration? = nil) throws(QueueError) -> Element {
        try checkOpen()
        return try getElement(timeout)
    }

    /// As the queue's own.
    public func next() throws(QueueError) -> Element? { try nextElement { () throws(QueueError) in try get() } }
}

/// The end of a `JoinableQueue` that gets and says what is done: see `SharedEnd`. When nobody has one any more, those who
/// join get `.consumersGone` while something is left to do.
public final class JoinableConsumer<Element>: SharedEnd, @unchecked Sendable {
    private let queue: JoinableQueue<Element>

    init(_ queue: JoinableQueue<Element>, _ roster: Roster, _ announce: @escaping () -> Void) throws(QueueError) {
        self.queue = queue
        do { try super.init(roster, announce: announce) } catch { throw .system(error) }
    }

    /// As the queue's own; also throws `.closed` when this end is.
    public func get(timeout: Duration? = nil) throws(QueueError) -> Element {
        try checkOpen()
        return try queue.get(timeout: timeout)
    }

    /// As the queue's own.
    public func next() throws(QueueError) -> Element? { try nextElement { () throws(QueueError) in try get() } }

    /// As the queue's own.
    public func taskDone() throws(QueueError) { try queue.taskDone() }
}

extension SharedEnd {
    fileprivate func checkOpen() throws(QueueError) {
        let isOpen: Bool
        do { isOpen = try isUsable() } catch { throw .system(error) }
        if !isOpen { throw .closed }
    }
}

/// What `get` returns; nil where it throws `.closed`.
func nextElement<Element>(_ get: () throws(QueueError) -> Element) throws(QueueError) -> Element? {
    do throws(QueueError) { return try get() } catch {
        if case .closed = error { return nil }
        throw error
    }
}
