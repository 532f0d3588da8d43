import Thresh
import ThreshLogs

/// Counts the lines of each group, when nothing else is asked: a count beside its key in the table.
struct LogCounting: CombiningJob {
    var mapper: LogMapper
    let groups: LogGroups

    var columns: [Column]? { nil }
    func prepare(files: [JobInput]) throws { try groups.prepare(files) }
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
        groups.writer.write(key, [.count(total.result)], to: &part)
    }

    func endPart(into part: inout PartWriter) { groups.writer.endPart(&part) }
}
