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
/// Not for messages larger than the queue: send those through a file.
@safe public final class SharedQueue: @unchecked Sendable {
    private let memory: SharedMemory
    private let mutex: RobustMutex
    private let header: UnsafeMutablePointer<RingHeader>
    private let ring: UnsafeMutableRawPointer
    /// Bytes of the ring, a power of two.
    private let capacity: UInt64

    /// News of a message put in, of room made, and for both of the queue being closed.
    private let arrivals: WaitWord
    private let departures: WaitWord

    private static let lengthBytes: UInt64 = 8

    /// - Parameter capacity: bytes, rounded up to a power of two; each message takes its own bytes and 8 more,
    ///   rounded up to a multiple of 8.
    public init(capacity: Int) throws(QueueError) {
        var size = 64
        while size < capacity { size *= 2 }
        self.capacity = UInt64(size)
        let headerBytes = (MemoryLayout<RingHeader>.size + 63) / 64 * 64
        let fixedBytes = RobustMutex.byteCount + headerBytes + 2 * WaitWord.byteCount
        do {
            memory = try SharedMemory(byteCount: fixedBytes + size, name: "SharedQueue")
            mutex = try unsafe RobustMutex(initializing: memory.base)
        } catch {
            throw .system(error)
        }
        let start = unsafe memory.base + RobustMutex.byteCount
        unsafe header = start.bindMemory(to: RingHeader.self, capacity: 1)
        unsafe header.initialize(to: RingHeader())
        arrivals = unsafe WaitWord(initializing: start + headerBytes)
        departures = unsafe WaitWord(initializing: start + headerBytes + WaitWord.byteCount)
        unsafe ring = memory.base + fixedBytes
    }

    /// Messages in the queue at this moment.
    public var count: Int { Int(unsafe header.pointee.count.load(ordering: .relaxed)) }

    /// The largest message that fits, in bytes.
    public var largestMessage: Int { Int(capacity - SharedQueue.lengthBytes) }

    /// Puts a message in, waiting while there is no room.
    ///
    /// - Parameter timeout: how long to wait at most; `.zero` does not wait; nil waits for ever.
    public func put(_ message: [UInt8], timeout: Duration? = nil) throws(QueueError) {
        if message.count > largestMessage { throw .tooLarge(byteCount: message.count, limit: largestMessage) }
        let needed = SharedQueue.footprint(message.count)
        let deadline = timeout.map { Instant.now.advanced(by: $0) }
        while true {
            let ticket = departures.ticket
            try lock(until: deadline)
            if isClosed {
                unlock()
                throw .closed
            }
            if capacity - used >= needed {
                append(message, needed)
                unlock()
                return
            }
            unlock()
            if !departures.sleep(ticket, until: deadline) { throw .timedOut }
        }
    }

    /// Takes the oldest message out, waiting while there is none. Throws `.closed` once the queue is closed and empty.
    ///
    /// - Parameters:
    ///   - timeout: how long to wait at most; `.zero` does not wait; nil waits for ever.
    ///   - claim: runs before the message leaves the queue, while no other process can change it. A note that it
    ///     writes to shared memory tells, should this process be killed, which message it was about to take.
    public func get(timeout: Duration? = nil, claim: ([UInt8]) -> Void = { _ in }) throws(QueueError) -> [UInt8] {
        let deadline = timeout.map { Instant.now.advanced(by: $0) }
        while true {
            let ticket = arrivals.ticket
            try lock(until: deadline)
            if used > 0 {
                let message = takeFirst(claim)
                unlock()
                return message
            }
            let closed = isClosed
            unlock()
            if closed { throw .closed }
            if !arrivals.sleep(ticket, until: deadline) { throw .timedOut }
        }
    }

    /// No more puts; gets go on until the queue is empty. Wakes everyone who waits.
    public func close() throws(QueueError) {
        try lock(until: nil)
        unsafe header.pointee.isClosed.store(true, ordering: .releasing)
        arrivals.announce()
        departures.announce()
        unlock()
    }

    // MARK: with the mutex held

    private var used: UInt64 {
        unsafe header.pointee.tail.load(ordering: .relaxed) - header.pointee.head.load(ordering: .relaxed)
    }

    private var isClosed: Bool { unsafe header.pointee.isClosed.load(ordering: .acquiring) }

    private func append(_ message: [UInt8], _ needed: UInt64) {
        let tail = unsafe header.pointee.tail.load(ordering: .relaxed)
        var length = UInt64(message.count)
        unsafe withUnsafeBytes(of: &length) { unsafe copyIn($0, at: tail) }
        unsafe message.withUnsafeBytes { unsafe copyIn($0, at: tail + SharedQueue.lengthBytes) }
        // This one store is the put: before it the bytes are free space, after it they are a message.
        unsafe header.pointee.tail.store(tail + needed, ordering: .releasing)
        unsafe _ = header.pointee.count.wrappingAdd(1, ordering: .relaxed)
        arrivals.announce()
    }

    private func takeFirst(_ claim: ([UInt8]) -> Void) -> [UInt8] {
        let head = unsafe header.pointee.head.load(ordering: .relaxed)
        let length = messageLength(at: head)
        let message = unsafe [UInt8](unsafeUninitializedCapacity: length) { buffer, count in
            unsafe copyOut(
                UnsafeMutableRawBufferPointer(start: buffer.baseAddress, count: length),
                at: head + SharedQueue.lengthBytes)
            count = length
        }
        claim(message)
        // This one store is the get.
        unsafe header.pointee.head.store(head + SharedQueue.footprint(length), ordering: .releasing)
        unsafe _ = header.pointee.count.wrappingSubtract(1, ordering: .relaxed)
        departures.announce()
        return message
    }

    /// After a process died with the mutex: positions are right, since each changes in one store; the count and the
    /// announcements may be missing.
    private func repair() {
        var position = unsafe header.pointee.head.load(ordering: .relaxed)
        let tail = unsafe header.pointee.tail.load(ordering: .relaxed)
        var items: UInt64 = 0
        while position < tail {
            position += SharedQueue.footprint(messageLength(at: position))
            items += 1
        }
        unsafe header.pointee.count.store(items, ordering: .relaxed)
        arrivals.announce()
        departures.announce()
    }

    private func messageLength(at position: UInt64) -> Int {
        var length: UInt64 = 0
        unsafe withUnsafeMutableBytes(of: &length) { unsafe copyOut($0, at: position) }
        return Int(length)
    }

    // MARK: the ring

    private static func footprint(_ byteCount: Int) -> UInt64 { (UInt64(byteCount) + lengthBytes + 7) / 8 * 8 }

    private func copyIn(_ bytes: UnsafeRawBufferPointer, at position: UInt64) {
        guard let source = bytes.baseAddress else { return }
        let index = Int(position & (capacity - 1))
        let first = min(bytes.count, Int(capacity) - index)
        unsafe (ring + index).copyMemory(from: source, byteCount: first)
        if first < bytes.count { unsafe ring.copyMemory(from: source + first, byteCount: bytes.count - first) }
    }

    private func copyOut(_ bytes: UnsafeMutableRawBufferPointer, at position: UInt64) {
        guard let target = bytes.baseAddress else { return }
        let index = Int(position & (capacity - 1))
        let first = min(bytes.count, Int(capacity) - index)
        unsafe target.copyMemory(from: ring + index, byteCount: first)
        if first < bytes.count { unsafe (target + first).copyMemory(from: ring, byteCount: bytes.count - first) }
    }

    // MARK: the mutex

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
