internal import Platform
private import Synchronization

/// A bounded first-in-first-out queue of byte messages between processes that were forked after it was made.
///
///     let queue = try SharedQueue(capacity: 1 << 20)
///     try queue.put([1, 2, 3])
///     let message = try queue.get()
///
/// There is no feeder thread: `put` copies the message into shared memory before it returns, and waits while the queue
/// is full. A process killed in the middle of `put` or `get` leaves the queue whole: the message is in it or it is not.
/// A message may have any size: one that has no room in the ring goes beside it, into memory that is allocated for it and
/// freed when it is taken, whoever dies. For values, use `MessageQueue`.
@safe public final class SharedQueue: @unchecked Sendable {
    let monitor: Monitor<RingHeader>
    private let ring: ByteRing
    let bell = QueueBell()
    private let large: LargeItems
    private let limit: Int
    /// Bytes of the ring that each message yet to come is sure of, where `limit` promises so many.
    private let reserved: UInt64

    /// News of a message put in; of room made; and for both of the queue being closed.
    let arrivals: WaitWord
    let departures: WaitWord
    let producers: Roster
    let consumers: Roster
    static let (getting, putting): (Sharers.Channel, Sharers.Channel) = (0, 1)

    /// - Parameters:
    ///   - capacity: bytes, rounded up to a power of two; each message takes its own bytes and 8 more, rounded up to a
    ///     multiple of 8.
    ///   - limit: how many messages it holds: so many, whatever their sizes, and 4,194,304 at most; each has 24
    ///     bytes set aside. nil for as many as fit, and one larger than `capacity`.
    /// - Throws: `.system` where there is no memory for it, or `limit` is larger than that.
    public init(capacity: Int, limit: Int? = nil) throws(QueueError) {
        precondition(limit.map { $0 > 0 } ?? true, "a queue needs room for a message")
        self.limit = limit ?? .max
        reserved = limit == nil ? 0 : SharedQueue.referenceBytes
        let size: Int
        do {
            try LargeItems.check(limit)
            size = ByteRing.size(for: max(capacity, (limit ?? 0) * Int(SharedQueue.referenceBytes)))
            large = try LargeItems(name: "SharedQueue items")
            monitor = try Monitor(
                RingHeader(), words: 2, participants: 0, rosters: 2, byteCount: size, name: "SharedQueue")
        } catch {
            throw .system(error)
        }
        (arrivals, departures) = (monitor.word(0), monitor.word(1))
        (producers, consumers) = (monitor.rosters[0], monitor.rosters[1])
        ring = unsafe ByteRing(monitor.bytes, capacity: size)
        largestMessage = max(size - Int(ByteRing.lengthBytes), large.largest)
    }

    private static let referenceBytes = ByteRing.footprint(LargeItems.Reference.byteCount)

    /// Messages in the queue at this moment: exact, also after a process was killed in the middle of a put or get.
    ///
    /// - Complexity: O(1).
    public var count: Int { (try? locked { messages }) ?? 0 }

    /// The same without waiting for anybody: wrong by what others are about to put or get, or were when they were killed.
    var roughCount: Int { unsafe header.pointee.count.load(ordering: .relaxed) }

    /// Whether a `get` would have to wait at this moment.
    public var isEmpty: Bool { count == 0 }

    /// Whether a `put`, even of an empty message, would have to wait at this moment.
    public var isFull: Bool { (try? locked { !hasRoom(ByteRing.lengthBytes) }) ?? false }

    public var isClosed: Bool { closing != 0 }

    /// The largest message, in bytes: 32 GiB where the process has the addresses.
    public let largestMessage: Int

    /// Puts a message in, waiting while there is no room.
    ///
    /// - Complexity: O(*n*) in the bytes of the message; O(messages) for the first to come after one that died in here.
    /// - `timeout`: how long to wait at most; `.zero` does not wait; nil waits for ever.
    public func put(_ message: [UInt8], timeout: Duration? = nil) throws(QueueError) {
        unsafe try put(message.span.bytes, timeout: timeout)
    }

    /// The same, of bytes that are anywhere.
    public func put(_ message: RawSpan, timeout: Duration? = nil) throws(QueueError) {
        let byteCount = message.byteCount
        if byteCount > largestMessage { throw .tooLarge(byteCount: byteCount, limit: largestMessage) }
        let needed = ByteRing.footprint(byteCount)
        let deadline = Instant.after(timeout)
        if try tryPut(message, needed, until: deadline) { return }
        let isIn: Void? = try departures.wait(
            until: deadline, isBrief: true, for: monitor.sharers, SharedQueue.putting
        ) { () throws(QueueError) in
            try tryPut(message, needed, until: deadline) ? () : nil
        } judge: { (look) throws(QueueError) in
            try judge(SharedQueue.putting, look) { hasRoom(needed) || hasPlace(needed) }
        }
        if isIn == nil { throw .timedOut }
    }

