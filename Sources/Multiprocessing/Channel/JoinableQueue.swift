/// A `MessageQueue` whose producers can wait until all that they put in has been dealt with.
///
///     let tasks = try JoinableQueue<Task>(capacity: 1 << 20)
///     for task in all { try tasks.put(task) }
///     try tasks.join()
///
///     let task = try tasks.get()          // in the consumers
///     work(task)
///     try tasks.taskDone()
///
/// The thread that got an item says that it is done. An item whose consumer ended without saying so will never be done:
/// `join` does not wait for it, and throws `.itemsLost`.
@safe public final class JoinableQueue<Element>: @unchecked Sendable {
    private let messages: MessageQueue<Element>

    private init(_ messages: MessageQueue<Element>) { self.messages = messages }

    /// As `MessageQueue.put`.
    public func put(_ element: Element, timeout: Duration? = nil) throws(QueueError) {
        try messages.put(element, timeout: timeout)
    }

    /// As `MessageQueue.get`; call `taskDone` for the element later, in the same thread.
    ///
    /// - Throws: also `.tooManyConsumers`.
    public func get(timeout: Duration? = nil) throws(QueueError) -> Element { try messages.get(timeout: timeout) }

    /// Says that an element which this thread got is done.
    ///
    /// - Throws: `.tooManyDone` when all of them are.
    public func taskDone() throws(QueueError) { try messages.queue.taskDone() }

    /// Waits until every element that was put in is done.
    ///
    /// - Parameter timeout: how long to wait at most; `.zero` does not wait; nil waits for ever.
    /// - Throws: `.itemsLost` when all are done but for some whose consumers ended; once for each. `.timedOut`.
    public func join(timeout: Duration? = nil) throws(QueueError) { try messages.queue.join(timeout) }

    /// Elements that were put in and are not done; those that are lost do not count.
    public var unfinishedCount: Int { messages.queue.unfinishedCount }

    /// Elements in the queue at this moment: exact.
    public var count: Int { messages.count }

    /// Whether a `get` would have to wait at this moment.
    public var isEmpty: Bool { messages.isEmpty }

    /// Whether a `put` would have to wait at this moment.
    public var isFull: Bool { messages.isFull }

    public var isClosed: Bool { messages.isClosed }

    /// No more puts. Wakes everyone who waits. Elements that `.immediate` drops need not be done.
    public func close(_ how: QueueClosing = .graceful) throws(QueueError) { try messages.close(how) }
}

extension JoinableQueue where Element: Codable {
    /// - Parameters:
    ///   - capacity: as for `MessageQueue`.
    ///   - limit: as for `MessageQueue`.
    ///   - consumers: how many threads can get elements. Each takes 128 bytes.
    public convenience init(capacity: Int, limit: Int? = nil, consumers: Int = 128) throws(QueueError) {
        self.init(MessageQueue(encoding: try SharedQueue(capacity: capacity, limit: limit, consumers: consumers)))
    }
}

extension JoinableQueue where Element: BitwiseCopyable {
    /// As for `Codable` elements.
    public convenience init(capacity: Int, limit: Int? = nil, consumers: Int = 128) throws(QueueError) {
        self.init(MessageQueue(copying: try SharedQueue(capacity: capacity, limit: limit, consumers: consumers)))
    }
}

extension JoinableQueue where Element: BitwiseCopyable & Codable {
    /// As for `Codable` elements.
    public convenience init(capacity: Int, limit: Int? = nil, consumers: Int = 128) throws(QueueError) {
        self.init(MessageQueue(copying: try SharedQueue(capacity: capacity, limit: limit, consumers: consumers)))
    }
}

extension JoinableQueue where Element == [UInt8] {
    /// As for `Codable` elements.
    public convenience init(capacity: Int, limit: Int? = nil, consumers: Int = 128) throws(QueueError) {
        self.init(MessageQueue(bytes: try SharedQueue(capacity: capacity, limit: limit, consumers: consumers)))
    }
}
