internal import Multiprocessing
internal import Platform

/// The driver's list of records that the job fails at, by map task: which of them the next attempt leaves out, and
/// whether they are too many.
final class BadRecords {
    private let plan: JobPlan
    private var records: [UInt32: [BadRecord]] = [:]
    /// Attempts that ended because a bad record was found: the task has not failed in them.
    private var excused: [UInt32: Set<UInt32>] = [:]
    private var crashes: [UInt32: Int] = [:]
    private var crashCount = 0
    private(set) var count: UInt64 = 0

    /// Each costs a worker.
    static let mostCrashes = 10_000

    init(plan: JobPlan) { self.plan = plan }

    /// Whether bad records may be left out at all.
    var isEnabled: Bool { plan.maxBad != nil }

    func excusedAttempts(of task: UInt32) -> UInt32 { UInt32(excused[task]?.count ?? 0) }

    /// A worker threw at these records in an attempt that it ends.
    func add(thrown found: [BadRecord], _ ticket: TaskTicket) throws(ThreshError) {
        excused[ticket.task, default: []].insert(ticket.attempt)
        for record in found { try add(record, ticket.task) }
        // The attempt went on to the end of the task.
        var orders = orders(ticket.task)
        orders.scoutsFrom = nil
        try orders.write(forTask: ticket.task, in: plan.workDirectory)
    }

    /// A worker died at this record.
    func add(crash record: BadRecord, _ ticket: TaskTicket) throws(ThreshError) {
        excused[ticket.task, default: []].insert(ticket.attempt)
        try add(record, ticket.task)
        crashes[ticket.task, default: 0] += 1
        crashCount += 1
        if crashCount > BadRecords.mostCrashes {
            throw ThreshError(
                .badData,
                """
                more than \(HumanUnits.count(BadRecords.mostCrashes)) records ended a worker each, at last \
                \(description(of: record, ticket.task)); correct the job, or its input
                """)
        }
        var orders = orders(ticket.task)
        // A task with many such records would be mapped from its beginning as often: so the rest is looked for first.
        if crashes[ticket.task]! > 1 { orders.scoutsFrom = record.place }
        try orders.write(forTask: ticket.task, in: plan.workDirectory)
    }

    private func orders(_ task: UInt32) -> TaskOrders {
        var orders = TaskOrders()
        orders.skipped = Set((records[task] ?? []).map(\.place))
        return orders
    }

    private func add(_ record: BadRecord, _ task: UInt32) throws(ThreshError) {
        if records[task]?.contains(where: { $0.place == record.place }) == true { return }
        records[task, default: []].append(record)
        count += 1
        if let limit = plan.maxBad, limit.isExceeded(by: count, of: nil) { throw tooMany(record, task) }
    }

    private func tooMany(_ record: BadRecord, _ task: UInt32) -> ThreshError {
        ThreshError(
            .badData,
            """
            the job fails at \(count == 1 ? "1 record" : "\(HumanUnits.count(count)) records"), more than --max-bad \
            \(plan.maxBad!) allows, among them \(description(of: record, task)); correct them, or raise --max-bad
            """)
    }

    private func description(of record: BadRecord, _ task: UInt32) -> String {
        let place = plan.place(task: Int(task), part: record.place.part, offset: record.place.offset)
        let item = TaskTrace.Item(offset: record.place.offset, byteCount: record.byteCount, tail: record.tail)
        let file = plan.file(task: Int(task), part: record.place.part)
        return "\(place), \(plan.details(of: item, file: file)): \(record.reason)"
    }

    /// When all tasks are done: throws where records were left out that should not have been, or one is not accounted for.
    func check(_ counters: JobCounters) throws(ThreshError) {
        let accounted = counters.mappedRecords + counters.rejectedRecords
        if counters.inputRecords != accounted || counters.rejectedRecords != count {
            throw ThreshError(
                .software,
                """
                \(counters.inputRecords) records were read, \(counters.mappedRecords) mapped and \
                \(counters.rejectedRecords) of \(count) bad ones left out, which does not add up; run the job again
                """)
        }
        guard let limit = plan.maxBad, limit.isExceeded(by: count, of: counters.inputRecords),
            let (task, records) = records.min(by: { $0.key < $1.key }),
            let first = records.min(by: { $0.place < $1.place })
        else { return }
        throw tooMany(first, task)
    }

    /// In the order of the input.
    func all() -> [Rejected] {
        records.sorted { $0.key < $1.key }.flatMap { task, records in
            records.sorted { $0.place < $1.place }.map {
                Rejected(file: plan.file(task: Int(task), part: $0.place.part), record: $0)
            }
        }
    }

    struct Rejected {
        let file: Int
        let record: BadRecord
    }
}
