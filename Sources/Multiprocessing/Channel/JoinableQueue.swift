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
/// The thread that got an item says that it is done. An item whose consumer ended without saying so, killed or not, is
/// delivered again, before those that were put in later: each is dealt with once, or more often where a consumer ended
/// between its work and `taskDone`. An item that ends every consumer can be given up: see `redeliveries`.
///
/// An item keeps its room until it is done, and so do those that were put in later: make `capacity` large enough for all
/// that can be put in while one is being worked on.
@safe public final class JoinableQueue<Element>: @unchecked Sendable {
    let ring: JoinableRing
    private let codec: PayloadCodec<Element>

    private init(_ ring: JoinableRing, _ codec: PayloadCodec<Element>) {
        self.ring = ring
        self.codec = codec
    }

    /// As `MessageQueue.put`.
    ///
    /// - Complexity: O(*n*) in the bytes of the element.
    public func put(_ element: Element, timeout: Duration? = nil) throws(QueueError) {
        let bytes: [UInt8]
        do throws(MessageCodingError) { bytes = try codec.encode(element) } catch { throw .coding(error) }
        try ring.put(bytes, timeout: timeout)
    }

    /// As `MessageQueue.get`; call `taskDone` for the element later, in the same thread.
    ///
    /// - Complexity: O(*n*) in the bytes of the element, amortised; O(items) after a consumer has ended.
    /// - Throws: also `.tooManyConsumers`. What cannot be decoded, `.coding`, has been got: it has to be done.
    public func get(timeout: Duration? = nil) throws(QueueError) -> Element {
        let bytes = try ring.get(timeout: timeout)
        do throws(MessageCodingError) { return try codec.decode(bytes) } catch { throw .coding(error) }
    }

    /// As `MessageQueue.next`; call `taskDone` for the element later, in the same thread.
    public func next() throws(QueueError) -> Element? {
        try nextElement { () throws(QueueError) in try get() }
    }

    /// A new end that puts, for this process and the children that it forks: as `MessageQueue.producer`.
    public var producer: QueueProducer<Element> {
        get throws(QueueError) {
            let ends = ring.ends
            return try QueueProducer(ends.producers, ends.announce) { [self] element, timeout throws(QueueError) in
                try put(element, timeout: timeout)
            }
        }
    }

    /// A new end that gets and says what is done: with one made, `put` and `join` know when nobody is left who could do it.
    public var consumer: JoinableConsumer<Element> {
        get throws(QueueError) {
            let ends = ring.ends
            return try JoinableConsumer(self, ends.consumers, ends.announce)
        }
    }

    /// Says that the oldest element which this thread got, and has not said so of, is done.
    ///
    /// - Complexity: O(items that were put in between the first which this thread has and the last).
    /// - Throws: `.tooManyDone` when there is none.
    public func taskDone() throws(QueueError) { try ring.taskDone() }

    /// Waits until every element that was put in is done.
    ///
    /// - Complexity: O(1), beside the wait; O(items) after a consumer has ended.
    /// - Parameter timeout: how long to wait at most; `.zero` does not wait; nil waits for ever.
    /// - Throws: `.itemsLost` when all are done but for some that were delivered too often; once for each. `.consumersGone`
    ///   when something is left to do and nobody who could do it, within half a second. `.timedOut`.
    public func join(timeout: Duration? = nil) throws(QueueError) { try ring.join(timeout: timeout) }

    /// Elements that were put in and are not done; those that are lost do not count.
    ///
    /// - Complexity: O(1).
    public var unfinishedCount: Int { ring.unfinishedCount }

    /// Elements in the queue at this moment: exact.
    ///
    /// - Complexity: O(1).
    public var count: Int { ring.count }

    /// Whether a `get` would have to wait at this moment.
    public var isEmpty: Bool { ring.count == 0 }

    /// Whether a `put` would have to wait at this moment.
    public var isFull: Bool { ring.isFull }

    public var isClosed: Bool { ring.isClosed }

    /// No more puts. Wakes everyone who waits. Close it after `join`: consumers that end once there is nothing to get
    /// cannot be given what another leaves behind. Elements that `.immediate` drops need not be done.
    public func close(_ how: QueueClosing = .graceful) throws(QueueError) { try ring.close(how) }
}

extension JoinableQueue where Element: Codable {
    /// - Parameters:
    ///   - capacity: bytes, rounded up to a power of two; an element takes those of its encoding and up to 23 more.
    ///   - limit: how many elements wait for a consumer: so many, whatever their sizes, while few are being worked on, and
    ///     4,194,304 at most; each has 64 bytes set aside. nil for as many as fit, and one larger than `capacity`.
    ///   - consumers: how many threads can get elements; one more throws `.tooManyConsumers`. Each that does takes 128 bytes;
    ///     nil for 32,768.
    ///   - redeliveries: how often an element is delivered again whose consumer ended; after that it counts as lost, and
    ///     `join` says so. 0 for at most once.
    public convenience init(
        capacity: Int = 1 << 20, limit: Int? = nil, consumers: Int? = nil, redeliveries: Int = .max
    ) throws(QueueError) {
        self.init(
            try JoinableRing(capacity: capacity, limit: limit, consumers: consumers, redeliveries: redeliveries),
            .codable)
    }
}

extension JoinableQueue where Element: BitwiseCopyable {
    /// As for `Codable` elements.
    public convenience init(
        capacity: Int = 1 << 20, limit: Int? = nil, consumers: Int? = nil, redeliveries: Int = .max
    ) throws(QueueError) {
        self.init(
            try JoinableRing(capacity: capacity, limit: limit, consumers: consumers, redeliveries: redeliveries),
            .bitwise)
    }
}

extension JoinableQueue where Element: BitwiseCopyable & Codable {
    /// As for `Codable` elements.
    public convenience init(
        capacity: Int = 1 << 20, limit: Int? = nil, consumers: Int? = nil, redeliveries: Int = .max
    ) throws(QueueError) {
        self.init(
            try JoinableRing(capacity: capacity, limit: limit, consumers: consumers, redeliveries: redeliveries),
            .codable)
    }
}
