internal import Multiprocessing
internal import Platform

/// A mapper process: takes map tasks, gathers what they emit, and hands it over as run files when nothing is waiting,
/// when it has spilled, or after a while.
struct MapWorker {
    let seat: WorkerSeat
    let plan: JobPlan
    let makeMapper: (MapConfiguration) throws -> MapperHandle

    private final class Batch {
        var tickets: [TaskTicket] = []
        var report = TaskReport()
        var started = Instant.now
        var spilledBefore = 0
    }

    func run() throws {
        let spiller = Spiller(
            partitioner: plan.partitioner, directory: plan.runDirectory, worker: seat.worker,
            level: plan.compressionLevel, blockBytes: plan.memory.blockBytes, stream: plan.stream)
        let mapper = try makeMapper(
            MapConfiguration(spiller: spiller, memoryLimit: plan.memory.mapperBytes, seed: plan.seed))
        let batch = Batch()
        var reader = TaskReader(plan: plan, seat: seat)
        while true {
            switch try seat.next(waits: batch.tickets.isEmpty) {
            case .task(let ticket):
                #if FaultPoints
                    FaultPoint.pass("map.task")
                #endif
                // Should the worker die once more, no other task is lost with this one.
                if ticket.attempt > 1 && !batch.tickets.isEmpty { try handOver(batch, mapper, spiller, &reader) }
                let counters = try seat.keepingErrors(of: ticket, in: plan.workDirectory) {
                    try mapper.beginTask()
                    let counters = try reader.forEachBlock(
                        of: ticket, settle: mapper.settle, check: { try spiller.check() }, mapper.map)
                    try mapper.endTask()
                    try spiller.check()
                    return counters
                }
                seat.ledger.finish(ticket, seat: seat.index)
                batch.tickets.append(ticket)
                batch.report.counters += counters
                if ticket.attempt > 1 || isDue(batch, spiller) { try handOver(batch, mapper, spiller, &reader) }
            case .none:
                try handOver(batch, mapper, spiller, &reader)
            case .end:
                if !batch.tickets.isEmpty { try handOver(batch, mapper, spiller, &reader) }
                return
            }
        }
    }

    /// Whether what is gathered should not wait longer: a killed worker's finished tasks are done again.
    private func isDue(_ batch: Batch, _ spiller: Spiller) -> Bool {
        let seconds = Instant.now.seconds(since: batch.started)
        let hasSpilled = spiller.spills > batch.spilledBefore
        return plan.handsOverEachTask || batch.tickets.count == WorkerMessage.mostTickets
            || seconds > (plan.keepsRuns ? Tuning.commitSecondsAfterSpill : Tuning.commitSeconds)
            || hasSpilled && seconds > Tuning.commitSecondsAfterSpill
    }

    private func handOver(
        _ batch: Batch, _ mapper: MapperHandle, _ spiller: Spiller, _ reader: inout TaskReader
    ) throws {
        #if FaultPoints
            FaultPoint.pass("map.handover")
        #endif
        mapper.spill()
        try spiller.check()
        try batch.report.take(from: spiller.tally)
        batch.report.changedInputs = reader.takeChanged()
        #if FaultPoints
            FaultPoint.pass("map.spilled")
        #endif
        try seat.send(
            .mapped(
                tickets: batch.tickets, worker: seat.worker, runs: spiller.takeRuns(), report: batch.report,
                spilledBytes: spiller.takeBytes()))
        #if FaultPoints
            FaultPoint.pass("map.told")
        #endif
        batch.tickets = []
        batch.report = TaskReport()
        batch.started = .now
        batch.spilledBefore = spiller.spills
    }
}
