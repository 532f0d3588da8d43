internal import Platform

/// Runs tasks on worker processes that it forks: one loop, in the thread of whoever waits for results.
///
/// The ledger knows which worker holds which task, so that a death costs that task alone; who it hit, what it left
/// behind and what is done about it is in `PoolSupervisor+Deaths`.
final class PoolSupervisor: PoolEngine {
    let options: PoolOptions
    let work: PoolWorker.Work
    let crew: WorkerCrew
    let ledger: TaskLedger
    let board: WorkerBoard
    let tasks: SharedQueue
    let reports: SharedQueue
    var seats: [PoolSeat]
    /// What is with the workers, by the number of its task in the ledger.
    var slots: [PoolSlot?]
    private var freeSlots: [Int]
    /// Slots whose message has yet to be put into the queue.
    var unsent: [Int] = []
    private(set) var jobs: [PoolJob] = []
    var failure: PoolError?
    /// Of workers that were not through with their initializer, since one last was.
    var earlyDeaths = 0
    var counts = PoolProgress()
    var workerCount = 0
    var onEvent: ((String) -> Void)?
    private var isFilling = false
    private(set) var isOver = false
    private var ignoresWindows = false

    private var lastLook = Instant.now
    /// How long to sleep at most while workers may not ring.
    private var glance = PoolSupervisor.firstGlance
    private static let firstGlance = Duration.milliseconds(1)
    private static let lastGlance = Duration.milliseconds(64)

    /// In seconds.
    private static let longestBlindness = 0.01
    private static let queueBytes = 1 << 20
    /// How long workers may take to end when there is nothing left to do.
    private static let patience = Duration.seconds(10)

    init(_ options: PoolOptions, _ work: PoolWorker.Work) throws(PoolError) {
        let count = options.workers ?? Machine.availableProcessors
        if count <= 0 { throw .workerCount(count) }
        self.options = options
        self.work = work
        let slotCount = min(max(options.window.count ?? 64 * count, count), 1 << 16)
        slots = Array(repeating: nil, count: slotCount)
        freeSlots = Array((0..<slotCount).reversed())
        seats = (0..<count).map { _ in PoolSeat() }
        do throws(SystemError) {
            crew = try WorkerCrew(seats: count)
            ledger = try TaskLedger(tasks: slotCount + count, seats: count)
            board = try WorkerBoard(seats: count)
        } catch {
            throw .system(error)
        }
        do {
            tasks = try SharedQueue(capacity: PoolSupervisor.queueBytes)
            reports = try SharedQueue(capacity: PoolSupervisor.queueBytes)
        } catch {
            throw .queue(error)
        }
        for seat in seats.indices { try fork(seat: seat) }
    }

    deinit { crew.killAll() }

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

    func add(_ job: PoolJob) {
        jobs.append(job)
        if let failure { cancelAll(.broken(failure)) } else if isOver { cancelAll(.cancelled) }
    }

    func pump(until deadline: Instant?) throws(PoolError) { _ = try pump(until: deadline, beside: []) }

    /// The same; returns at once when one of `others` is readable, and says which.
    func pump(until deadline: Instant?, beside others: [Int32]) throws(PoolError) -> Set<Int32> {
        if let failure { throw failure }
        let done = counts.done
        try receive()
        try fill()
        if let failure { throw failure }
        board.sleep()
        // Whoever waits for what has just come must get to see it.
        let isBusy = counts.done != done || reports.count > 0 || others.isEmpty && jobs.allSatisfy(\.isDone)
        // Where news never ends, deaths are looked for all the same.
        var ready: Set<Int32> = []
        if !isBusy || !others.isEmpty || Instant.now.seconds(since: lastLook) > PoolSupervisor.longestBlindness {
            do {
                ready = try crew.wait(
                    beside: others,
                    until: isBusy ? lastLook : [deadline, nextLimit, nextGlance].compactMap { $0 }.min())
            } catch {
                throw .system(error)
            }
            lastLook = .now
            glance = reports.count > 0 ? PoolSupervisor.firstGlance : min(glance * 2, PoolSupervisor.lastGlance)
            try receive()
            try bury(ready)
            enforceLimits()
        }
        board.wakeUp()
        for job in jobs where job.isCancelled { revoke(job) }
        jobs.removeAll(where: \.isDone)
        try fill()
        if let failure { throw failure }
        return ready
    }

    func finish(until deadline: Instant?) throws(PoolError) -> Bool {
        ignoresWindows = true
        while !jobs.allSatisfy(\.isDone) {
            if let deadline, deadline <= .now { return false }
            try pump(until: deadline)
        }
        jobs = []
        isOver = true
        try? tasks.close()
        crew.end(within: PoolSupervisor.patience)
        return true
    }

    func terminate() {
        isOver = true
        crew.killAll()
        cancelAll(.cancelled)
    }

    /// See `PoolWorker.plenty`.
    var plenty: Int { max(2 * seats.count, slots.count / 4) }

    private var nextGlance: Instant? { tasks.count >= plenty ? Instant.now.advanced(by: glance) : nil }

    /// The pool cannot go on: everything that is not done fails.
    func breakDown(_ error: PoolError) {
        failure = error
        crew.killAll()
        cancelAll(.broken(error))
    }

    // MARK: out

