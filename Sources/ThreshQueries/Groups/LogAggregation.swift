import Thresh
import ThreshLogs

/// Groups lines and aggregates each group.
struct LogAggregation: MergingJob {
    var mapper: LogMapper
    let groups: LogGroups

    func records(ofFile file: Int) -> RecordFormat { mapper.readers.records(ofFile: file) }
    func prepare(files: [JobInput]) throws { try groups.prepare(files) }
    mutating func beginTask() { mapper.beginTask() }

    func map(_ record: Record, into output: inout Merged<Bytes, LogTotals>) {}

    mutating func map(_ block: RecordBlock, into output: inout Merged<Bytes, LogTotals>) {
        mapper.aggregate(block, into: &output)
    }

    func reduce(_ key: Bytes, _ total: LogTotals, into part: inout PartWriter) {}

    func reduce(_ key: ByteView, _ total: LogTotals, into part: inout PartWriter) {
        let cells = total.result
        groups.writer.write(key, to: &part) { cells[$0.state].value($0, groups.plan) }
    }

    func endPart(into part: inout PartWriter) { groups.writer.endPart(&part) }
}
