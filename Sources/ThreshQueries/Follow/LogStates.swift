import Thresh

/// Groups lines as `LogAggregation` does, up to where the follower begins, for `forEachState`.
struct LogStates: FoldingJob {
    var mapper: LogMapper
    let limits: [UInt64]

    var columns: [Column]? { nil }
    func records(ofFile file: Int) -> RecordFormat { mapper.readers.records(ofFile: file) }
    func prepare(files: [JobInput]) throws { try mapper.readers.prepare(files) }
    mutating func beginTask() { mapper.beginTask() }
    func makeStates() -> GroupStates { GroupStates(mapper.plan.layout) }

    mutating func map(_ block: RecordBlock, _ states: GroupStates, into output: inout Folded) throws {
        let count = block.count(before: limits)
        if count > 0 { try mapper.aggregate(block.prefix(count), states, into: &output) }
    }

    func reduce(_ key: ByteView, _ state: UnsafeRawPointer, of states: GroupStates, into part: inout PartWriter) {}
}
