package import Platform
internal import Synchronization

/// Who holds which task, in shared memory: after a worker's death it is known, not guessed.
///
/// A task is a word with its state, its attempt and its worker, and every step is one compare-and-exchange of that
/// word. So a ticket that is in the queue twice, or that outlived its attempt, is harmless: only one claim succeeds.
///
///     waiting ──claim──▶ running ──finish──▶ finished ──commit──▶ committed
///        ▲                 │ worker died       │ worker died
///        └──── requeue ────┴───────────────────┘        (attempt + 1)
///
/// Workers claim and finish; only the driver requeues and commits.
@safe public final class TaskLedger: @unchecked Sendable {
    public enum State: UInt64, Sendable {
        case waiting, running
        /// Done by its worker, but what it produced is not handed over yet, and would be lost with the worker.
        case finished
        case committed
    }

    public struct Entry: Sendable, Equatable {
        public let state: State
        public let attempt: UInt32
        /// The seat of the worker that runs or finished it; meaningless while waiting.
        public let seat: Int
    }

    /// What a worker is doing, published for the driver: each word is written by that worker alone.
    private struct Seat: ~Copyable {
        /// The ticket it is about to take out of the queue, or took last.
        let claiming = Atomic<UInt64>(0)
        /// One more than the task it works on; 0 when idle.
        let task = Atomic<UInt64>(0)
        /// Which file of the task, and the byte offset in it.
        let part = Atomic<UInt64>(0)
        let offset = Atomic<UInt64>(0)
        /// Bytes of input done since the job began.
        let progress = Atomic<UInt64>(0)
    }

    public let taskCount: Int
    public let seatCount: Int
    private let memory: SharedMemory
    // SAFETY: both lie in `memory`, which this object keeps: `seatCount` seats, then `taskCount` words.
    private let tasks: UnsafeMutablePointer<Atomic<UInt64>>
    private let seats: UnsafeMutableRawPointer

    private static let seatBytes = 64

    /// - Parameters:
    ///   - taskCount: the tasks are numbered from 0.
    ///   - seatCount: who can hold tasks: each process has a seat of its own, numbered from 0.
    public convenience init(taskCount: Int, seatCount: Int) throws(SyncError) {
        do { try self.init(tasks: taskCount, seats: seatCount) } catch { throw .system(error) }
    }

    package init(tasks taskCount: Int, seats seatCount: Int) throws(SystemError) {
        self.taskCount = taskCount
        self.seatCount = seatCount
        memory = try SharedMemory(byteCount: seatCount * TaskLedger.seatBytes + taskCount * 8, name: "TaskLedger")
        unsafe seats = memory.base
        unsafe tasks = (memory.base + seatCount * TaskLedger.seatBytes).bindMemory(
            to: Atomic<UInt64>.self, capacity: taskCount)
        for index in 0..<taskCount {
            unsafe (tasks + index).initialize(to: Atomic(TaskLedger.pack(Entry(state: .waiting, attempt: 1, seat: 0))))
        }
        for index in 0..<seatCount { unsafe seat(index).initialize(to: Seat()) }
    }

    public func entry(_ task: Int) -> Entry { TaskLedger.unpack(unsafe tasks[task].load(ordering: .acquiring)) }

    // MARK: for the worker in a seat

    /// Notes which ticket this worker is about to take, before it leaves the queue.
    public func announce(_ ticket: TaskTicket, seat index: Int) {
        unsafe seat(index).pointee.claiming.store(ticket.packed, ordering: .sequentiallyConsistent)
    }

    /// Makes the task this worker's; false when the ticket is stale and must be dropped.
    public func claim(_ ticket: TaskTicket, seat index: Int) -> Bool {
        let waiting = Entry(state: .waiting, attempt: ticket.attempt, seat: 0)
        let running = Entry(state: .running, attempt: ticket.attempt, seat: index)
        guard change(Int(ticket.task), from: waiting, to: running) else { return false }
        // Where it was in its last task says nothing of this one.
        unsafe seat(index).pointee.part.store(0, ordering: .relaxed)
        unsafe seat(index).pointee.offset.store(0, ordering: .relaxed)
        unsafe seat(index).pointee.task.store(UInt64(ticket.task) + 1, ordering: .releasing)
        return true
    }

    public func finish(_ ticket: TaskTicket, seat index: Int) {
        let running = Entry(state: .running, attempt: ticket.attempt, seat: index)
        _ = change(Int(ticket.task), from: running, to: Entry(state: .finished, attempt: ticket.attempt, seat: index))
        unsafe seat(index).pointee.task.store(0, ordering: .releasing)
    }

    /// Says where in its task a worker is.
    public func publish(part: Int, seat index: Int) {
        unsafe seat(index).pointee.part.store(UInt64(part), ordering: .relaxed)
    }

    /// The word that a worker keeps its byte offset in, for stores without a call.
    public func offsetWord(seat index: Int) -> UnsafeMutablePointer<UInt64> {
        unsafe UnsafeMutableRawPointer(seat(index)).advanced(by: 24).assumingMemoryBound(to: UInt64.self)
    }

