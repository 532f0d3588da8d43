internal import Multiprocessing
internal import Platform

/// A reducer process: takes partitions, merges their runs, and writes a part file for each.
struct ReduceWorker {
    let seat: WorkerSeat
    let plan: JobPlan
    let runs: [String]
    /// Where part files are written.
    let directory: String
    let makeFold: () -> (any ValueFolding)?
    let reduce: JobRuntime.Reduce

    func run() throws {
        var sequence = 0
        while case .task(let ticket) = try seat.next(waits: true) {
            #if FaultPoints
                FaultPoint.pass("reduce.task")
            #endif
            let partition = Int(ticket.task)
            let passes = MergePasses(
                partition: partition, fanIn: plan.memory.fanIn, level: plan.compressionLevel,
                blockBytes: plan.memory.blockBytes
            ) {
                sequence += 1
                return plan.workDirectory + "/" + WorkFiles.mergedRun(worker: seat.worker, sequence: sequence)
            }
            let path = directory + "/" + WorkFiles.partAttempt(partition: partition, worker: seat.worker)
            var part = try PartWriter(path: path, top: plan.top)
            let space = SpillSpace(
                directory: plan.workDirectory, name: "\(seat.worker)-\(partition)", plan.memory, runs: runs.count,
                level: plan.compressionLevel)
            try space.during {
                let merger = try passes.merger(of: runs, fold: makeFold())
                try seat.keepingErrors(of: ticket, in: plan.workDirectory) {
                    do { try reduce(merger, &part) } catch { throw unsafe failure(error, ticket, key: merger.groupKey) }
                }
            }
            seat.trace.leave()
            var report = TaskReport()
            try report.take(from: part.tally)
            let (summary, named) = try part.finish(durable: plan.durable)
            #if FaultPoints
                FaultPoint.pass("reduce.written")
            #endif
            seat.ledger.finish(ticket, seat: seat.index)
            try seat.send(
                .wrote(ticket: ticket, worker: seat.worker, summary: summary, named: named, report: report))
            #if FaultPoints
                FaultPoint.pass("reduce.told")
            #endif
        }
    }

    /// What the job's code threw, with its place.
    private func failure(_ error: any Error, _ ticket: TaskTicket, key: UnsafeRawBufferPointer) -> any Error {
        if seat.isInline || !BadRecord.isReason(error) || (error as? ThreshError)?.isPlaced == true { return error }
        let tail = unsafe TaskTrace.Item(
            offset: 0, byteCount: key.count, tail: Array(key.suffix(TaskTrace.longestTail)))
        return ThreshError(
            .badData,
            """
            partition \(ticket.task), at the key \(JobPlan.quoted(tail)): \(JobPlan.what(error)) \
            (reduce task \(ticket.task), attempt \(ticket.attempt))
            """)
    }
}