    /// Gives the workers what fits: in the order of the jobs, as far as their windows and the slots allow.
    private func fill() throws(PoolError) {
        // An input sequence may itself wait for this pool.
        if isFilling || isOver { return }
        isFilling = true
        defer { isFilling = false }
        while let slot = unsent.last, try put(slot) { unsent.removeLast() }
        guard unsent.isEmpty else { return }
        for job in jobs {
            while !freeSlots.isEmpty, unsent.isEmpty, job.hasRoom(ignoringWindow: ignoresWindows) {
                var items: [PoolSlot.Item] = []
                let size = job.chunkSize(itemNanoseconds: itemNanoseconds, options, workers: seats.count)
                while items.count < size, job.hasRoom(ignoringWindow: ignoresWindows) {
                    let (taken, failed) = (job.taken, job.failed)
                    if let (index, bytes) = job.take() { items.append(PoolSlot.Item(index: index, bytes: bytes)) }
                    counts.taken += job.taken - taken
                    counts.failed += job.failed - failed
                    counts.done += job.failed - failed
                }
                if items.isEmpty { continue }
                if isOver || failure != nil {
                    for item in items { deliver(job, item, .failed(.cancelled)) }
                    return
                }
                try open(job, items)
            }
        }
    }

    private func open(_ job: PoolJob, _ items: [PoolSlot.Item]) throws(PoolError) {
        guard let index = freeSlots.popLast(), let ticket = ledger.reopen(index) else { return }
        slots[index] = PoolSlot(job: job, items: items, ticket: ticket)
        if try !put(index) { unsent.append(index) }
    }

    /// Puts a slot's message into the queue; false when there is no room.
    private func put(_ index: Int) throws(PoolError) -> Bool {
        guard let slot = slots[index] else { return true }
        let size = slot.items.reduce(0) { $0 + $1.bytes.count + 8 }
        let isInFile = size > PoolMessage.largestInline
        let message = PoolMessage.task(slot.ticket, isInFile: isInFile, isInFile ? [] : slot.arguments)
        do throws(QueueError) {
            try tasks.put(message, timeout: .zero)
        } catch .timedOut {
            return false
        } catch {
            throw .queue(error)
        }
        return true
    }

    // MARK: in

    /// Takes in all that workers have sent.
    func receive() throws(PoolError) {
        while true {
            let bytes: [UInt8]
            do throws(QueueError) {
                bytes = try reports.get(timeout: .zero)
            } catch .timedOut {
                return
            } catch {
                throw .queue(error)
            }
            if let report = PoolMessage.report(bytes) { try take(report) }
        }
    }

    private func take(_ report: PoolMessage.Report) throws(PoolError) {
        let seat = report.seat
        switch report.kind {
        case .ready:
            ledger.commit(slots.count + seat)
            seats[seat].hasStarted = true
            earlyDeaths = 0
        case .initializerFailed: breakDown(.initializerFailed(RemoteError(bytes: report.body)))
        case .retiring: seats[seat].isRetiring = true
        case .results: complete(report.ticket, PoolMessage.outcomes(report.body))
        case .resultsInFile:
            guard let file = try seats[seat].receiveFile() else { return }
            complete(report.ticket, PoolMessage.outcomes(file[...]))
        case .needsArguments:
            let task = Int(report.ticket.task)
            guard let slot = slots[task], slot.ticket == report.ticket else { return }
            try seats[seat].send(slot.arguments)
        }
    }

    private(set) var itemNanoseconds = 0.0
    private var measuredTasks = 0

    /// Looks now and then how long items take.
    private func measure() {
        measuredTasks += 1
        if measuredTasks < 64 && measuredTasks % 8 != 0 || measuredTasks >= 64 && measuredTasks % 64 != 0 { return }
        let (nanoseconds, items) = board.worked
        if items > 0 { itemNanoseconds = max(1, Double(nanoseconds) / Double(items)) }
    }

    private func complete(_ ticket: TaskTicket, _ outcomes: [ProcessOutcome]) {
        let task = Int(ticket.task)
        guard let slot = slots[task], slot.ticket == ticket, outcomes.count == slot.items.count else { return }
        for (item, outcome) in zip(slot.items, outcomes) {
            switch outcome {
            case .returned(let bytes): deliver(slot.job, item, .returned(bytes))
            case .threw(let error): deliver(slot.job, item, .failed(.threw(error)))
            }
        }
        close(task)
        measure()
    }

    func deliver(_ job: PoolJob, _ item: PoolSlot.Item, _ outcome: PoolJob.Outcome) {
        counts.done += 1
        if case .failed = outcome { counts.failed += 1 }
        job.deliver(item.index, outcome, argumentBytes: item.bytes.count)
    }

    /// The slot's items all have their outcomes.
    func close(_ task: Int) {
        ledger.commit(task)
        slots[task] = nil
        freeSlots.append(task)
    }

    /// Takes back what no worker has begun.
    private func revoke(_ job: PoolJob) {
        for task in slots.indices {
            guard let slot = slots[task], slot.job === job, ledger.reopen(task) != nil else { continue }
            for item in slot.items { deliver(job, item, .failed(.cancelled)) }
            unsent.removeAll { $0 == task }
            close(task)
        }
    }

    private func cancelAll(_ failure: TaskError.Failure) {
        for task in slots.indices {
            guard let slot = slots[task] else { continue }
            slots[task] = nil
            for item in slot.items { deliver(slot.job, item, .failed(failure)) }
        }
        unsent = []
        for job in jobs { job.cancel(because: failure) }
        jobs = []
    }
}
