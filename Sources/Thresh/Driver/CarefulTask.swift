internal import Multiprocessing
internal import Platform

/// A map task that was lost before: its records go to the job one by one, each published first, so that it is known
/// which of them a worker dies at, or throws at.
///
/// Where bad records may be left out, those that are known are, and one that throws is noted: the attempt goes on to find
/// the others, but what it emitted is worth nothing, since part of it may come of the bad record.
final class CarefulTask {
    private let plan: JobPlan
    private let seat: WorkerSeat
    private let ticket: TaskTicket
    private let orders: TaskOrders
    private var found: [BadRecord] = []
    private var foundCount = 0
    /// Records that the job's code took, and that were left out.
    private(set) var mapped: UInt64 = 0
    private(set) var rejected: UInt64 = 0

    /// Fewer than a message has room for.
    private static let mostInMessage = 256

    init(_ ticket: TaskTicket, plan: JobPlan, seat: WorkerSeat) {
        (self.plan, self.seat, self.ticket) = (plan, seat, ticket)
        orders = plan.maxBad == nil ? TaskOrders() : TaskOrders(ofTask: ticket.task, in: plan.workDirectory)
    }

    /// - Parameter body: what a block of records is for.
    func map(
        _ block: ChunkReader.Block, part: Int, file: Int, position: UnsafeMutablePointer<UInt64>,
        _ body: (RecordBlock) throws -> Void
    ) throws {
        let input = plan.files[file]
        try block.forEachSingle(input.records) { record in
            let place = BadRecord.Place(part: part, offset: record.offset)
            if orders.skipped.contains(place) {
                rejected += 1
                return true
            }
            if let from = orders.scoutsFrom, place < from { return true }
            unsafe position.pointee = record.offset
            unsafe seat.trace.enter(record.content, at: record.offset)
            do {
                try unsafe record.withRanges { ranges in
                    try unsafe body(
                        RecordBlock(
                            bytes: ByteView(record.bytes), ranges: ranges, format: input.records,
                            offset: record.offset, file: file, input: input.argument, endsFile: record.endsFile,
                            position: position))
                }
            } catch let error where BadRecord.isReason(error) {
                guard let item = seat.trace.item else { throw error }
                if plan.maxBad == nil { throw plan.failure(error, item, ticket, part: part) }
                try note(BadRecord(item, part: part, reason: "\(error)"))
            }
            seat.trace.leave()
            mapped += 1
            return true
        }
    }

    private func note(_ record: BadRecord) throws {
        found.append(record)
        foundCount += 1
        if found.count == CarefulTask.mostInMessage { try sendFound() }
    }

    private func sendFound() throws {
        try seat.send(.bad(ticket: ticket, found))
        found = []
    }

    /// Throws where the attempt was only good for finding bad records.
    func finish() throws {
        if foundCount == 0 && orders.scoutsFrom == nil { return }
        try sendFound()
        let records = foundCount == 1 ? "1 record" : "\(foundCount) records"
        throw RetryableError(
            foundCount == 0
                ? "map task \(ticket.task) was looked through for bad records"
                : "the job failed at \(records) of map task \(ticket.task), which --max-bad leaves out")
    }
}
