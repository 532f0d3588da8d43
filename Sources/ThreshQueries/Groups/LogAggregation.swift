import Thresh
import ThreshLogs

/// Groups lines and aggregates each group.
struct LogAggregation: FoldingJob, LogJob {
    var mapper: LogMapper
    let groups: LogGroups

    func prepare(files: [JobInput]) throws { try groups.prepare(files) }
    func makeStates() -> GroupStates { GroupStates(mapper.plan.layout) }

    mutating func map(_ block: RecordBlock, _ states: GroupStates, into output: inout Folded) throws {
        try mapper.aggregate(block, states, into: &output)
    }

    func reduce(_ key: ByteView, _ state: UnsafeRawPointer, of states: GroupStates, into part: inout PartWriter) throws
    {
        try groups.writer.write(key, to: &part) { unsafe states.value($0, state) }
    }

    func endPart(into part: inout PartWriter) { groups.writer.endPart(&part) }
}
