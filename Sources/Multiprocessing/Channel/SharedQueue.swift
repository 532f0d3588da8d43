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
/// Not for messages larger than the queue: send those through a file. For values, use `MessageQueue`.
@safe public final class SharedQueue: @unchecked Sendable {
    private let memory: SharedMemory
    private let mutex: RobustMutex
    private let header: UnsafeMutablePointer<RingHeader>
    private let ring: UnsafeMutableRawPointer
    /// Bytes of the ring, a power of two.
    private let capacity: UInt64
    private let limit: Int
    /// Who gets messages, and how many of them each has yet to finish; nil unless the queue can be joined.
    private let consumers: ParticipantTable?

    /// News of a message put in; of room made; of the last being finished; and for all of the queue being closed.
    private let arrivals: WaitWord
    private let departures: WaitWord
    private let completions: WaitWord

    private static let lengthBytes: UInt64 = 8
    private static let consuming: UInt32 = 1

    /// - Parameters:
    ///   - capacity: bytes, rounded up to a power of two; each message takes its own bytes and 8 more, rounded up to a
    ///     multiple of 8.
    ///   - limit: how many messages it holds at most, if they fit; nil for as many as fit.
    public convenience init(capacity: Int, limit: Int? = nil) throws(QueueError) {
        try self.init(capacity: capacity, limit: limit, consumers: nil)
    }

    init(capacity: Int, limit: Int?, consumers: Int?) throws(QueueError) {
        precondition(limit.map { $0 > 0 } ?? true, "a queue needs room for a message")
        var size = 64
        while size < capacity { size *= 2 }
        self.capacity = UInt64(size)
        self.limit = limit ?? .max
        let headerBytes = (MemoryLayout<RingHeader>.size + 63) / 64 * 64
        let tableBytes = consumers.map { ParticipantTable.byteCount(capacity: $0) } ?? 0
        let fixedBytes = RobustMutex.byteCount + headerBytes + 3 * WaitWord.byteCount
        let words = RobustMutex.byteCount + headerBytes
        do {
            memory = try SharedMemory(byteCount: fixedBytes + tableBytes + size, name: "SharedQueue")
            mutex = try unsafe RobustMutex(initializing: memory.base)
            let table = unsafe memory.base + fixedBytes
            self.consumers =
                if let consumers { try unsafe ParticipantTable(initializing: table, capacity: consumers) } else { nil }
        } catch {
            throw .system(error)
        }
        unsafe header = (memory.base + RobustMutex.byteCount).bindMemory(to: RingHeader.self, capacity: 1)
        unsafe header.initialize(to: RingHeader())
        arrivals = unsafe WaitWord(initializing: memory.base + words)
        departures = unsafe WaitWord(initializing: memory.base + words + WaitWord.byteCount)
        completions = unsafe WaitWord(initializing: memory.base + words + 2 * WaitWord.byteCount)
        unsafe ring = memory.base + fixedBytes + tableBytes
    }

    /// Messages in the queue at this moment: exact, also after a process was killed in the middle of a put or get.
    public var count: Int { (try? locked { messages }) ?? 0 }

    /// The same without waiting for anybody: wrong by what others are about to put or get, or were when they were killed.
    var roughCount: Int { unsafe header.pointee.count.load(ordering: .relaxed) }

    /// Whether a `get` would have to wait at this moment.
    public var isEmpty: Bool { count == 0 }

    /// Whether a `put`, even of an empty message, would have to wait at this moment.
    public var isFull: Bool { (try? locked { !hasRoom(SharedQueue.lengthBytes) }) ?? false }

    public var isClosed: Bool { closing != 0 }

    /// The largest message that fits, in bytes.
    public var largestMessage: Int { Int(capacity - SharedQueue.lengthBytes) }

    /// Puts a message in, waiting while there is no room.
    ///
    /// - Parameter timeout: how long to wait at most; `.zero` does not wait; nil waits for ever.
    public func put(_ message: [UInt8], timeout: Duration? = nil) throws(QueueError) {
        unsafe try put(message.span.bytes, timeout: timeout)
    }

    /// The same, of bytes that are anywhere.
    public func put(_ message: RawSpan, timeout: Duration? = nil) throws(QueueError) {
        let byteCount = message.byteCount
        if byteCount > largestMessage { throw .tooLarge(byteCount: byteCount, limit: largestMessage) }
        let needed = SharedQueue.footprint(byteCount)
        let deadline = Instant.after(timeout)
        while true {
            let ticket = departures.ticket
            try lock(until: deadline)
            if isClosed {
                unlock()
                throw .closed
            }
            if hasRoom(needed) {
                append(message, needed)
                unlock()
                return
            }
            unlock()
            if !departures.sleep(ticket, until: deadline) { throw .timedOut }
        }
    }