    /// Throws when nobody is left who could do what this process waits for, and it is not done yet.
    func judge(
        _ channel: Sharers.Channel, _ look: Watcher.Look, _ isDone: () -> Bool
    ) throws(QueueError) {
        let roster = channel == SharedQueue.getting ? producers : consumers
        // Where everybody may do everything, one who does not wait for ever can still do it itself.
        if look.isLast && !roster.isDeclared || monitor.sharers.gone(channel, of: roster, holding: look.locks) == nil {
            return
        }
        // With the mutex, so that what one of them did at its end is seen, and one who was woken by it as well.
        try locked { () throws(QueueError) in
            if isClosed || isDone() { return }
            guard let gone = monitor.sharers.gone(channel, of: roster, holding: look.locks) else { return }
            if channel == SharedQueue.putting { throw .consumersGone(gone) }
            throw gone.isEmpty ? .closed : .producersGone(gone)
        }
    }

    /// Who has an end that puts and one that gets, and how those who wait are told of a change.
    var ends: (producers: Roster, consumers: Roster, announce: () -> Void) {
        (producers, consumers, { [monitor] in for index in 0...1 { monitor.word(index).announce() } })
    }

    private func tryPut(_ message: RawSpan, _ needed: UInt64, until deadline: Instant?) throws(QueueError) -> Bool {
        try lock(until: deadline)
        do {
            defer { unlock() }
            if isClosed { throw .closed }
            if !(try insert(message, needed)) {
                if consumers.isFinished { throw .consumersGone([]) }
                return false
            }
        }
        // Without the mutex, for which whoever is woken comes.
        announceArrival()
        return true
    }

    /// Takes the oldest message out, waiting while there is none. Throws `.closed` once the queue is closed and empty.
    ///
    /// - Complexity: O(*n*) in the bytes of the message, as `put`.
    /// - Parameters:
    ///   - timeout: how long to wait at most; `.zero` does not wait; nil waits for ever.
    ///   - claim: runs before the message leaves the queue, while no other process can change it. A note that it
    ///     writes to shared memory tells, should this process be killed, which message it was about to take.
    public func get(timeout: Duration? = nil, claim: ([UInt8]) -> Void = { _ in }) throws(QueueError) -> [UInt8] {
        try take(timeout) { message in
            let bytes = message.bytes
            claim(bytes)
            return bytes
        }
    }

    /// The same; `body` reads the message while it is still in the queue, once, and before this returns.
    @usableFromInline func read(_ timeout: Duration?, _ body: (RingMessage) -> Void) throws(QueueError) {
        try take(timeout, body)
    }

    /// The same with a result.
    func take<R>(_ timeout: Duration?, _ body: (RingMessage) -> R) throws(QueueError) -> R {
        let deadline = Instant.after(timeout)
        if let result = try tryTake(body, until: deadline) { return result }
        let result = try arrivals.wait(
            until: deadline, isBrief: true, for: monitor.sharers, SharedQueue.getting
        ) { () throws(QueueError) in
            try tryTake(body, until: deadline)
        } judge: { (look) throws(QueueError) in
            try judge(SharedQueue.getting, look) { messages > 0 }
        }
        guard let result else { throw .timedOut }
        return result
    }

    private func tryTake<R>(_ body: (RingMessage) -> R, until deadline: Instant?) throws(QueueError) -> R? {
        try lock(until: deadline)
        let result: R
        do {
            defer { unlock() }
            if messages == 0 {
                if isClosed || producers.isFinished { throw .closed }
                return nil
            }
            result = removeFirst(body)
        }
        departures.announce()
        return result
    }

    /// No more puts. Wakes everyone who waits. Closing it again can only make `.graceful` `.immediate`.
    ///
    /// - Complexity: O(1); O(messages) for `.immediate`.
    public func close(_ how: QueueClosing = .graceful) throws(QueueError) {
        try locked {
            if how.rawValue > closing { unsafe header.pointee.closing.store(how.rawValue, ordering: .releasing) }
            if how == .immediate, let last = references?.last { large.free(upTo: last.end) }
            announceArrival()
            departures.announce()
        }
    }

    private var header: UnsafeMutablePointer<RingHeader> { unsafe monitor.state }

    // MARK: with the mutex held

    private var closing: UInt32 { unsafe header.pointee.closing.load(ordering: .acquiring) }

    var messages: Int {
        closing == QueueClosing.immediate.rawValue ? 0 : unsafe header.pointee.count.load(ordering: .relaxed)
    }

