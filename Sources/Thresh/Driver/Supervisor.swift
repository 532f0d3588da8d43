internal import Multiprocessing
internal import Platform

/// Runs the tasks of one stage on worker processes: forks them, waits in one loop for what they send and for their
/// deaths, and gives the tasks of the dead to replacements.
///
/// When `run` returns or throws, no worker is left.
final class Supervisor {
    struct Stage {
        let name: JobProgress.Stage
        let taskCount: Int
        /// Bytes that it goes through, for progress.
        let byteCount: UInt64
        /// In which order tasks are begun, where it is not that of their numbers.
        let order: [Int]?
        /// The body of a worker.
        let work: (WorkerSeat) throws -> Void
        /// Where in the input a worker is, for messages.
        let place: (TaskLedger.Position) -> String
    }

    private let stage: Stage
    private let plan: JobPlan
    private let interrupts: Interrupts
    private let events: JobEvents
    private let ledger: TaskLedger
    private let tasks: SharedQueue
    private let completions: SharedQueue
    private let crew: WorkerCrew
    /// Of each task that was lost with a worker, which attempt it is at now.
    private var attempts: [UInt32: UInt32] = [:]
    /// Why the workers at these seats are about to end.
    private var reasons: [Int: String] = [:]
    private var idleDeaths = 0
    private(set) var deathCount = 0
    private var forked: Int
    private(set) var committed = 0

    private static let ticketBytes = 16
    private static let tick = Duration.milliseconds(200)
    /// How long workers may take to end when there is nothing left to do.
    private static let patience = Duration.seconds(10)

    /// - Parameter firstWorker: the number of the first worker; numbers name files and are not used twice in a job.
    init(_ stage: Stage, plan: JobPlan, firstWorker: Int, interrupts: Interrupts, events: JobEvents) throws(ThreshError)
    {
        self.stage = stage
        self.plan = plan
        self.interrupts = interrupts
        self.events = events
        forked = firstWorker
        let seats = max(1, min(plan.workers, stage.taskCount))
        do {
            ledger = try TaskLedger(tasks: stage.taskCount, seats: seats)
            // A task is in the queue once, and once more for each death.
            tasks = try SharedQueue(capacity: Supervisor.queueBytes(tasks: stage.taskCount))
            completions = try SharedQueue(capacity: 1 << 20)
            crew = try WorkerCrew(seats: seats)
        } catch {
            throw ThreshError(.inputOutput, "cannot share memory between processes: \(error)")
        }
    }

    /// A queue of this size holds every ticket twice.
    static func queueBytes(tasks: Int) -> Int { (2 * tasks + 64) * ticketBytes }

    /// The number that the next worker would get.
    var nextWorker: Int { forked }

    /// Blocks until every task is committed. `onMessage` receives what workers have done: every task once.
    func run(_ onMessage: (WorkerMessage) throws -> Void) throws {
        if stage.taskCount == 0 { return }
        defer { crew.killAll() }
        for task in stage.order ?? Array(0..<stage.taskCount) {
            try enqueue(TaskTicket(task: UInt32(task), attempt: 1))
        }
        for index in crew.seats { try fork(seat: index) }
        let started = Instant.now
        var nextReport = started
        while committed < stage.taskCount {
            let ready: Set<Int32>
            do {
                ready = try crew.wait(
                    beside: interrupts.descriptors, until: Instant.now.advanced(by: Supervisor.tick))
            } catch {
                throw ThreshError(error)
            }
            try interrupts.check("with \(committed) of \(stage.taskCount) \(stage.name.rawValue) tasks done")
            try receive(onMessage)
            for (seat, certificate) in crew.takeDead(ready) { try bury(seat: seat, certificate, onMessage) }
            if nextReport <= Instant.now {
                nextReport = Instant.now.advanced(by: Supervisor.tick)
                events.progress(progress(since: started))
            }
        }
        events.progress(progress(since: started))
        endWorkers()
    }

    // MARK: messages

