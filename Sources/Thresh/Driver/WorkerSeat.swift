internal import Multiprocessing
internal import Platform

/// What a worker process has of the driver's: the queues, the ledger, and its place in it.
struct WorkerSeat {
    let index: Int
    /// Counts the job's workers: a replacement has the seat of the dead, but a number of its own.
    let worker: Int
    let tasks: SharedQueue
    let completions: SharedQueue
    let ledger: TaskLedger
    let doorbell: Doorbell
    let trace: TaskTrace
    /// Receives the messages instead of the queue: for a worker that is the driver itself.
    var deliver: ((WorkerMessage) throws -> Void)?
    /// Whether it is a process that another engine has started, whose messages go to people.
    var isPlaced = false

    /// Whether this is the driver itself, which runs one task after another and has no second attempts.
    var isInline: Bool { deliver != nil && !isPlaced }

    enum Next {
        case task(TaskTicket)
        /// Nothing is waiting at the moment.
        case none
        /// There will be no more.
        case end
    }

    /// The next task, now this worker's. Blocks unless `waits` is false.
    func next(waits: Bool) throws(ThreshError) -> Next {
        while true {
            do throws(QueueError) {
                let message = try tasks.get(timeout: waits ? nil : .zero) { message in
                    if let ticket = TaskTicket(message: message) { ledger.announce(ticket, seat: index) }
                }
                guard let ticket = TaskTicket(message: message) else { continue }
                if ledger.claim(ticket, seat: index) {
                    CurrentTask.begin(ticket)
                    return .task(ticket)
                }
            } catch {
                switch error {
                case .closed: return .end
                case .timedOut: return .none
                default: throw ThreshError(.software, "\(error)")
                }
            }
        }
    }

    func send(_ message: WorkerMessage) throws {
        if let deliver { return try deliver(message) }
        do {
            try completions.put(message.bytes)
        } catch {
            throw ThreshError(.software, "\(error)")
        }
        doorbell.ring()
    }

    /// The body of a worker process: does `work`, and reports what it throws. Its exit code says nothing of tasks.
    func run(_ work: () throws -> Void) -> Int32 {
        // Ctrl-C reaches every process of the terminal; the driver alone decides what it means.
        Signals.ignore(Signals.interrupt)
        Signals.ignore(Signals.hangUp)
        Signals.ignoreFileSizeLimit()
        unsafe CurrentTask.trace = trace
        do {
            try work()
            return 0
        } catch let error as RetryableError {
            try? send(.gaveUp(seat: index, error.description))
            return 1
        } catch {
            try? send(.failed(error as? ThreshError ?? describe(error)))
            return 1
        }
    }

    /// An error that a job's own code threw.
    private func describe(_ error: any Error) -> ThreshError { ThreshError(.badData, "the job failed: \(error)") }
}
