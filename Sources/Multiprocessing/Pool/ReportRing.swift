internal import Platform
private import Synchronization

/// Reports from the worker in a seat to the supervisor: a ring in shared memory with one writer and one reader, and so
/// without a lock.
///
/// One store of `tail` puts a report in: a worker killed before it has reported nothing.
@safe final class ReportRing {
    private struct Word: ~Copyable { let value = Atomic<UInt64>(0) }

    private let memory: SharedMemory
    // SAFETY: `head` and `tail` are words of `memory`, a cache line each, which this object keeps.
    /// Written by the supervisor.
    private let head: UnsafeMutablePointer<Word>
    /// Written by the worker.
    private let tail: UnsafeMutablePointer<Word>
    private let departures: WaitWord
    private let ring: ByteRing

    private static let headerBytes = 128 + WaitWord.byteCount

    /// - Parameter capacity: at least as much as the largest report takes.
    init(capacity: Int) throws(SystemError) {
        let size = ByteRing.size(for: capacity)
        memory = try SharedMemory(byteCount: ReportRing.headerBytes + size, name: "ReportRing")
        // Apart, so that the two processes do not write to one cache line.
        unsafe head = memory.base.bindMemory(to: Word.self, capacity: 1)
        unsafe tail = (memory.base + 64).bindMemory(to: Word.self, capacity: 1)
        departures = unsafe WaitWord(initializing: memory.base + 128)
        ring = unsafe ByteRing(memory.base + ReportRing.headerBytes, capacity: size)
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
    func put(_ header: PoolMessage.ReportHeader, _ body: [UInt8], whenFull: () -> Void) {
        let headerBytes = PoolMessage.ReportHeader.byteCount
        let count = headerBytes + body.count
        let needed = ByteRing.footprint(count)
        precondition(needed <= ring.capacity, "a report larger than its ring")
        let position = unsafe tail.pointee.value.load(ordering: .relaxed)
        while !hasRoom(needed, at: position) {
            let ticket = departures.ticket
            if hasRoom(needed, at: position) { break }
            whenFull()
            _ = departures.sleep(ticket, until: nil)
        }
        ring.setLength(count, at: position)
        unsafe withUnsafeBytes(of: header) { unsafe ring.copy(RawSpan(_unsafeBytes: $0), ofMessageAt: position) }
        unsafe ring.copy(body.span.bytes, to: headerBytes, ofMessageAt: position)
        // Before the worker looks whether the supervisor sleeps.
        unsafe tail.pointee.value.store(position + needed, ordering: .sequentiallyConsistent)
    }

    private func hasRoom(_ needed: UInt64, at position: UInt64) -> Bool {
        unsafe ring.capacity - (position - head.pointee.value.load(ordering: .acquiring)) >= needed
    }

    // MARK: for the supervisor

    var isEmpty: Bool {
        unsafe tail.pointee.value.load(ordering: .sequentiallyConsistent)
            == head.pointee.value.load(ordering: .relaxed)
    }

    /// Takes the oldest report out; nil when there is none.
    ///
    /// - Parameter body: reads it while it is still in the ring, and takes no other meanwhile.
    @inline(__always) func take<R>(_ body: (RingMessage) -> R) -> R? {
        let position = unsafe head.pointee.value.load(ordering: .relaxed)
        if unsafe position == tail.pointee.value.load(ordering: .acquiring) { return nil }
        let message = ring.message(at: position)
        let result = body(message)
        unsafe head.pointee.value.store(position + ByteRing.footprint(message.byteCount), ordering: .releasing)
        departures.announce()
        return result
    }
}
