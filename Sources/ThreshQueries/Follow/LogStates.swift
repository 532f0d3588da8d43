import Thresh

/// Groups lines as `LogAggregation` does, up to where the follower begins, for `forEachState`.
struct LogStates: FoldingJob, LogJob {
    var mapper: LogMapper
    let limits: [UInt64]

    var columns: [Column]? { nil }
    func makeStates() -> GroupStates { GroupStates(mapper.plan.layout) }

    mutating func map(_ block: RecordBlock, _ states: GroupStates, into output: inout Folded) throws {
        let count = block.count(before: limits)
        if count > 0 { try mapper.aggregate(block.prefix(count), states, into: &output) }
    }

    func reduce(_ key: ByteView, _ state: UnsafeRawPointer, of states: GroupStates, into part: inout PartWriter) {}
}

/// As `LogStates`, when all that is asked is how many lines a group has.
struct LogCountStates: CombiningJob, LogJob {
    var mapper: LogMapper
    let limits: [UInt64]

    var columns: [Column]? { nil }

    func map(_ record: Record, into output: inout Combined<Bytes, Count>) {}

    mutating func map(_ block: RecordBlock, into output: inout Combined<Bytes, Count>) throws {
        let count = block.count(before: limits)
        if count > 0 { try mapper.count(block.prefix(count), into: &output) }
    }

    func reduce(_ key: Bytes, _ total: Count, into part: inout PartWriter) {}

    /// Runs it, and calls `body` with each group and its lines.
    func forEachCount(_ options: JobOptions, _ body: (ByteView, Int) throws -> Void) throws -> JobResult {
        try forEachState(options) { key, state in
            // SAFETY: a worker wrote the bytes of a `Count` in memory there.
            try unsafe body(key, state.rawBuffer.loadUnaligned(as: Count.self).result)
        }
    }
}
