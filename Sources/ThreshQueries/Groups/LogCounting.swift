import Thresh
import ThreshLogs

/// Counts the lines of each group, when nothing else is asked: a count beside its key in the table.
struct LogCounting: CombiningJob, LogJob {
    var mapper: LogMapper
    let groups: LogGroups

    var columns: [Column]? { nil }
    func prepare(files: [JobInput]) throws { try groups.prepare(files) }

    func map(_ record: Record, into output: inout Combined<Bytes, Count>) {}

    mutating func map(_ block: RecordBlock, into output: inout Combined<Bytes, Count>) throws {
        try mapper.count(block, into: &output)
    }

    func reduce(_ key: Bytes, _ total: Count, into part: inout PartWriter) {}

    func reduce(_ key: ByteView, _ total: Count, into part: inout PartWriter) throws {
        try groups.writer.write(key, to: &part) { _ in .integer(total.result) }
    }

    func endPart(into part: inout PartWriter) { groups.writer.endPart(&part) }
}
