import Thresh

/// As `LogStates`, when all that is asked is how many lines a group has.
struct LogCountStates: CombiningJob {
    var mapper: LogMapper
    let limits: [UInt64]

    var columns: [Column]? { nil }
    func records(ofFile file: Int) -> RecordFormat { mapper.readers.records(ofFile: file) }
    func prepare(files: [JobInput]) throws { try mapper.readers.prepare(files) }
    mutating func beginTask() { mapper.beginTask() }

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