    func hasRoom(_ needed: UInt64) -> Bool {
        let tail = unsafe header.pointee.tail.load(ordering: .relaxed)
        let head = unsafe header.pointee.head.load(ordering: .relaxed)
        let messages = messages
        guard messages < limit else { return false }
        let free = ring.capacity - (tail - head)
        return reserved == 0 ? free >= needed : free >= needed + UInt64(limit - messages - 1) * reserved
    }

    /// Puts a message into the ring, or beside it where it has no room there but must have some; false when it is to wait.
    func insert(_ message: RawSpan, _ needed: UInt64) throws(QueueError) -> Bool {
        if hasRoom(needed) {
            append(message, needed)
            return true
        }
        // Without a limit, what never fits goes in one at a time.
        if !hasPlace(needed) { return false }
        let reference: LargeItems.Reference?
        do throws(SystemError) { reference = try large.insert(message) } catch { throw .system(error) }
        guard let reference else { return false }
        unsafe append(reference.bytes.span.bytes, SharedQueue.referenceBytes, isReference: true)
        large.commit(reference)
        return true
    }

    /// Whether a message that has no room in the ring may go beside it.
    func hasPlace(_ needed: UInt64) -> Bool {
        (reserved > 0 || needed > ring.capacity && large.isEmpty) && hasRoom(SharedQueue.referenceBytes)
    }

    private func append(_ message: RawSpan, _ needed: UInt64, isReference: Bool = false) {
        let tail = unsafe header.pointee.tail.load(ordering: .relaxed)
        ring.setLength(message.byteCount, isReference: isReference, at: tail)
        ring.copy(message, ofMessageAt: tail)
        // This one store is the put: before it the bytes are free space, after it they are a message.
        unsafe header.pointee.tail.store(tail + needed, ordering: .releasing)
        // Nobody else writes it: the mutex is held.
        unsafe header.pointee.count.store(header.pointee.count.load(ordering: .relaxed) + 1, ordering: .relaxed)
    }

    func removeFirst<R>(_ body: (RingMessage) -> R) -> R {
        let head = unsafe header.pointee.head.load(ordering: .relaxed)
        let message = ring.message(at: head)
        let reference = ring.isReference(at: head) ? LargeItems.Reference(message) : nil
        let next = head + ByteRing.footprint(message.byteCount)
        let result = body(reference.map { large.message($0) } ?? message)
        // This one store is the get.
        unsafe header.pointee.head.store(next, ordering: .releasing)
        unsafe header.pointee.count.store(header.pointee.count.load(ordering: .relaxed) - 1, ordering: .relaxed)
        if let reference { large.free(upTo: reference.end) }
        return result
    }

    /// The first and the last message that are beside the ring.
    private var references: (first: LargeItems.Reference, last: LargeItems.Reference)? {
        var found: (first: LargeItems.Reference, last: LargeItems.Reference)?
        var position = unsafe header.pointee.head.load(ordering: .relaxed)
        let tail = unsafe header.pointee.tail.load(ordering: .relaxed)
        while position < tail {
            if ring.isReference(at: position) {
                let reference = LargeItems.Reference(ring.message(at: position))
                found = (found?.first ?? reference, reference)
            }
            position += ByteRing.footprint(ring.length(at: position))
        }
        return found
    }

    /// After a process died with the mutex: positions are right, since each changes in one store; the count
    /// and the announcements may be missing.
    private func repair() {
        var position = unsafe header.pointee.head.load(ordering: .relaxed)
        let tail = unsafe header.pointee.tail.load(ordering: .relaxed)
        var items = 0
        while position < tail {
            position += ByteRing.footprint(ring.length(at: position))
            items += 1
        }
        unsafe header.pointee.count.store(items, ordering: .relaxed)
        large.repair(references)
        announceArrival(isAfterDeath: true)
        departures.announce(isAfterDeath: true)
    }

    // MARK: the mutex

    private func locked<R>(_ body: () throws(QueueError) -> R) throws(QueueError) -> R {
        try lock(until: nil)
        defer { unlock() }
        return try body()
    }

    func lock(until deadline: Instant?) throws(QueueError) {
        // Holders are never asleep, so even a get that must not wait takes the mutex with a little patience.
        let patience = deadline.map { max($0, Instant.now.advanced(by: WaitWord.recheck)) }
        let outcome: RobustMutex.Outcome
        do {
            outcome = try monitor.lock(until: patience)
        } catch {
            throw .system(error)
        }
        switch outcome {
        case .acquired: return
        case .ownerDied: repair()
        case .busy: throw .timedOut
        }
    }

    func unlock() { monitor.unlock() }
}
