internal import Platform

/// A bounded first-in-first-out queue of values between processes that were forked after it was made.
///
///     let results = try MessageQueue<Result>()     // Result: Codable
///     try results.put(Result(name: "a", size: 3))
///     let result = try results.get()
///
/// What kind of copy a value needs is decided when the queue is made: bytes, plain numbers, and bitwise-copyable values
/// that are not `Codable` go in as they are; others are encoded, as on a `Connection`, in the process that puts and before
/// it takes a place. As with `SharedQueue`, whose methods
/// these are, nothing runs in between, and a killed process leaves the queue whole.
@safe public final class MessageQueue<Element>: @unchecked Sendable {
    let queue: SharedQueue
    private let putElement: (SharedQueue, Element, Duration?) throws(QueueError) -> Void
    private let getElement: (SharedQueue, Duration?) throws(QueueError) -> Element
    private let batches: QueueBatches<Element>

    @usableFromInline init(
        _ queue: SharedQueue, batches: QueueBatches<Element>,
        put: @escaping (SharedQueue, Element, Duration?) throws(QueueError) -> Void,
        get: @escaping (SharedQueue, Duration?) throws(QueueError) -> Element
    ) {
        self.queue = queue
        self.batches = batches
        putElement = put
        getElement = get
    }

    /// Puts an element in, waiting while there is no room.
    ///
    /// - Complexity: O(*n*) in the bytes of the element.
    /// - `timeout`: how long to wait at most; `.zero` does not wait; nil waits for ever.
    /// - Throws: `.coding` when the element cannot be encoded: nothing was put in then; `.consumersGone` when there is no
    ///   room, and nobody left who could make some.
    public func put(_ element: Element, timeout: Duration? = nil) throws(QueueError) {
        try putElement(queue, element, timeout)
    }

    /// Takes the oldest element out, waiting while there is none. Throws `.closed` once the queue is closed and empty.
    ///
    /// - Complexity: O(*n*) in the bytes of the element.
    /// - Parameter timeout: how long to wait at most; `.zero` does not wait; nil waits as long as somebody is left who could
    ///   put something in.
    /// - Throws: `.producersGone` with their death certificates when nobody is; within half a second.
    public func get(timeout: Duration? = nil) throws(QueueError) -> Element { try getElement(queue, timeout) }

    /// The oldest element, taken out; waits while there is none, and is nil once the queue is closed and empty.
    ///
    ///     while let element = try queue.next() { work(element) }
    ///
    /// - Complexity: as `get`.
    /// - Throws: as `get`, except `.closed`.
    public func next() throws(QueueError) -> Element? {
        try nextElement { () throws(QueueError) in try get() }
    }

    /// A new end that puts, for this process and the children that it forks: with one made, `get` knows when nobody is left
    /// who could put. Each has to be closed: see `QueueProducer`.
    public var producer: QueueProducer<Element> {
        get throws(QueueError) {
            let ends = queue.ends
            return try QueueProducer(ends.producers, ends.announce) { [self] element, timeout throws(QueueError) in
                try put(element, timeout: timeout)
            }
        }
    }

    /// A new end that gets: with one made, `put` knows when nobody is left who could make room.
    public var consumer: QueueConsumer<Element> {
        get throws(QueueError) {
            let ends = queue.ends
            return try QueueConsumer(ends.consumers, ends.announce) { [self] timeout throws(QueueError) in
                try get(timeout: timeout)
            }
        }
    }

    /// Puts elements in, as many at once as there is room for: one turn at the queue where `put` takes one for each.
    ///
    /// - Complexity: O(*n*) in the bytes of the elements.
    /// - Parameters:
    ///   - elements: in the order in which they are got.
    ///   - timeout: how long to wait for room at most.
    /// - Returns: how many are in: all of them, unless the time was over before.
    /// - Throws: as `put`, except `.timedOut`; those that are in by then stay in. None is when one cannot be encoded.
    @discardableResult
    public func put(contentsOf elements: some Sequence<Element>, timeout: Duration? = nil) throws(QueueError) -> Int {
        try batches.put(queue, Array(elements), timeout)
    }

    /// Takes the oldest elements out, `count` or as many as there are: one turn at the queue where `get` takes one for each.
    /// Waits while there is none. Throws `.closed` once the queue is closed and empty.
    ///
    ///     while let all = try? queue.get(upTo: 100) { for element in all { work(element) } }
    ///
    /// - Complexity: O(*n*) in the bytes of the elements.
    /// - Parameters:
    ///   - count: how many at most.
    ///   - timeout: how long to wait for the first at most.
    /// - Throws: as `get`. With one that cannot be decoded, `.coding`, those that came with it are gone.
    public func get(upTo count: Int, timeout: Duration? = nil) throws(QueueError) -> [Element] {
        try batches.get(queue, count, timeout)
    }

    /// Elements in the queue at this moment: exact, also after a process was killed in the middle of a put or get.
    ///
    /// - Complexity: O(1).
    public var count: Int { queue.count }

