internal import Platform

/// What processes change one at a time, all in one mapping: a robust mutex, the words of a state, words to wait on, the
/// table of who takes part, and bytes for whatever else there is.
@safe struct Monitor<State: ~Copyable> {
    // SAFETY: `state` and `bytes` lie in `memory`, whose parts `init` lays out; it is unmapped with the last copy of this.
    /// Changed with the mutex held.
    let state: UnsafeMutablePointer<State>
    let participants: ParticipantTable
    /// Zeroed, and aligned to 64.
    let bytes: UnsafeMutableRawPointer
    /// Who could do what others wait for.
    let sharers = Sharers()
    /// Who has an end of each kind.
    let rosters: [Roster]
    private let memory: SharedMemory
    private let mutex: RobustMutex
    private let words: [WaitWord]

    /// - Parameters:
    ///   - words: how many words there are to wait on.
    ///   - capacity: how many threads can take part; only those that have done so take memory.
    ///   - rosters: how many kinds of ends there are.
    init(
        _ state: consuming State, words wordCount: Int = 1, participants capacity: Int, rosters rosterCount: Int = 0,
        byteCount: Int = 0, name: String
    ) throws(SystemError) {
        // In the cache line of the mutex as far as it fits: whoever gets that has both.
        let alignment = MemoryLayout<State>.alignment
        let stateAt = (RobustMutex.size + alignment - 1) / alignment * alignment
        let wordsAt = (stateAt + MemoryLayout<State>.size + 63) / 64 * 64
        let rostersAt = wordsAt + wordCount * WaitWord.byteCount
        let bytesAt = rostersAt + rosterCount * Roster.byteCount
        // Last, since it grows.
        let tableAt = bytesAt + (byteCount + 63) / 64 * 64
        memory = try SharedMemory(
            byteCount: tableAt + ParticipantTable.byteCount(capacity: min(capacity, ParticipantTable.step)),
            reserving: tableAt + ParticipantTable.byteCount(capacity: capacity), name: name)
        let base = unsafe memory.base
        mutex = try unsafe RobustMutex(initializing: base)
        participants = unsafe ParticipantTable(
            initializing: base + tableAt,
            capacity: min(capacity, ParticipantTable.capacity(byteCount: memory.byteCount - tableAt)))
        unsafe self.state = (base + stateAt).bindMemory(to: State.self, capacity: 1)
        unsafe self.state.initialize(to: state)
        words = (0..<wordCount).map { unsafe WaitWord(initializing: base + wordsAt + $0 * WaitWord.byteCount) }
        rosters = (0..<rosterCount).map { unsafe Roster(initializing: base + rostersAt + $0 * Roster.byteCount) }
        unsafe bytes = base + bytesAt
    }

    /// A place to wait for news of one kind.
    func word(_ index: Int = 0) -> WaitWord { words[index] }

    func lock(until deadline: Instant? = nil) throws(SystemError) -> RobustMutex.Outcome {
        try mutex.lock(until: deadline)
    }

    func unlock() { try? mutex.unlock() }

    /// Leaves the memory where it is until the process ends.
    func keepMapped() { unsafe _ = Unmanaged.passRetained(memory) }

    /// Whether a thread ended holding the mutex, and nobody has locked it since.
    var isAbandoned: Bool { mutex.isAbandoned }
}