    /// Puts in as many of the messages as there is room for now, all at once; returns how many.
    ///
    /// REQUIRES: each fits.
    func put(all messages: [[UInt8]]) throws(QueueError) -> Int {
        if messages.isEmpty { return 0 }
        try lock(until: nil)
        defer { unlock() }
        if isClosed { throw .closed }
        var done = 0
        for message in messages {
            let needed = SharedQueue.footprint(message.count)
            if !hasRoom(needed) { break }
            unsafe insert(message.span.bytes, needed)
            done += 1
        }
        if done > 0 { arrivals.announce() }
        return done
    }

    /// Takes the oldest message out, waiting while there is none. Throws `.closed` once the queue is closed and empty.
    ///
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

    /// The same; `body` reads the message while it is still in the queue.
    func take<R>(_ timeout: Duration?, _ body: (RingMessage) -> R) throws(QueueError) -> R {
        let deadline = Instant.after(timeout)
        while true {
            let ticket = arrivals.ticket
            try lock(until: deadline)
            if messages > 0 {
                defer { unlock() }
                return try takeFirst(body)
            }
            let closed = isClosed
            unlock()
            if closed { throw .closed }
            if !arrivals.sleep(ticket, until: deadline) { throw .timedOut }
        }
    }

    /// No more puts. Wakes everyone who waits. Closing it again can only make `.graceful` `.immediate`.
    public func close(_ how: QueueClosing = .graceful) throws(QueueError) {
        try locked {
            if how.rawValue > closing { unsafe header.pointee.closing.store(how.rawValue, ordering: .releasing) }
            for word in [arrivals, departures, completions] { word.announce() }
        }
    }

    // MARK: joining

    /// Says that an item which this thread got is done.
    func taskDone() throws(QueueError) {
        guard let consumers else { return }
        try lock(until: nil)
        defer { unlock() }
        guard let slot = consumers.own, consumers.value(slot) > 0 else { throw .tooManyDone }
        // This one store is what is done.
        consumers.setValue(slot, consumers.value(slot) - 1)
        if unfinished == 0 { completions.announce() }
    }

    /// Items that were put and are not done, without those that were lost with a process.
    var unfinishedCount: Int { (try? locked { unfinished }) ?? 0 }

    func join(_ timeout: Duration?) throws(QueueError) {
        guard let consumers else { return }
        let deadline = Instant.after(timeout)
        while true {
            let ticket = completions.ticket
            try lock(until: deadline)
            if unfinished == 0 {
                let dead = consumers.indices.filter { consumers.isDead($0) && consumers.value($0) > 0 }
                let lost = dead.reduce(0) { $0 + consumers.value($1) }
                let pids = dead.map { consumers.process($0) }
                consumers.sweep()
                unlock()
                if lost > 0 { throw .itemsLost(count: Int(lost), pids: pids) }
                return
            }
            unlock()
            // Items that are lost come without an announcement; the time to look again is short enough for them.
            if !completions.sleep(ticket, until: deadline) { throw .timedOut }
        }
    }

    // MARK: with the mutex held

    private var unfinished: Int {
        guard let consumers else { return messages }
        return consumers.indices.reduce(messages) { sum, slot in
            consumers.state(slot) == 0 || consumers.isDead(slot) ? sum : sum + Int(consumers.value(slot))
        }
    }

    private var closing: UInt32 { unsafe header.pointee.closing.load(ordering: .acquiring) }

    private var messages: Int {
        closing == QueueClosing.immediate.rawValue ? 0 : unsafe header.pointee.count.load(ordering: .relaxed)
    }

    private func hasRoom(_ needed: UInt64) -> Bool {
        let tail = unsafe header.pointee.tail.load(ordering: .relaxed)
        let head = unsafe header.pointee.head.load(ordering: .relaxed)
        return capacity - (tail - head) >= needed && messages < limit
    }

    private func append(_ message: RawSpan, _ needed: UInt64) {
        insert(message, needed)
        arrivals.announce()
    }

    private func insert(_ message: RawSpan, _ needed: UInt64) {
        let tail = unsafe header.pointee.tail.load(ordering: .relaxed)
        setLength(at: tail, message.byteCount)
        unsafe message.withUnsafeBytes { unsafe copyIn($0, at: tail + SharedQueue.lengthBytes) }
        // This one store is the put: before it the bytes are free space, after it they are a message.
        unsafe header.pointee.tail.store(tail + needed, ordering: .releasing)
        // Nobody else writes it: the mutex is held.
        unsafe header.pointee.count.store(header.pointee.count.load(ordering: .relaxed) + 1, ordering: .relaxed)
    }

