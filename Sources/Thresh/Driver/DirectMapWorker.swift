internal import Multiprocessing
internal import Platform

/// A mapper process of a job without reduce: writes one output file per task.
struct DirectMapWorker {
    let seat: WorkerSeat
    let plan: JobPlan
    let makeMapper: () -> JobRuntime.DirectMap

    func run() throws {
        let map = makeMapper()
        var reader = try TaskReader(plan: plan, seat: seat)
        while case .task(let ticket) = try seat.next(waits: true) {
            let path = plan.workDirectory + "/" + WorkFiles.taskOutput(task: Int(ticket.task), worker: seat.worker)
            var part = try PartWriter(path: path, top: nil)
            let counters = try reader.forEachBlock(of: Int(ticket.task)) { try map($0, &part) }
            let summary = try part.finish(durable: false)
            seat.ledger.finish(ticket, seat: seat.index)
            try seat.send(.wrote(ticket: ticket, worker: seat.worker, summary: summary, counters: counters))
        }
    }
}