    private func receive(_ onMessage: (WorkerMessage) throws -> Void) throws {
        while let bytes = next() {
            guard let message = WorkerMessage(bytes: bytes) else { continue }
            if case .failed(let error) = message { throw error }
            if case .gaveUp(let seat, let reason) = message { reasons[seat] = reason }
            // What a worker sent whose tasks were given to others meanwhile must not count beside theirs.
            guard message.tickets.allSatisfy({ ledger.isFinished($0) }) else { continue }
            try onMessage(message)
            for ticket in message.tickets where ledger.commit(Int(ticket.task)) { committed += 1 }
        }
    }

    private func next() -> [UInt8]? { try? completions.get(timeout: .zero) }

    private func enqueue(_ ticket: TaskTicket) throws(ThreshError) {
        do { try tasks.put(ticket.message) } catch { throw ThreshError(.software, "\(error)") }
    }

    // MARK: workers

    private func fork(seat index: Int) throws(ThreshError) {
        let seat = WorkerSeat(
            index: index, worker: forked, tasks: tasks, completions: completions, ledger: ledger,
            doorbell: crew.doorbell)
        forked += 1
        do {
            try crew.fork(seat: index, name: "\(stage.name.rawValue) worker \(seat.worker)") {
                seat.run { try stage.work(seat) }
            }
        } catch {
            throw ThreshError(.software, "cannot start a worker: \(error)")
        }
    }

    /// A worker has died before there was nothing left to do.
    private func bury(
        seat index: Int, _ certificate: DeathCertificate, _ onMessage: (WorkerMessage) throws -> Void
    ) throws {
        // What it sent before it died counts.
        try receive(onMessage)
        let position = ledger.position(seat: index)
        let tickets = ledger.releaseAll(seat: index)
        let reason = reasons.removeValue(forKey: index)
        if committed == stage.taskCount { return }
        deathCount += 1
        // What it ran, and what it had finished but not handed over; but not a ticket that it had not even claimed.
        let lost = tickets.filter { $0.attempt > attempts[$0.task, default: 1] }
        for ticket in lost { attempts[ticket.task] = ticket.attempt }
        if let worst = lost.max(by: { $0.attempt < $1.attempt }) {
            let death = reason ?? "\(certificate), \(circumstances(position, worst))"
            if worst.attempt > plan.maxAttempts {
                let times = plan.maxAttempts == 1 ? "once" : "\(plan.maxAttempts) times"
                throw ThreshError(
                    .software,
                    """
                    \(stage.name.rawValue) task \(worst.task) failed \(times), at last because \(death); \
                    look at the input there, or raise --max-attempts
                    """)
            }
            let again = lost.count == 1 ? "task \(worst.task) is run again" : "\(lost.count) tasks are run again"
            events.event("\(death); \(again)")
        } else {
            idleDeaths += 1
            if idleDeaths > plan.maxAttempts * crew.seats.count {
                throw ThreshError(
                    .software, "workers keep dying before they have a task, at last because \(certificate)")
            }
            events.event("\(certificate); it is replaced")
        }
        for ticket in tickets { try enqueue(ticket) }
        try fork(seat: index)
    }

    private func circumstances(_ position: TaskLedger.Position?, _ lost: TaskTicket) -> String {
        if let position { return "at \(stage.place(position))" }
        let start = TaskLedger.Position(task: Int(lost.task), part: 0, offset: 0)
        return "before it handed over task \(lost.task), which begins in \(stage.place(start))"
    }

    /// Lets workers leave by themselves: they have nothing left to do.
    private func endWorkers() {
        try? tasks.close()
        crew.end(within: Supervisor.patience)
    }

    // MARK: reports

    private func progress(since started: Instant) -> JobProgress {
        let byTasks = Double(stage.byteCount) * Double(committed) / Double(stage.taskCount)
        let done = stage.name == .map ? min(ledger.progress, stage.byteCount) : UInt64(byTasks)
        let elapsed = Duration.nanoseconds(Instant.now.nanoseconds - started.nanoseconds)
        return JobProgress(
            stage: stage.name, done: done, total: stage.byteCount, workers: crew.aliveCount,
            elapsed: elapsed)
    }
}
