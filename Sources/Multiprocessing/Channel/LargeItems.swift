internal import Platform
internal import Synchronization

/// Where a queue keeps the items that have no room in its ring: a second ring, of memory that is only an address until an
/// item is put there, and again after it was taken out. In the queue's own ring such an item is a reference.
///
/// Everything here is for whoever holds the queue's mutex, and all of it but the bytes can be told from the references: so
/// it is made right again after a kill, by `repair`. The memory goes with the queue's last process.
@safe struct LargeItems {
    private struct State: ~Copyable {
        /// Before it nothing is in use; it has no pages before `freed`.
        let head = Atomic<UInt64>(0)
        let tail = Atomic<UInt64>(0)
        /// Behind it nothing has pages. Beyond `tail` only while an item is put in.
        let claimed = Atomic<UInt64>(0)
        let freed = Atomic<UInt64>(0)
    }

    /// A reference to an item, as it is in the queue's ring: its position here and its size, 8 bytes each.
    struct Reference {
        let position: UInt64
        let byteCount: Int

        static let byteCount = 16

        init(position: UInt64, byteCount: Int) {
            self.position = position
            self.byteCount = byteCount
        }

        /// - Parameter offset: how many bytes of the message come before it.
        init(_ message: RingMessage, after offset: Int = 0) {
            let words = message.bytes.dropFirst(offset)
            func word(_ index: Int) -> UInt64 {
                words.dropFirst(8 * index).prefix(8).reversed().reduce(0) { $0 << 8 | UInt64($1) }
            }
            self.init(position: word(0), byteCount: Int(word(1)))
        }

        var bytes: [UInt8] {
            [position, UInt64(byteCount)].flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) }
            }
        }

        /// Behind its last byte.
        var end: UInt64 { position + LargeItems.footprint(byteCount) }
    }

    private let memory: SharedMemory
    // SAFETY: both lie in `memory`, which this object keeps and frees.
    private let state: UnsafeMutablePointer<State>
    private let base: UnsafeMutableRawPointer
    private let ring: ByteRing
    /// The largest item; 0 where this process has no addresses left.
    let largest: Int

    /// Of all queues of a process together, some thousands have room.
    private static let mostBytes = 1 << 35
    private static let stateBytes = SharedMemory.pageBytes

    /// The largest `limit` that a queue can promise to hold: its ring has room for a reference to each item.
    private static let mostPromised = 1 << 22

    static func check(_ limit: Int?) throws(SystemError) {
        if let limit, limit > mostPromised {
            throw .noRoom("for a limit of \(limit) items, \(mostPromised) at most; without one, as many as fit")
        }
    }

    init(name: String) throws(SystemError) {
        memory = try SharedMemory(
            byteCount: LargeItems.stateBytes, reserving: LargeItems.stateBytes + LargeItems.mostBytes, name: name)
        unsafe state = memory.base.bindMemory(to: State.self, capacity: 1)
        unsafe state.initialize(to: State())
        unsafe base = memory.base + LargeItems.stateBytes
        let room = memory.byteCount - LargeItems.stateBytes
        ring = unsafe ByteRing(base, capacity: room == 0 ? 0 : 1 << (Int.bitWidth - 1 - room.leadingZeroBitCount))
        largest = max(0, Int(ring.capacity) - 2 * SharedMemory.pageBytes)
    }

    var isEmpty: Bool {
        unsafe state.pointee.head.load(ordering: .relaxed) == state.pointee.tail.load(ordering: .relaxed)
    }

    /// Copies an item in; nil when there is no room for it. It is there once `commit` was called, after the store that
    /// puts its reference into the queue.
    func insert(_ bytes: RawSpan) throws(SystemError) -> Reference? {
        let tail = unsafe state.pointee.tail.load(ordering: .relaxed)
        let reference = Reference(position: tail, byteCount: bytes.byteCount)
        let head = unsafe state.pointee.head.load(ordering: .relaxed)
        guard reference.end - head <= ring.capacity else { return nil }
        unsafe state.pointee.claimed.store(reference.end, ordering: .releasing)
        do throws(SystemError) {
            try unsafe forEachPart(tail..<reference.end) { (start, count) throws(SystemError) in
                try unsafe SharedMemory.populate(start, byteCount: count)
            }
        } catch {
            discard(tail..<reference.end)
            unsafe state.pointee.claimed.store(tail, ordering: .releasing)
            throw error
        }
        ring.setLength(bytes.byteCount, at: tail)
        ring.copy(bytes, ofMessageAt: tail)
        return reference
    }

    func commit(_ reference: Reference) { unsafe state.pointee.tail.store(reference.end, ordering: .releasing) }

    func message(_ reference: Reference) -> RingMessage { ring.message(at: reference.position) }

    /// Gives up all before `end`, of which no reference is in the queue any more.
    func free(upTo end: UInt64) {
        unsafe state.pointee.head.store(end, ordering: .releasing)
        let freed = unsafe state.pointee.freed.load(ordering: .relaxed)
        if freed < end { discard(freed..<end) }
        unsafe state.pointee.freed.store(end, ordering: .releasing)
    }

    /// After a process died with the mutex.
    ///
    /// - Parameter references: the first and the last in the queue; nil when there is none.
    func repair(_ references: (first: Reference, last: Reference)?) {
        let claimed = unsafe state.pointee.claimed.load(ordering: .relaxed)
        let before = unsafe state.pointee.tail.load(ordering: .relaxed)
        let tail = references?.last.end ?? before
        unsafe state.pointee.tail.store(tail, ordering: .releasing)
        if tail < claimed { discard(tail..<claimed) }
        unsafe state.pointee.claimed.store(tail, ordering: .releasing)
        free(upTo: references?.first.position ?? tail)
    }

    /// Whole pages, so that they can be given back.
    private static func footprint(_ byteCount: Int) -> UInt64 {
        let page = UInt64(SharedMemory.pageBytes)
        return (UInt64(byteCount) + ByteRing.lengthBytes + page - 1) / page * page
    }

    private func discard(_ range: Range<UInt64>) {
        unsafe forEachPart(range) { start, count in unsafe SharedMemory.discard(start, byteCount: count) }
    }

    /// The one or two pieces of memory behind a range of positions.
    private func forEachPart<E: Error>(
        _ range: Range<UInt64>, _ body: (UnsafeMutableRawPointer, Int) throws(E) -> Void
    ) throws(E) {
        let index = range.lowerBound & (ring.capacity - 1)
        let first = min(UInt64(range.count), ring.capacity - index)
        try unsafe body(base + Int(index), Int(first))
        if first < UInt64(range.count) { try unsafe body(base, range.count - Int(first)) }
    }
}
