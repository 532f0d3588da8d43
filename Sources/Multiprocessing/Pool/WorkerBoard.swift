internal import Platform
internal import Synchronization

/// What the workers of a pool tell of themselves, in shared memory: each seat's words are written by the worker in it,
/// and by the supervisor before it forks one. All times are in nanoseconds.
@safe final class WorkerBoard: @unchecked Sendable {
    struct Seat: ~Copyable {
        /// When the supervisor forked the worker.
        let forked = Atomic<Int64>(0)
        /// When it was through with its initializer; 0 before.
        let ready = Atomic<Int64>(0)
        /// When it began what it is at, the initializer or a task; 0 while it waits.
        let started = Atomic<Int64>(0)
        let waiting = Atomic<Int64>(0)
        let working = Atomic<Int64>(0)
        let tasks = Atomic<Int64>(0)
        /// The ticket of the last task that nobody waits for any more while the worker is at it. The supervisor's.
        let cancelled = Atomic<UInt64>(0)
    }

    private struct Header: ~Copyable {
        let isSupervisorAsleep = Atomic<Bool>(false)
    }

    private let seatCount: Int
    private let memory: SharedMemory
    // SAFETY: the start of `memory`, which this object keeps; `seatCount` seats follow it.
    private let header: UnsafeMutablePointer<Header>
    private static let seatBytes = 64

    init(seats: Int) throws(SystemError) {
        seatCount = seats
        memory = try SharedMemory(byteCount: (seats + 1) * WorkerBoard.seatBytes, name: "WorkerBoard")
        unsafe header = memory.base.bindMemory(to: Header.self, capacity: 1)
        unsafe header.initialize(to: Header())
        for index in 0..<seats { unsafe pointer(index).initialize(to: Seat()) }
    }

    private func pointer(_ index: Int) -> UnsafeMutablePointer<Seat> {
        unsafe (memory.base + (index + 1) * WorkerBoard.seatBytes).assumingMemoryBound(to: Seat.self)
    }

    /// Before a new worker gets the seat.
    func reset(seat index: Int) {
        unsafe pointer(index).initialize(to: Seat())
        unsafe pointer(index).pointee.forked.store(Instant.now.nanoseconds, ordering: .relaxed)
    }

    func isReady(seat index: Int) -> Bool { unsafe pointer(index).pointee.ready.load(ordering: .relaxed) != 0 }

    /// When the worker began what it is at; nil while it waits.
    func started(seat index: Int) -> Instant? {
        let time = unsafe pointer(index).pointee.started.load(ordering: .relaxed)
        return time == 0 ? nil : Instant(nanoseconds: time)
    }

    func forked(seat index: Int) -> Instant {
        Instant(nanoseconds: unsafe pointer(index).pointee.forked.load(ordering: .relaxed))
    }

    /// Nobody waits any more for what the worker is at.
    func cancel(_ ticket: TaskTicket, seat index: Int) {
        unsafe pointer(index).pointee.cancelled.store(ticket.packed, ordering: .relaxed)
    }

    // MARK: for the worker in a seat

    func isCancelled(_ ticket: TaskTicket, seat index: Int) -> Bool {
        unsafe pointer(index).pointee.cancelled.load(ordering: .relaxed) == ticket.packed
    }

    func begin(seat index: Int, at time: Instant) {
        unsafe pointer(index).pointee.started.store(time.nanoseconds, ordering: .relaxed)
    }

    func becomeReady(seat index: Int) {
        unsafe pointer(index).pointee.ready.store(Instant.now.nanoseconds, ordering: .relaxed)
        unsafe pointer(index).pointee.started.store(0, ordering: .relaxed)
    }

    func addWait(seat index: Int, from start: Instant, to end: Instant) {
        unsafe _ = pointer(index).pointee.waiting.wrappingAdd(end.nanoseconds - start.nanoseconds, ordering: .relaxed)
    }

    func finish(seat index: Int, tasks: Int, from start: Instant, to end: Instant) {
        unsafe pointer(index).pointee.started.store(0, ordering: .relaxed)
        unsafe _ = pointer(index).pointee.working.wrappingAdd(end.nanoseconds - start.nanoseconds, ordering: .relaxed)
        unsafe _ = pointer(index).pointee.tasks.wrappingAdd(Int64(tasks), ordering: .relaxed)
    }

    // MARK: waking the supervisor

    /// The supervisor says that it goes to sleep; it looks once more for news after that.
    func sleep() { unsafe header.pointee.isSupervisorAsleep.store(true, ordering: .sequentiallyConsistent) }

    func wakeUp() { unsafe header.pointee.isSupervisorAsleep.store(false, ordering: .sequentiallyConsistent) }

    /// Whether whoever has news must ring; true for the first to ask.
    func mustRing() -> Bool {
        unsafe header.pointee.isSupervisorAsleep.load(ordering: .sequentiallyConsistent)
            && header.pointee.isSupervisorAsleep.exchange(false, ordering: .sequentiallyConsistent)
    }

    // MARK: reports

    /// Of the workers there are now.
    var worked: (nanoseconds: Int64, items: Int64) {
        var (nanoseconds, items): (Int64, Int64) = (0, 0)
        for index in 0..<seatCount {
            nanoseconds += unsafe pointer(index).pointee.working.load(ordering: .relaxed)
            items += unsafe pointer(index).pointee.tasks.load(ordering: .relaxed)
        }
        return (nanoseconds, items)
    }

    func insight(seat index: Int, worker: Int, pid: Int32) -> WorkerInsight {
        func load(_ path: (borrowing Seat) -> Int64) -> Int64 { unsafe path(pointer(index).pointee) }
        let forked = load { $0.forked.load(ordering: .relaxed) }
        let ready = load { $0.ready.load(ordering: .relaxed) }
        return WorkerInsight(
            worker: worker, pid: pid, startUp: .nanoseconds(max(0, ready - forked)),
            waiting: .nanoseconds(load { $0.waiting.load(ordering: .relaxed) }),
            working: .nanoseconds(load { $0.working.load(ordering: .relaxed) }),
            tasks: Int(load { $0.tasks.load(ordering: .relaxed) }))
    }
}

/// Where a worker's time went.
public struct WorkerInsight: Sendable, Equatable, Codable {
    /// Counts the pool's workers: a replacement has a number of its own.
    public let worker: Int
    public let pid: Int32
    /// From its fork until its initializer was through; zero while it is not.
    public let startUp: Duration
    /// For tasks; what it waits now is not in it.
    public let waiting: Duration
    /// On tasks that are done.
    public let working: Duration
    /// That are done.
    public let tasks: Int
}
