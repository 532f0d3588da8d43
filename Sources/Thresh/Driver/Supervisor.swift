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
    private let traces: TaskTraces
    private let badRecords: BadRecords?
    private var watch: StallWatch
    /// The numbers of the workers in the seats.
    private var workers: [Int]
    /// What waits for room in the queue, or for who holds its lock.
    private var unqueued: [TaskTicket] = []
    private let group = ControlGroup()
    /// Of each task that was lost with a worker, which attempt it is at now.
    private var attempts: [UInt32: UInt32] = [:]
    /// Why the workers at these seats are about to end.
    private var reasons: [Int: String] = [:]
    /// What the workers at these seats did, or did not, so that they are killed.
    private var overdue: [Int: String] = [:]
    private var idleDeaths = 0
    private(set) var deathCount = 0
    private var forked: Int
    private(set) var committed = 0

    private static let ticketBytes = 16
    private static let tick = Duration.milliseconds(200)
    /// How long workers may take to end when there is nothing left to do.
    private static let patience = Duration.seconds(10)

    /// - Parameter firstWorker: the number of the first worker; numbers name files and are not used twice in a job.
    /// - Parameter badRecords: of a map stage.
    init(
        _ stage: Stage, plan: JobPlan, firstWorker: Int, badRecords: BadRecords?, interrupts: Interrupts,
        events: JobEvents
    ) throws(ThreshError) {
        self.badRecords = badRecords
        self.stage = stage
        self.plan = plan
        self.interrupts = interrupts
        self.events = events
        forked = firstWorker
        let seats = max(1, min(plan.workers, stage.taskCount))
        watch = StallWatch(seats: seats, timeout: plan.taskTimeout)
        workers = Array(repeating: 0, count: seats)
        do {
            traces = try TaskTraces(seats: seats)
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
            try enqueueRest()
            lookForStalled()
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
            if case .bad(let ticket, let found) = message, ledger.isRunning(ticket) {
                try badRecords?.add(thrown: found, ticket)
            }
            // What a worker sent whose tasks were given to others meanwhile must not count beside theirs.
            guard message.tickets.allSatisfy({ ledger.isFinished($0) }) else { continue }
            try onMessage(message)
            for ticket in message.tickets where ledger.commit(Int(ticket.task)) { committed += 1 }
        }
    }

    private func next() -> [UInt8]? { try? completions.get(timeout: .zero) }

    private func enqueue(_ ticket: TaskTicket) throws(ThreshError) {
        do {
            try tasks.put(ticket.message, timeout: .zero)
        } catch {
            // A worker may have been stopped while it held the lock.
            guard case .timedOut = error else { throw ThreshError(.software, "\(error)") }
            unqueued.append(ticket)
        }
    }

    private func enqueueRest() throws(ThreshError) {
        if unqueued.isEmpty { return }
        let tickets = unqueued
        unqueued = []
        for ticket in tickets { try enqueue(ticket) }
    }

    /// Tells of workers that are stopped, and ends those that make no progress.
    private func lookForStalled() {
        let step = watch.step(now: .now)
        for seat in crew.seats {
            guard let pid = crew.pid(seat: seat) else { continue }
            let position = ledger.position(seat: seat)
            let signs = StallWatch.Signs(pid: pid, position: position, beats: traces[seat].beatCount)
            let finding = watch.look(seat: seat, signs, step: step, isWaiting: traces[seat].isWaiting) {
                ProcessLife.isStopped(pid)
            }
            guard let finding else { continue }
            let place = position.map { " in \(stage.name.rawValue) task \($0.task) at \(stage.place($0))" } ?? ""
            let idle = HumanUnits.duration(seconds: watch.idle(seat: seat))
            switch finding {
            case .stopped:
                events.event(
                    """
                    \(stage.name.rawValue) worker \(workers[seat]) (pid \(pid)) is stopped\(place), and the job waits for \
                    it; continue it with kill -CONT \(pid)\(plan.taskTimeout == nil ? ", or give --task-timeout" : "")
                    """)
            case .overdue(let isStopped):
                overdue[seat] = isStopped ? "was stopped for \(idle)" : "made no progress for \(idle)"
                crew.send(Signals.terminate, seat: seat)
            case .deaf:
                crew.send(Signals.kill, seat: seat)
            }
        }
    }

    // MARK: workers

    private func fork(seat index: Int) throws(ThreshError) {
        let seat = WorkerSeat(
            index: index, worker: forked, tasks: tasks, completions: completions, ledger: ledger,
            doorbell: crew.doorbell, trace: traces[index])
        traces[index].reset()
        workers[index] = forked
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
        let death = WorkerDeath(
            certificate: certificate, position: position, item: traces[index].item,
            reason: reasons.removeValue(forKey: index), overdue: overdue.removeValue(forKey: index),
            words: WorkerSeat.lastWords(
                ofWorker: workers[index], in: plan.workDirectory, aborted: certificate.status.isAbort),
            outOfMemoryKills: group.outOfMemoryKills)
        let tickets = ledger.releaseAll(seat: index)
        if committed == stage.taskCount { return }
        deathCount += 1
        // What it ran, and what it had finished but not handed over; but not a ticket that it had not even claimed.
        let lost = tickets.filter { $0.attempt > attempts[$0.task, default: 1] }
        for ticket in lost { attempts[ticket.task] = ticket.attempt }
        if let badRecords, badRecords.isEnabled, let item = death.item, let position, death.isOfRecord,
            let ticket = lost.first(where: { Int($0.task) == position.task })
        {
            try badRecords.add(
                crash: BadRecord(item, part: position.part, reason: death.fault),
                TaskTicket(task: ticket.task, attempt: ticket.attempt - 1))
        }
        if let worst = lost.max(by: { failures(of: $0) < failures(of: $1) }) {
            let text = death.text(lost: worst, stage, plan)
            if failures(of: worst) >= plan.maxAttempts {
                let times = plan.maxAttempts == 1 ? "once" : "\(plan.maxAttempts) times"
                throw ThreshError(
                    .software,
                    """
                    \(stage.name.rawValue) task \(worst.task) failed \(times), at last because \(text); \
                    \(death.advice(plan, stage.name))
                    """)
            }
            let again = lost.count == 1 ? "task \(worst.task) is run again" : "\(lost.count) tasks are run again"
            events.event("\(text); \(again)")
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

    /// How often a task has failed: without attempts that found bad records, which are left out from now on.
    private func failures(of next: TaskTicket) -> Int {
        Int(next.attempt - 1 - (badRecords?.excusedAttempts(of: next.task) ?? 0))
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
