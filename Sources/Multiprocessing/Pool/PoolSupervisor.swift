internal import Platform

/// Runs tasks on worker processes that it forks: one loop, in the thread of whoever waits for results.
///
/// The ledger knows which worker holds which task, so that a death costs that task alone; who it hit, what it left
/// behind and what is done about it is in `PoolSupervisor+Deaths`.
final class PoolSupervisor: PoolEngine {
    let packs: Bool
    let options: PoolOptions
    let work: PoolWork
    let crew: WorkerCrew
    let ledger: TaskLedger
    let board: WorkerBoard
    let tasks: SharedQueue
    /// One for each seat.
    let reports: [ReportRing]
    var seats: [PoolSeat]
    /// What is with the workers, by the number of its task in the ledger.
    var slots: [PoolSlot?]
    var freeSlots: [Int]
    /// Slots whose message has yet to be put into the queue.
    var unsent: [Int] = []
    var jobs: [PoolJob] = []
    var failure: PoolError?
    /// Of workers that were not through with their initializer, since one last was.
    var earlyDeaths = 0
    var counts = PoolProgress()
    var workerCount = 0
    var onEvent: ((String) -> Void)?
    private let owner = Fork.currentPid
    private lazy var givenWork = GivenWork { [unowned self] in slots.indices.contains(where: isUnderWay) }
    var isFilling = false
    var isOver = false
    var ignoresWindows = false

    /// What an item has taken so far on average; 0 while that is not known.
    var itemNanoseconds = 0.0
    var measuredTasks = 0

    private var lastLook = Instant.now
    /// Since when nothing came of the workers, as far as this process has slept meanwhile.
    private var quietSince: Instant?
    /// How long to sleep at most while workers may not ring.
    private var glance = PoolSupervisor.firstGlance
    private static let firstGlance = Duration.milliseconds(1)
    private static let lastGlance = Duration.milliseconds(64)

    /// In seconds.
    private static let longestBlindness = 0.01
    private static let queueBytes = 1 << 20
    private static let leastReportBytes = 2 * PoolMessage.largestInline
    /// How long workers may take to end when there is nothing left to do.
    private static let patience = Duration.seconds(10)

    /// - Parameter packs: what `work` expects of arguments, and gives as results.
    init(_ options: PoolOptions, _ work: PoolWork, packs: Bool) throws(PoolError) {
        try options.check()
        let count = options.workers ?? Machine.availableProcessors
        self.options = options
        self.packs = packs
        self.work = work
        let slotCount = min(max(options.window.count ?? 256 * count, count), 1 << 16)
        slots = Array(repeating: nil, count: slotCount)
        freeSlots = Array((0..<slotCount).reversed())
        seats = (0..<count).map { _ in PoolSeat() }
        do throws(SystemError) {
            crew = try WorkerCrew(seats: count)
            ledger = try TaskLedger(tasks: slotCount + count, seats: count)
            board = try WorkerBoard(seats: count)
            let bytes = max(PoolSupervisor.leastReportBytes, PoolSupervisor.queueBytes / count)
            var reports: [ReportRing] = []
            for _ in 0..<count { reports.append(try ReportRing(capacity: bytes)) }
            self.reports = reports
        } catch {
            throw .system(error)
        }
        do {
            tasks = try SharedQueue(capacity: PoolSupervisor.queueBytes)
        } catch {
            throw .queue(error)
        }
        for seat in seats.indices { try fork(seat: seat) }
    }

    deinit {
        crew.killAll()
    }

    var progress: PoolProgress {
        var progress = counts
        progress.workers = crew.aliveCount
        return progress
    }

    var insight: [WorkerInsight] {
        crew.seats.compactMap { seat in
            crew.pid(seat: seat).map { board.insight(seat: seat, worker: seats[seat].worker, pid: $0) }
        }
    }

    func checkOwner() throws(PoolError) { if Fork.currentPid != owner { throw .notParent(name: options.name) } }

    func add(_ job: PoolJob) {
        jobs.append(job)
        if let failure { cancelAll(.broken(failure)) } else if isOver { cancelAll(.cancelled) }
    }

    func pump(until deadline: Instant?) throws(PoolError) { _ = try pump(until: deadline, beside: []) }

