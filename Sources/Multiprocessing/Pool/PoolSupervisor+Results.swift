extension PoolSupervisor {
    var hasReports: Bool { reports.contains { !$0.isEmpty } }

    /// Takes in all that workers have sent.
    func receive() throws(PoolError) {
        for seat in reports.indices {
            while let report = reports[seat].take(copied) {
                if let report { try take(report.header, report.body, seat: seat) }
            }
        }
    }

    /// Values go to where they stay from the ring itself; of any other report, what is to be done is done once it is out of
    /// the ring, since that may come back here.
    private func copied(_ message: RingMessage) -> (header: PoolMessage.ReportHeader, body: [UInt8])? {
        guard message.byteCount >= PoolMessage.ReportHeader.byteCount else { return nil }
        let header = PoolMessage.ReportHeader(message)
        let body = message.dropFirst(PoolMessage.ReportHeader.byteCount)
        if header.kind != .values { return (header, body.bytes) }
        complete(header.ticket, values: body)
        return nil
    }

    private func take(_ header: PoolMessage.ReportHeader, _ body: [UInt8], seat: Int) throws(PoolError) {
        guard let kind = header.kind else { return }
        switch kind {
        case .ready:
            ledger.commit(slots.count + seat)
            seats[seat].hasStarted = true
            earlyDeaths = 0
        case .initializerFailed: breakDown(.initializerFailed(RemoteError(bytes: body[...])))
        case .retiring: seats[seat].isRetiring = true
        case .outcomes: complete(header.ticket, PoolMessage.outcomes(body[...]))
        // Taken in already.
        case .values: break
        case .outcomesInFile:
            guard let file = try seats[seat].receiveFile() else { return }
            complete(header.ticket, PoolMessage.outcomes(file[...]))
        case .valuesInFile:
            guard let file = try seats[seat].receiveFile() else { return }
            unsafe file.withUnsafeBytes { unsafe complete(header.ticket, values: RingMessage($0)) }
        case .needsArguments:
            let task = Int(header.ticket.task)
            guard let slot = slots[task], slot.ticket == header.ticket else { return }
            try seats[seat].send(slot.chunk.message)
        }
    }

    /// Looks now and then how long items take.
    private func measure() {
        measuredTasks += 1
        if measuredTasks < 64 && measuredTasks % 8 != 0 || measuredTasks >= 64 && measuredTasks % 64 != 0 { return }
        let (nanoseconds, items) = board.worked
        if items > 0 { itemNanoseconds = max(1, Double(nanoseconds) / Double(items)) }
    }

    private func complete(_ ticket: TaskTicket, _ outcomes: [ProcessOutcome]) {
        let task = Int(ticket.task)
        guard let slot = slots[task], slot.ticket == ticket, outcomes.count == slot.chunk.count else { return }
        var argumentBytes = slot.chunk.payloadBytes
        for (place, outcome) in outcomes.enumerated() {
            let outcome: PoolJob.Outcome =
                switch outcome {
                case .returned(let bytes): .returned(bytes)
                case .threw(let error): .failed(.threw(error))
                }
            deliver(slot.job, slot.chunk.index(at: place), outcome, argumentBytes: argumentBytes)
            argumentBytes = 0
        }
        close(task)
        measure()
    }

    private func complete(_ ticket: TaskTicket, values: RingMessage) {
        let task = Int(ticket.task)
        // Taken out, not copied: each reference that a copy keeps is counted.
        guard slots[task]?.ticket == ticket, let slot = slots[task].take() else { return }
        counts.done += slot.chunk.count
        slot.job.deliver(slot.chunk, values: values)
        close(task)
        measure()
    }

    func deliver(_ job: PoolJob, _ index: Int, _ outcome: PoolJob.Outcome, argumentBytes: Int) {
        counts.done += 1
        if case .failed = outcome { counts.failed += 1 }
        job.deliver(index, outcome, argumentBytes: argumentBytes)
    }

    /// All items of a chunk fail.
    func fail(_ job: PoolJob, _ chunk: PoolChunk, _ failure: TaskError.Failure) {
        for place in 0..<chunk.count {
            // What they held of the window, the first gives back for all.
            deliver(
                job, chunk.index(at: place), .failed(failure), argumentBytes: place == 0 ? chunk.payloadBytes : 0)
        }
    }

    /// The slot's items all have their outcomes.
    func close(_ task: Int) {
        ledger.commit(task)
        slots[task] = nil
        freeSlots.append(task)
    }
}
