import Thresh
import ThreshLogs

/// Groups lines and aggregates each group.
struct LogAggregation: MergingJob {
    var mapper: LogMapper
    let groups: LogGroups

    func prepare(files: [JobInput]) throws { try groups.prepare(files) }
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
        groups.writer.write(key, total.result, to: &part)
    }

    func endPart(into part: inout PartWriter) { groups.writer.endPart(&part) }
}
