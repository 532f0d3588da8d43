internal import Platform
internal import Synchronization

/// Who takes part in something, in shared memory: a slot for each thread, which holds the slot's robust mutex for as
/// long as it takes part. So the kernel itself tells whether a participant still lives: no pid is ever asked, which
/// might belong to another process by now, or to a zombie.
///
/// `enter`, `free` and stores to another's slot are for whoever holds the mutex of the structure that the table is
/// part of. Reading is for anyone at any time.
@safe struct ParticipantTable {
    /// Padded to a cache line.
    struct Slot: ~Copyable {
        /// 0 when free; the rest is the structure's own. A futex word.
        let state = Atomic<UInt32>(0)
        let process = Atomic<Int32>(0)
        let thread = Atomic<Int32>(0)
        /// Written before `state` gives it a meaning.
        let value = Atomic<UInt64>(0)
    }

    let capacity: Int
    /// One more than the highest slot that was ever used.
    private let used: UnsafeMutablePointer<Atomic<Int>>
    /// Slots whose memory is there and whose mutexes are made; always a few more than are used.
    private let ready: UnsafeMutablePointer<Atomic<Int>>
    private let slots: UnsafeMutableRawPointer

    /// Threads that can take part where nobody says how many: more than a machine usually has processes. Only those that
    /// do take memory.
    static let most = 1 << 15
    /// Slots that are made ready together: a page of them.
    static let step = 32

    private static let slotBytes = 64
    private static var stride: Int { RobustMutex.byteCount + slotBytes }

    static func byteCount(capacity: Int) -> Int { 64 + capacity * stride }
    static func capacity(byteCount: Int) -> Int { (byteCount - 64) / stride }

    /// REQUIRES: `storage` is zeroed shared memory of `byteCount` bytes, aligned to 64, of which those for the first `step`
    /// participants have pages, and the others are reserved.
    init(initializing storage: UnsafeMutableRawPointer, capacity: Int) {
        self.capacity = capacity
        unsafe used = storage.bindMemory(to: Atomic<Int>.self, capacity: 2)
        unsafe ready = used + 1
        unsafe used.initialize(to: Atomic(0))
        unsafe ready.initialize(to: Atomic(0))
        unsafe slots = storage + 64
    }

    /// Makes slots ready up to `index`. Whoever is killed in it has done nothing that counts.
    private func prepare(_ index: Int) throws(SystemError) {
        let first = unsafe ready.pointee.load(ordering: .acquiring)
        if index < first { return }
        let last = min(capacity, index + ParticipantTable.step)
        try unsafe SharedMemory.populate(
            slots + first * ParticipantTable.stride, byteCount: (last - first) * ParticipantTable.stride)
        for index in first..<last {
            let start = unsafe slots + index * ParticipantTable.stride
            _ = try unsafe RobustMutex(initializing: start)
            let slot = unsafe (start + RobustMutex.byteCount).bindMemory(to: Slot.self, capacity: 1)
            unsafe slot.initialize(to: Slot())
        }
        unsafe ready.pointee.store(last, ordering: .releasing)
    }

    /// The slots that have been used so far.
    var indices: Range<Int> { 0..<(unsafe used.pointee.load(ordering: .acquiring)) }

    /// Takes a free slot for this thread; nil when there is none.
    func enter(state: UInt32, value: UInt64 = 0) throws(SystemError) -> Int? {
        for index in 0..<capacity {
            try prepare(index)
            if self.state(index) != 0 { continue }
            // Busy: its last participant is on its way out.
            if try mutex(index).tryLock() == .busy { continue }
            if index >= indices.upperBound { unsafe used.pointee.store(index + 1, ordering: .releasing) }
            unsafe slot(index).pointee.process.store(Identity.processID, ordering: .relaxed)
            unsafe slot(index).pointee.thread.store(Identity.threadID, ordering: .relaxed)
            setValue(index, value)
            setState(index, state)
            return index
        }
        return nil
    }

    /// Gives this thread's slot back.
    func leave(_ index: Int) {
        setState(index, 0)
        try? mutex(index).unlock()
    }

    func state(_ index: Int) -> UInt32 { unsafe slot(index).pointee.state.load(ordering: .acquiring) }
    func setState(_ index: Int, _ state: UInt32) { unsafe slot(index).pointee.state.store(state, ordering: .releasing) }
    func value(_ index: Int) -> UInt64 { unsafe slot(index).pointee.value.load(ordering: .acquiring) }
    func setValue(_ index: Int, _ value: UInt64) { unsafe slot(index).pointee.value.store(value, ordering: .releasing) }
    func process(_ index: Int) -> Int32 { unsafe slot(index).pointee.process.load(ordering: .relaxed) }

    /// Whether the slot is in use by a thread that has ended.
    func isDead(_ index: Int) -> Bool { state(index) != 0 && mutex(index).isAbandoned }

    var hasDead: Bool { indices.contains(where: isDead) }

    /// This thread's slot, if it has one.
    var own: Int? {
        let thread = Identity.threadID
        return indices.first { index in
            unsafe slot(index).pointee.thread.load(ordering: .relaxed) == thread && state(index) != 0 && isOwn(index)
        }
    }

    /// Whether this thread holds the slot. False in a process forked from the one that does.
    func isOwn(_ index: Int) -> Bool { mutex(index).isHeldByThisThread }

    /// Whether a living thread of this process holds a slot.
    var isInUseByThisProcess: Bool {
        indices.contains { index in
            guard state(index) != 0, !isDead(index), process(index) == Identity.processID else { return false }
            return mutex(index).owner != nil
        }
    }

    /// Slots of threads that have ended, at this moment.
    var dead: [Int] { indices.filter(isDead) }

    /// Whether every slot is in use.
    var isFull: Bool { indices.count == capacity && indices.allSatisfy { state($0) != 0 } }

    /// Frees slots that were `dead` when their owner was last looked at: not those of threads that have ended since,
    /// which nobody would hear of then.
    func free(_ slots: [Int]) { for slot in slots { setState(slot, 0) } }

    /// Sleeps while the slot's state is `state`. May return early.
    func sleep(_ index: Int, while state: UInt32, until deadline: Instant) {
        unsafe _ = Futex.wait(stateWord(index), while: state, until: deadline)
    }

    /// Wakes the thread that sleeps on its state.
    func wake(_ index: Int) { unsafe Futex.wakeAll(stateWord(index)) }

    private func stateWord(_ index: Int) -> UnsafeMutablePointer<Atomic<UInt32>> {
        // SAFETY: `state` is the first field of `Slot`.
        unsafe UnsafeMutableRawPointer(slot(index)).assumingMemoryBound(to: Atomic<UInt32>.self)
    }

    private func mutex(_ index: Int) -> RobustMutex {
        // SAFETY: initialised in `init`, and mapped as long as the structure.
        unsafe RobustMutex(at: slots + index * ParticipantTable.stride)
    }

    private func slot(_ index: Int) -> UnsafeMutablePointer<Slot> {
        precondition(index >= 0 && index < capacity)
        // SAFETY: within the table.
        return unsafe (slots + index * ParticipantTable.stride + RobustMutex.byteCount).assumingMemoryBound(
            to: Slot.self)
    }
}