    private func takeFirst<R>(_ body: (RingMessage) -> R) throws(QueueError) -> R {
        let head = unsafe header.pointee.head.load(ordering: .relaxed)
        let length = messageLength(at: head)
        let next = head + SharedQueue.footprint(length)
        let index = Int((head + SharedQueue.lengthBytes) & (capacity - 1))
        try announceConsumer(takingTo: next)
        let result = unsafe body(RingMessage(ring, capacity: Int(capacity), index: index, byteCount: length))
        // This one store is the get.
        unsafe header.pointee.head.store(next, ordering: .releasing)
        unsafe header.pointee.count.store(header.pointee.count.load(ordering: .relaxed) - 1, ordering: .relaxed)
        settleNote()
        departures.announce()
        return result
    }

    /// Writes down who will have one item more to finish once `head` has moved, so that the two are one change.
    private func announceConsumer(takingTo next: UInt64) throws(QueueError) {
        guard let consumers else { return }
        consumers.sweep(where: { consumers.value($0) == 0 })
        let slot: Int
        do throws(SystemError) {
            guard
                let own = if let own = consumers.own { own } else { try consumers.enter(state: SharedQueue.consuming) }
            else { throw SystemError(code: 0, operation: "") }
            slot = own
        } catch {
            throw error.code == 0 ? .tooManyConsumers(limit: consumers.capacity) : .system(error)
        }
        unsafe header.pointee.noteHead.store(next, ordering: .relaxed)
        unsafe header.pointee.noteValue.store(consumers.value(slot) + 1, ordering: .relaxed)
        unsafe header.pointee.noteSlot.store(slot + 1, ordering: .releasing)
    }

    /// Does what the note says if its get has happened, which harms nobody when it was done already; and forgets it.
    private func settleNote() {
        guard let consumers else { return }
        let slot = unsafe header.pointee.noteSlot.load(ordering: .acquiring) - 1
        guard slot >= 0 else { return }
        if unsafe header.pointee.noteHead.load(ordering: .relaxed) == header.pointee.head.load(ordering: .relaxed) {
            consumers.setValue(slot, unsafe header.pointee.noteValue.load(ordering: .relaxed))
        }
        unsafe header.pointee.noteSlot.store(0, ordering: .releasing)
    }

    /// After a process died with the mutex: positions are right, since each changes in one store; the count, the
    /// consumer's note and the announcements may be missing.
    private func repair() {
        settleNote()
        var position = unsafe header.pointee.head.load(ordering: .relaxed)
        let tail = unsafe header.pointee.tail.load(ordering: .relaxed)
        var items = 0
        while position < tail {
            position += SharedQueue.footprint(messageLength(at: position))
            items += 1
        }
        unsafe header.pointee.count.store(items, ordering: .relaxed)
        for word in [arrivals, departures, completions] { word.announce() }
    }

    // MARK: the ring

    private static func footprint(_ byteCount: Int) -> UInt64 { (UInt64(byteCount) + lengthBytes + 7) / 8 * 8 }

    // Positions are multiples of 8: a length is never in two pieces.
    private func messageLength(at position: UInt64) -> Int {
        unsafe ring.load(fromByteOffset: Int(position & (capacity - 1)), as: Int.self)
    }

    private func setLength(at position: UInt64, _ length: Int) {
        unsafe ring.storeBytes(of: length, toByteOffset: Int(position & (capacity - 1)), as: Int.self)
    }

    private func copyIn(_ bytes: UnsafeRawBufferPointer, at position: UInt64) {
        guard let source = bytes.baseAddress else { return }
        let index = Int(position & (capacity - 1))
        let first = min(bytes.count, Int(capacity) - index)
        unsafe (ring + index).copyMemory(from: source, byteCount: first)
        if first < bytes.count { unsafe ring.copyMemory(from: source + first, byteCount: bytes.count - first) }
    }

    // MARK: the mutex

    private func locked<R>(_ body: () throws(QueueError) -> R) throws(QueueError) -> R {
        try lock(until: nil)
        defer { unlock() }
        return try body()
    }

    private func lock(until deadline: Instant?) throws(QueueError) {
        // Holders are never asleep, so even a get that must not wait takes the mutex with a little patience.
        let patience = deadline.map { max($0, Instant.now.advanced(by: WaitWord.recheck)) }
        let outcome: RobustMutex.Outcome
        do {
            outcome = try mutex.lock(until: patience)
        } catch {
            throw .system(error)
        }
        switch outcome {
        case .acquired: return
        case .ownerDied: repair()
        case .busy: throw .timedOut
        }
    }

    private func unlock() { try? mutex.unlock() }
}