    /// Whether a `get` would have to wait at this moment.
    public var isEmpty: Bool { queue.isEmpty }

    /// Whether a `put` would have to wait at this moment.
    public var isFull: Bool { queue.isFull }

    public var isClosed: Bool { queue.isClosed }

    /// No more puts. Wakes everyone who waits.
    ///
    /// - Complexity: O(1); O(elements) for `.immediate`.
    public func close(_ how: QueueClosing = .graceful) throws(QueueError) { try queue.close(how) }
}

extension MessageQueue where Element: Codable {
    /// - Parameters:
    ///   - capacity: bytes, rounded up to a power of two; an element takes those of its encoding and up to 15 more.
    ///   - limit: how many elements it holds: so many, whatever their sizes, and 4,194,304 at most; each has 24
    ///     bytes set aside. nil for as many as fit, and one larger than `capacity`.
    /// - Throws: `.system` where there is no memory for it, or `limit` is larger than that.
    public convenience init(capacity: Int = 1 << 20, limit: Int? = nil) throws(QueueError) {
        self.init(encoding: try SharedQueue(capacity: capacity, limit: limit))
    }

    @usableFromInline convenience init(encoding queue: SharedQueue) {
        self.init(
            queue, batches: .coded(.encoded),
            put: { queue, element, timeout throws(QueueError) in
                let bytes: [UInt8]
                do throws(MessageCodingError) { bytes = try MessageEncoder().encode(element) } catch {
                    throw .coding(error)
                }
                try queue.put(bytes, timeout: timeout)
            },
            get: { queue, timeout throws(QueueError) in
                let bytes = try queue.get(timeout: timeout)
                do throws(MessageCodingError) { return try MessageDecoder().decode(Element.self, from: bytes) } catch {
                    throw .coding(error)
                }
            })
    }
}

extension MessageQueue where Element: BitwiseCopyable {
    /// A queue of values that are copied as they are. Pointers in them mean nothing to other processes.
    ///
    /// - Parameters:
    ///   - capacity: bytes, rounded up to a power of two; an element takes its own and up to 15 more.
    ///   - limit: how many elements it holds: so many, whatever their sizes, and 4,194,304 at most; each has 24
    ///     bytes set aside. nil for as many as fit, and one larger than `capacity`.
    /// - Throws: `.system` where there is no memory for it, or `limit` is larger than that.
    @inlinable public convenience init(capacity: Int = 1 << 20, limit: Int? = nil) throws(QueueError) {
        self.init(copying: try SharedQueue(capacity: capacity, limit: limit))
    }

    @inlinable convenience init(copying queue: SharedQueue) {
        self.init(
            queue, batches: .bitwise(),
            put: { queue, element, timeout throws(QueueError) in
                // SAFETY: nobody reads the padding between fields as anything but bytes.
                try unsafe withUnsafeBytes(of: element) { bytes throws(QueueError) in
                    try queue.put(unsafe RawSpan(_unsafeBytes: bytes), timeout: timeout)
                }
            },
            get: { queue, timeout throws(QueueError) in
                var element: Element?
                try queue.read(timeout) { message in
                    precondition(message.byteCount == MemoryLayout<Element>.size)
                    // SAFETY: the bytes are those of an Element, and any bytes of one are one.
                    element = unsafe message.load(as: Element.self)
                }
                guard let element else { preconditionFailure("nothing was read") }
                return element
            })
    }
}

extension MessageQueue where Element: BitwiseCopyable & Codable {
    /// Plain numbers are copied as they are; what has a `Codable` of its own is encoded by that.
    @inlinable public convenience init(capacity: Int = 1 << 20, limit: Int? = nil) throws(QueueError) {
        let queue = try SharedQueue(capacity: capacity, limit: limit)
        if PayloadCodec<Element>.codable.isBitwise { self.init(copying: queue) } else { self.init(encoding: queue) }
    }

    /// A queue whose elements are copied as they are, although they are `Codable`: faster, and for types whose coding is the
    /// compiler's. Pointers in them mean nothing to other processes.
    @inlinable public convenience init(
        bitwise: Element.Type, capacity: Int = 1 << 20, limit: Int? = nil
    ) throws(QueueError) {
        self.init(copying: try SharedQueue(capacity: capacity, limit: limit))
    }
}

extension MessageQueue where Element == [UInt8] {
    /// As a `SharedQueue`.
    public convenience init(capacity: Int = 1 << 20, limit: Int? = nil) throws(QueueError) {
        self.init(bytes: try SharedQueue(capacity: capacity, limit: limit))
    }

    convenience init(bytes queue: SharedQueue) {
        self.init(
            queue, batches: .coded(.codable),
            put: { queue, element, timeout throws(QueueError) in try queue.put(element, timeout: timeout) },
            get: { queue, timeout throws(QueueError) in try queue.get(timeout: timeout) })
    }
}
