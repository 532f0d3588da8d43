import Thresh
import ThreshLogs

/// Groups lines and aggregates each group. A row is the encoded key, to put rows in order by, then the cells.
struct LogAggregation: MergingJob {
    var mapper: LogMapper
    let rows: LogRowWriter

    init(_ mapper: LogMapper) {
        self.mapper = mapper
        rows = LogRowWriter(plan: mapper.plan, zone: mapper.readers.context.zone)
    }

    var records: RecordFormat { mapper.readers.records }
    func prepare(files: [JobInput]) throws { try mapper.readers.prepare(files) }
    mutating func beginTask() { mapper.beginTask() }

    func map(_ record: Record, into output: inout Merged<Bytes, LogTotals>) {}

    mutating func map(_ block: RecordBlock, into output: inout Merged<Bytes, LogTotals>) {
        let counts = mapper.map(block) { key, fields, reader in
            output.emit(key, LogLine(fields, reader))
        }
        output.count("kept", group: "lines", by: counts.kept)
        output.count("filtered", group: "lines", by: counts.filtered)
        output.count("rejected", group: "lines", by: counts.rejected)
        output.count("skipped", group: "lines", by: counts.skipped)
        for name in counts.rejects { output.count(dynamicName: name, group: Reject.group) }
    }

    func reduce(_ key: Bytes, _ total: LogTotals, into part: inout PartWriter) {}

    func reduce(_ key: ByteView, _ total: LogTotals, into part: inout PartWriter) {
        rows.write(key, total.result, to: &part)
    }
}

/// The same when all that is asked is how many lines a group has: a count beside its key in the table.
struct LogCounting: CombiningJob {
    var mapper: LogMapper
    let rows: LogRowWriter

    init(_ mapper: LogMapper) {
        self.mapper = mapper
        rows = LogRowWriter(plan: mapper.plan, zone: mapper.readers.context.zone)
    }

    var columns: [Column]? { nil }
    var records: RecordFormat { mapper.readers.records }
    func prepare(files: [JobInput]) throws { try mapper.readers.prepare(files) }
    mutating func beginTask() { mapper.beginTask() }

    func map(_ record: Record, into output: inout Combined<Bytes, Count>) {}

    mutating func map(_ block: RecordBlock, into output: inout Combined<Bytes, Count>) {
        let counts = mapper.map(block) { key, _, _ in
            output.emit(key, 1)
        }
        output.count("kept", group: "lines", by: counts.kept)
        output.count("filtered", group: "lines", by: counts.filtered)
        output.count("rejected", group: "lines", by: counts.rejected)
        output.count("skipped", group: "lines", by: counts.skipped)
        for name in counts.rejects { output.count(dynamicName: name, group: Reject.group) }
    }

    func reduce(_ key: Bytes, _ total: Count, into part: inout PartWriter) {}

    func reduce(_ key: ByteView, _ total: Count, into part: inout PartWriter) {
        rows.write(key, [.count(total.result)], to: &part)
    }
}
