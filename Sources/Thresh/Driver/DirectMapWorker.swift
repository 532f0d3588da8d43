internal import Multiprocessing
internal import Platform

/// A mapper process of a job without reduce: writes one output file per task.
struct DirectMapWorker {
    let seat: WorkerSeat
    let plan: JobPlan
    let makeMapper: () -> DirectMapperHandle
    /// Where the one task writes that there is; nil for files by their tasks.
    var output: PartTarget?

    func run() throws {
        let mapper = makeMapper()
        var reader = TaskReader(plan: plan, seat: seat)
        while case .task(let ticket) = try seat.next(waits: true) {
            #if FaultPoints
                FaultPoint.pass("direct.task")
            #endif
            let path = plan.runDirectory + "/" + WorkFiles.taskOutput(task: Int(ticket.task), worker: seat.worker)
            var part = try PartWriter(output ?? .file(path), top: nil)
            var report = TaskReport()
            report.counters = try seat.keepingErrors(of: ticket, in: plan.workDirectory) {
                try mapper.beginTask()
                let counters = try reader.forEachBlock(of: ticket) { try mapper.map($0, &part) }
                try mapper.endTask(&part)
                return counters
            }
            try report.take(from: part.tally)
            report.changedInputs = reader.takeChanged()
            let (summary, named) = try part.finish(durable: false)
            #if FaultPoints
                FaultPoint.pass("direct.written")
            #endif
            seat.ledger.finish(ticket, seat: seat.index)
            try seat.send(
                .wrote(ticket: ticket, worker: seat.worker, summary: summary, named: named, report: report))
            #if FaultPoints
                FaultPoint.pass("direct.told")
            #endif
        }
    }
}
