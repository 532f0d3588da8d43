internal import Platform

/// A worker process of a pool: takes tasks until there will be no more, or until it is due for replacement.
final class PoolWorker {
    let seat: Int
    let work: PoolWork
    let options: PoolOptions
    let tasks: SharedQueue
    let reports: ReportRing
    let ledger: TaskLedger
    let board: WorkerBoard
    let doorbell: Doorbell
    /// Its end of the socket for what is too large for a queue.
    let socket: Int32
    /// Messages in the queue with which the workers have enough to do for a while.
    let plenty: Int
    /// Of the task that stands for its initializer.
    let startTicket: TaskTicket
    private let supervisor = Family.own

    private static let quickNanoseconds: Int64 = 200_000

    init(
        seat: Int, work: PoolWork, options: PoolOptions, tasks: SharedQueue, reports: ReportRing, ledger: TaskLedger,
        board: WorkerBoard, doorbell: Doorbell, socket: Int32, plenty: Int, startTicket: TaskTicket
    ) {
        self.seat = seat
        self.work = work
        self.options = options
        self.tasks = tasks
        self.reports = reports
        self.ledger = ledger
        self.board = board
        self.doorbell = doorbell
        self.socket = socket
        self.plenty = plenty
        self.startTicket = startTicket
    }

    /// The body of the process; returns its exit code.
    func run() -> Int32 {
        // Ctrl-C reaches every process of the terminal; the one with the pool decides what it means.
        Signals.ignore(Signals.interrupt)
        do throws(QueueError) {
            return try start() ? try workOn() : 1
        } catch {
            return 1
        }
    }

    private func start() throws(QueueError) -> Bool {
        board.begin(seat: seat, at: .now)
        guard ledger.claim(startTicket, seat: seat) else { return false }
        do {
            try work.initializer?()
        } catch {
            let place = "\(CurrentProcess.name) (pid \(CurrentProcess.pid))"
            send(.initializerFailed, startTicket, RemoteError(error).passing(place).bytes)
            return false
        }
        let (isOne, handlesSignals) = Family.threads
        if isOne && !handlesSignals { Family.serve(supervisor) }
        ledger.finish(startTicket, seat: seat)
        board.becomeReady(seat: seat)
        send(.ready, startTicket)
        return true
    }

    private func workOn() throws(QueueError) -> Int32 {
        var done = 0
        var waited = Instant.now
        while true {
            let message: [UInt8]
            do throws(QueueError) {
                message = try tasks.get { message in
                    if let ticket = PoolMessage.ticket(message) { ledger.announce(ticket, seat: seat) }
                }
            } catch .closed {
                return 0
            }
            // Before it is claimed: what is claimed is nobody's to take.
            Family.work(true)
            guard let ticket = PoolMessage.ticket(message), ledger.claim(ticket, seat: seat) else {
                Family.work(false)
                continue
            }
            let started = Instant.now
            board.addWait(seat: seat, from: waited, to: started)
            board.begin(seat: seat, at: started)
            unsafe PoolTask.place = PoolTask.Place(board: board, seat: seat, ticket: ticket)
            let count = try perform(ticket, message)
            waited = Instant.now
            board.finish(seat: seat, tasks: count, from: started, to: waited)
            ledger.finish(ticket, seat: seat)
            Family.work(false)
            announce(isQuick: waited.nanoseconds - started.nanoseconds < PoolWorker.quickNanoseconds)
            done += count
            if isDue(done) {
                send(.retiring, ticket)
                return 0
            }
        }
    }

    /// Returns how many items the task had.
    private func perform(_ ticket: TaskTicket, _ message: [UInt8]) throws(QueueError) -> Int {
        let arguments = (message[8] == 1 ? try fetch(ticket) : message).dropFirst(PoolMessage.taskHeaderBytes)
        // The limit is that of one item.
        let onNext: (() -> Void)? =
            options.taskTimeLimit == nil ? nil : { [board, seat] in board.begin(seat: seat, at: .now) }
        let marker = unsafe PoolItemMarker(ledger.offsetWord(seat: seat), onNext: onNext)
        var outcomes = PoolOutcomes()
        let count = work.run(arguments, marker, &outcomes)
        if outcomes.bytes.count <= PoolMessage.largestInline {
            post(outcomes.areValues ? .values : .outcomes, ticket, outcomes.bytes)
        } else {
            do throws(SystemError) {
                let file = try Descriptors.memoryFile("pool results")
                try file.write(outcomes.bytes)
                let socket = MessageSocket(owning: socket)
                try socket.send([1], descriptors: [file.rawValue])
                _ = socket.release()
            } catch {
                throw .system(error)
            }
            post(outcomes.areValues ? .valuesInFile : .outcomesInFile, ticket)
        }
        return count
    }

    /// A task that was too large for the queue.
    private func fetch(_ ticket: TaskTicket) throws(QueueError) -> [UInt8] {
        send(.needsArguments, ticket)
        do throws(SystemError) {
            let socket = MessageSocket(owning: socket)
            let event = try socket.receive()
            _ = socket.release()
            guard case .message(_, let descriptors) = event, let raw = descriptors.first else { Fork.exitNow(1) }
            return try FileDescriptor(owning: raw, path: "pool arguments").contents()
        } catch {
            throw .system(error)
        }
    }

    private func isDue(_ done: Int) -> Bool {
        if let limit = options.tasksPerWorker, done >= limit { return true }
        if let limit = options.workerMemoryLimit, Machine.residentMemory > limit { return true }
        return false
    }

    private func send(_ kind: PoolMessage.Kind, _ ticket: TaskTicket, _ body: [UInt8] = []) {
        post(kind, ticket, body)
        ring()
    }

    private func post(_ kind: PoolMessage.Kind, _ ticket: TaskTicket, _ body: [UInt8] = []) {
        reports.put(PoolMessage.ReportHeader(kind, ticket), body, whenFull: ring)
        Sharers.haveBrought()
    }

    private func ring() { if board.mustRing() { doorbell.ring() } }

    /// Wakes the supervisor for results, except that after a quick task with enough others waiting it may find them
    /// when it looks by itself: so tiny tasks cost no system call each.
    private func announce(isQuick: Bool) { if !isQuick || tasks.roughCount <= plenty { ring() } }
}
