internal import Platform

extension PoolSupervisor {
    /// Deaths in a row of workers at their initializers, per seat, after which the pool gives up.
    private static let mostEarlyDeaths = 3

    /// Puts a new worker into an empty seat.
    func fork(seat index: Int) throws(PoolError) {
        let number = workerCount
        workerCount += 1
        let theirs = try seats[index].renew(worker: number)
        defer { Fork.closeDescriptor(theirs) }
        guard let ticket = ledger.reopen(slots.count + index) else { return }
        board.reset(seat: index)
        reports[index].reset()
        let worker = PoolWorker(
            seat: index, work: work, options: options, tasks: tasks, reports: reports[index], ledger: ledger,
            board: board,
            doorbell: crew.doorbell, socket: theirs, plenty: plenty, startTicket: ticket)
        let ours = seats.map(\.rawSocket).filter { $0 >= 0 }
        do {
            try crew.fork(seat: index, name: "\(options.name) worker \(number)", limits: options.limits) {
                for socket in ours { Fork.closeDescriptor(socket) }
                Descriptors.emptyStandardInput()
                return worker.run()
            }
        } catch {
            throw .process(error)
        }
    }

    func bury(_ ready: Set<Int32>) throws(PoolError) {
        for (seat, certificate) in crew.takeDead(ready) { try bury(seat: seat, certificate) }
    }

    private func bury(seat index: Int, _ certificate: DeathCertificate) throws(PoolError) {
        // What it sent before it died counts.
        try receive()
        if failure != nil { return }
        let seat = seats[index]
        let position = ledger.position(seat: index)
        let held = position.flatMap { ledger.entry($0.task) }
        let wasRunning = held.map { $0.state == .running && $0.seat == index } == true
        let tickets = ledger.releaseAll(seat: index)
        if seat.isRetiring {
            counts.retired += 1
        } else {
            counts.deaths += 1
            if let position, wasRunning, position.task < slots.count {
                blame(position, seat, certificate)
            } else if seat.ending == nil || !seat.hasStarted {
                endure(certificate, hasStarted: seat.hasStarted)
                if failure != nil { return }
            }
        }
        for ticket in tickets where Int(ticket.task) < slots.count { requeue(ticket) }
        do {
            try fork(seat: index)
        } catch {
            // With other workers left, the pool goes on with those.
            if crew.aliveCount == 0 { breakDown(error) }
        }
    }

    /// A worker without a task died.
    private func endure(_ certificate: DeathCertificate, hasStarted: Bool) {
        var certificate = certificate
        if !hasStarted {
            certificate.task = "its initializer"
            earlyDeaths += 1
        }
        onEvent?("\(certificate); it is replaced")
        if earlyDeaths >= PoolSupervisor.mostEarlyDeaths * seats.count { breakDown(.workersKeepDying(certificate)) }
    }

    /// A worker died at a task: decides what becomes of the item that it was at.
    private func blame(_ position: TaskLedger.Position, _ seat: PoolSeat, _ certificate: DeathCertificate) {
        guard var slot = slots[position.task] else { return }
        let place = min(Int(position.offset), slot.chunk.count - 1)
        guard place >= 0 else { return }
        if let ending = seat.ending, board.started(seat: seats.firstIndex { $0 === seat } ?? 0) != ending.begun {
            // It was told to end because of the task before this one.
            return
        }
        let index = slot.chunk.index(at: place)
        let deaths = slot.chunk.addDeath(at: place)
        var certificate = certificate
        certificate.task = "task \(index)"
        let outcome: TaskError.Failure
        if seat.ending != nil, let limit = options.taskTimeLimit {
            outcome = .timedOut(after: limit, certificate)
        } else if case .retry(let times) = options.onDeath, deaths <= times {
            onEvent?("\(certificate); it is tried again")
            slots[position.task] = slot
            return
        } else {
            outcome = .died(certificate, times: deaths)
        }
        onEvent?("\(certificate)")
        let argumentBytes = slot.chunk.remove(at: place)
        slots[position.task] = slot
        deliver(slot.job, index, .failed(outcome), argumentBytes: argumentBytes)
        if options.onDeath == .failJob { slot.job.cancel() }
    }

    /// Hands out again what a dead worker held, without the items that have their outcome.
    private func requeue(_ ticket: TaskTicket) {
        let task = Int(ticket.task)
        guard let slot = slots[task] else { return }
        if slot.job.isCancelled {
            fail(slot.job, slot.chunk, .cancelled)
            return close(task)
        }
        if slot.chunk.isEmpty { return close(task) }
        slots[task]?.ticket = ticket
        if !unsent.contains(task) { unsent.append(task) }
    }

    // MARK: time limits

    /// When the next worker may be over its limit.
    var nextLimit: Instant? {
        if options.taskTimeLimit == nil && options.startTimeLimit == nil { return nil }
        return crew.seats.compactMap { index -> Instant? in
            if crew.isEmpty(seat: index) { return nil }
            if let ending = seats[index].ending {
                return ending.isKilled ? nil : ending.since.advanced(by: options.grace)
            }
            guard let limit = limit(seat: index) else { return nil }
            return (board.started(seat: index) ?? .now).advanced(by: limit)
        }.min()
    }

    private func limit(seat index: Int) -> Duration? {
        seats[index].hasStarted || board.isReady(seat: index) ? options.taskTimeLimit : options.startTimeLimit
    }

    /// Ends workers that are over their limit.
    func enforceLimits() {
        if options.taskTimeLimit == nil && options.startTimeLimit == nil { return }
        let now = Instant.now
        for index in crew.seats where !crew.isEmpty(seat: index) {
            let seat = seats[index]
            if let ending = seat.ending {
                if !ending.isKilled, ending.since.advanced(by: options.grace) <= now {
                    seat.ending = (ending.since, ending.begun, true)
                    crew.send(Signals.kill, seat: index)
                }
            } else if let limit = limit(seat: index), let begun = board.started(seat: index),
                begun.advanced(by: limit) <= now
            {
                seat.ending = (now, begun, false)
                crew.send(Signals.terminate, seat: index)
            }
        }
    }
}