    public func addProgress(_ bytes: UInt64, seat index: Int) {
        unsafe _ = seat(index).pointee.progress.wrappingAdd(bytes, ordering: .relaxed)
    }

    // MARK: for the driver

    public struct Position: Sendable, Equatable {
        public let task: Int
        public let part: Int
        public let offset: UInt64

        public init(task: Int, part: Int, offset: UInt64) {
            self.task = task
            self.part = part
            self.offset = offset
        }
    }

    /// Where the worker in a seat is, or was when it died; nil when it had no task.
    public func position(seat index: Int) -> Position? {
        let task = unsafe seat(index).pointee.task.load(ordering: .acquiring)
        if task == 0 { return nil }
        return Position(
            task: Int(task) - 1, part: Int(unsafe seat(index).pointee.part.load(ordering: .relaxed)),
            offset: unsafe seat(index).pointee.offset.load(ordering: .relaxed))
    }

    public var progress: UInt64 {
        (0..<seatCount).reduce(0) { unsafe $0 + seat($1).pointee.progress.load(ordering: .relaxed) }
    }

    /// Whether a worker has done this attempt, and it is still the one that counts: not once it was committed, or
    /// given back after the worker's death.
    public func isFinished(_ ticket: TaskTicket) -> Bool {
        let now = entry(Int(ticket.task))
        return now.state == .finished && now.attempt == ticket.attempt
    }

    /// Whether the worker in a seat is about to take this ticket, or took it last.
    func isClaiming(_ ticket: TaskTicket, seat index: Int) -> Bool {
        unsafe seat(index).pointee.claiming.load(ordering: .sequentiallyConsistent) == ticket.packed
    }

    /// Whether a worker runs this attempt.
    package func isRunning(_ ticket: TaskTicket) -> Bool {
        let now = entry(Int(ticket.task))
        return now.state == .running && now.attempt == ticket.attempt
    }

    /// The task's output is in the driver's hands. False when it was already.
    @discardableResult
    public func commit(_ task: Int) -> Bool {
        while true {
            let now = entry(task)
            if now.state == .committed { return false }
            // Its worker may finish it at this moment.
            if change(task, from: now, to: Entry(state: .committed, attempt: now.attempt, seat: now.seat)) {
                return true
            }
        }
    }

    /// Makes the place of a task that is waiting or committed that of a new one, and returns its ticket. Tickets of the
    /// old one are worth nothing.
    public func reopen(_ task: Int) -> TaskTicket? {
        let now = entry(task)
        guard now.state == .waiting || now.state == .committed else { return nil }
        let next = TaskTicket(task: UInt32(task), attempt: now.attempt == .max ? 1 : now.attempt + 1)
        return change(task, from: now, to: Entry(state: .waiting, attempt: next.attempt, seat: 0)) ? next : nil
    }

    /// After the worker in a seat died, and all that it sent was read: gives back what it held, and returns the tickets
    /// to put into the queue again, each with a new attempt number.
    public func releaseAll(seat index: Int) -> [TaskTicket] {
        var tickets: [TaskTicket] = []
        for task in 0..<taskCount {
            let now = entry(task)
            guard now.seat == index, now.state == .running || now.state == .finished else { continue }
            let next = TaskTicket(task: UInt32(task), attempt: now.attempt + 1)
            if change(task, from: now, to: Entry(state: .waiting, attempt: next.attempt, seat: 0)) {
                tickets.append(next)
            }
        }
        // Killed between the queue and the claim: the ticket may be lost. A second copy does no harm.
        let claiming = unsafe seat(index).pointee.claiming.load(ordering: .sequentiallyConsistent)
        if claiming != 0 {
            let ticket = TaskTicket(packed: claiming)
            let now = entry(Int(ticket.task))
            if now.state == .waiting, now.attempt == ticket.attempt { tickets.append(ticket) }
        }
        unsafe seat(index).pointee.claiming.store(0, ordering: .relaxed)
        unsafe seat(index).pointee.task.store(0, ordering: .relaxed)
        return tickets
    }

    // MARK: words

    private func seat(_ index: Int) -> UnsafeMutablePointer<Seat> {
        precondition(index >= 0 && index < seatCount)
        return unsafe (seats + index * TaskLedger.seatBytes).assumingMemoryBound(to: Seat.self)
    }

    private func change(_ task: Int, from old: Entry, to new: Entry) -> Bool {
        precondition(task >= 0 && task < taskCount)
        return unsafe tasks[task].compareExchange(
            expected: TaskLedger.pack(old), desired: TaskLedger.pack(new), ordering: .acquiringAndReleasing
        ).exchanged
    }

    private static func pack(_ entry: Entry) -> UInt64 {
        entry.state.rawValue << 56 | UInt64(entry.seat & 0xFF_FFFF) << 32 | UInt64(entry.attempt)
    }

    private static func unpack(_ word: UInt64) -> Entry {
        Entry(
            state: State(rawValue: word >> 56) ?? .waiting, attempt: UInt32(truncatingIfNeeded: word),
            seat: Int(word >> 32 & 0xFF_FFFF))
    }
}
