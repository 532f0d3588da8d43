internal import Platform
private import Synchronization

/// Reports from the worker in a seat to the supervisor: a ring in shared memory with one writer and one reader, and so
/// without a lock.
///
/// A report is its length (8 bytes), its bytes, and padding to a multiple of 8. `head` and `tail` count bytes since the
/// worker began. One store of `tail` puts a report in: a worker killed before it has reported nothing.
@safe final class ReportRing {
    private struct Word: ~Copyable { let value = Atomic<UInt64>(0) }

    private let memory: SharedMemory
    /// Written by the supervisor.
    private let head: UnsafeMutablePointer<Word>
    /// Written by the worker.
    private let tail: UnsafeMutablePointer<Word>
    private let departures: WaitWord
    private let ring: UnsafeMutableRawPointer
    /// Bytes, a power of two.
    private let capacity: UInt64

    private static let lengthBytes: UInt64 = 8
    private static let headerBytes = 128 + WaitWord.byteCount

    /// - Parameter capacity: at least as much as the largest report takes.
    init(capacity: Int) throws(SystemError) {
        var size = 64
        while size < capacity { size *= 2 }
        self.capacity = UInt64(size)
        memory = try SharedMemory(byteCount: ReportRing.headerBytes + size, name: "ReportRing")
        // Apart, so that the two processes do not write to one cache line.
        unsafe head = memory.base.bindMemory(to: Word.self, capacity: 1)
        unsafe tail = (memory.base + 64).bindMemory(to: Word.self, capacity: 1)
        departures = unsafe WaitWord(initializing: memory.base + 128)
        unsafe ring = memory.base + ReportRing.headerBytes
        reset()
    }

    /// For a new worker, before it is forked.
    func reset() {
        unsafe head.initialize(to: Word())
        unsafe tail.initialize(to: Word())
    }

    // MARK: for the worker

    /// Puts a report in, waiting while there is no room.
    ///
    /// - Parameter whenFull: called before each wait.
    func put(_ header: [UInt8], _ body: [UInt8], whenFull: () -> Void) {
        let count = UInt64(header.count + body.count)
        let needed = ReportRing.footprint(count)
        precondition(needed <= capacity, "a report larger than its ring")
        let position = unsafe tail.pointee.value.load(ordering: .relaxed)
        while !hasRoom(needed, at: position) {
            let ticket = departures.ticket
            if hasRoom(needed, at: position) { break }
            whenFull()
            _ = departures.sleep(ticket, until: nil)
        }
        unsafe ring.storeBytes(of: count, toByteOffset: Int(position & (capacity - 1)), as: UInt64.self)
        copyIn(header, at: position + ReportRing.lengthBytes)
        copyIn(body, at: position + ReportRing.lengthBytes + UInt64(header.count))
        // Before the worker looks whether the supervisor sleeps.
        unsafe tail.pointee.value.store(position + needed, ordering: .sequentiallyConsistent)
    }

    private func hasRoom(_ needed: UInt64, at position: UInt64) -> Bool {
        unsafe capacity - (position - head.pointee.value.load(ordering: .acquiring)) >= needed
    }

    private func copyIn(_ bytes: [UInt8], at position: UInt64) {
        let index = Int(position & (capacity - 1))
        let first = min(bytes.count, Int(capacity) - index)
        unsafe bytes.withUnsafeBytes { source in
            guard let base = source.baseAddress else { return }
            unsafe (ring + index).copyMemory(from: base, byteCount: first)
            if first < source.count { unsafe ring.copyMemory(from: base + first, byteCount: source.count - first) }
        }
    }

    // MARK: for the supervisor

    var isEmpty: Bool {
        unsafe tail.pointee.value.load(ordering: .sequentiallyConsistent)
            == head.pointee.value.load(ordering: .relaxed)
    }

    /// Takes the oldest report out; nil when there is none.
    func take() -> [UInt8]? {
        let position = unsafe head.pointee.value.load(ordering: .relaxed)
        if unsafe position == tail.pointee.value.load(ordering: .acquiring) { return nil }
        let count = unsafe ring.load(fromByteOffset: Int(position & (capacity - 1)), as: UInt64.self)
        let message = unsafe RingMessage(
            ring, capacity: Int(capacity), index: Int((position + ReportRing.lengthBytes) & (capacity - 1)),
            byteCount: Int(count)
        ).bytes
        unsafe head.pointee.value.store(position + ReportRing.footprint(count), ordering: .releasing)
        departures.announce()
        return message
    }

    private static func footprint(_ byteCount: UInt64) -> UInt64 { (byteCount + lengthBytes + 7) / 8 * 8 }
}