    /// The same; returns at once when one of `others` is readable, and says which.
    func pump(until deadline: Instant?, beside others: [Int32]) throws(PoolError) -> Set<Int32> {
        try checkOwner()
        if let failure { throw failure }
        let done = counts.done
        try receive()
        try fill()
        if let failure { throw failure }
        board.sleep()
        // Whoever waits for what has just come must get to see it.
        let isBusy = counts.done != done || hasReports || others.isEmpty && jobs.allSatisfy(\.isDone)
        // Where news never ends, deaths are looked for all the same.
        var ready: Set<Int32> = []
        if !isBusy || !others.isEmpty || Instant.now.seconds(since: lastLook) > PoolSupervisor.longestBlindness {
            do {
                ready =
                    isBusy
                    ? try crew.wait(beside: others, until: lastLook) : try rest(beside: others, until: deadline)
            } catch {
                throw .system(error)
            }
            lastLook = .now
            glance = hasReports ? PoolSupervisor.firstGlance : min(glance * 2, PoolSupervisor.lastGlance)
            try receive()
            try bury(ready)
            enforceLimits()
        }
        board.wakeUp()
        for job in jobs where job.isCancelled { revoke(job) }
        let ended = jobs.filter(\.isDone)
        jobs.removeAll(where: \.isDone)
        try fill()
        tellOfWork()
        // Last, since they may use the pool.
        for job in ended { job.callBack() }
        if let failure { throw failure }
        return ready
    }

    /// Sleeps until there may be news. One that has slept long, without a time limit, lets others know what it waits for.
    private func rest(beside others: [Int32], until deadline: Instant?) throws(SystemError) -> Set<Int32> {
        let begun = Instant.now
        let isForever = deadline == nil && others.isEmpty && !options.hasTimeLimits
        let next = isForever ? begun.advanced(by: Watcher.suspicion) : deadline
        let isQuiet = quietSince.map { $0.advanced(by: Watcher.suspicion) <= begun } ?? false
        let isTold = isForever && isQuiet && tellOfWait()
        defer { if isTold { Sharers.endWait() } }
        let ready = try crew.wait(beside: others, until: [next, nextLimit, nextGlance].compactMap { $0 }.min())
        quietSince = ready.isEmpty && !hasReports ? quietSince ?? begun : nil
        return ready
    }

    /// Says that this process can do nothing before one of its workers does; false when one has done something.
    private func tellOfWait() -> Bool {
        guard Family.threads.isOne else { return false }
        // What a worker's end leads to is done when it is buried; others must not seem to have ended just now.
        for child in ChildRegistry.shared.all where !crew.has(child) { _ = try? child.poll() }
        _ = GivenWork.review()
        // What could be sent by now, a worker may take.
        if !unsent.isEmpty && tasks.count == 0 { return false }
        return Sharers.waitForWorkers { hasReports }
    }

    func finish(until deadline: Instant?) throws(PoolError) -> Bool {
        try checkOwner()
        ignoresWindows = true
        while !jobs.allSatisfy(\.isDone) {
            if let deadline, deadline <= .now { return false }
            try pump(until: deadline)
        }
        jobs = []
        isOver = true
        try? tasks.close()
        crew.end(within: PoolSupervisor.patience)
        tellOfWork()
        return true
    }

    func terminate() {
        if Fork.currentPid != owner { return }
        isOver = true
        crew.killAll()
        tellOfWork()
        cancelAll(.cancelled)
    }

    /// Before a task is given to the workers, and after what came of all was taken in.
    func tellOfWork() { givenWork.tell(freeSlots.count < slots.count && !isOver && failure == nil) }

    /// Whether a worker that lives may take the task; one that has it says so itself.
    private func isUnderWay(task: Int) -> Bool {
        guard let slot = slots[task] else { return false }
        let entry = ledger.entry(task)
        switch entry.state {
        case .running, .finished, .committed: return false
        case .waiting:
            // Who takes a ticket out of the queue has named it before.
            return tasks.count > 0 && crew.seats.contains(where: crew.isAlive)
                || crew.seats.contains { crew.isAlive(seat: $0) && ledger.isClaiming(slot.ticket, seat: $0) }
        }
    }

    /// See `PoolWorker.plenty`.
    var plenty: Int { max(2 * seats.count, min(24 * seats.count, slots.count / 4)) }

    private var nextGlance: Instant? { tasks.count >= plenty ? Instant.now.advanced(by: glance) : nil }

    /// The pool cannot go on: everything that is not done fails.
    func breakDown(_ error: PoolError) {
        failure = error
        crew.killAll()
        tellOfWork()
        cancelAll(.broken(error))
    }

    /// Takes back what no worker has begun, and tells those that have.
    private func revoke(_ job: PoolJob) {
        for task in slots.indices {
            guard let slot = slots[task], slot.job === job else { continue }
            guard ledger.reopen(task) != nil else {
                let entry = ledger.entry(task)
                if entry.state == .running { board.cancel(slot.ticket, seat: entry.seat) }
                continue
            }
            fail(job, slot.chunk, .cancelled)
            unsent.removeAll { $0 == task }
            close(task)
        }
    }

    private func cancelAll(_ failure: TaskError.Failure) {
        for task in slots.indices {
            guard let slot = slots[task] else { continue }
            slots[task] = nil
            fail(slot.job, slot.chunk, failure)
        }
        unsent = []
        let ended = jobs
        jobs = []
        for job in ended { job.cancel(because: failure) }
        for job in ended { job.callBack() }
    }
}
