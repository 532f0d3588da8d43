import Thresh

/// Groups lines as `LogAggregation` does, up to where the follower begins, and hands over states instead of results: a
/// row is the encoded key and the encoded state.
struct LogStates: MergingJob {
    var mapper: LogMapper
    let limits: [UInt64]

    var columns: [Column]? { nil }
    func records(ofFile file: Int) -> RecordFormat { mapper.readers.records(ofFile: file) }
    func prepare(files: [JobInput]) throws { try mapper.readers.prepare(files) }
    mutating func beginTask() { mapper.beginTask() }

    func map(_ record: Record, into output: inout Merged<Bytes, LogTotals>) {}

    mutating func map(_ block: RecordBlock, into output: inout Merged<Bytes, LogTotals>) {
        let count = block.count(before: limits)
        if count > 0 { mapper.aggregate(block.prefix(count), into: &output) }
    }

    func reduce(_ key: Bytes, _ total: LogTotals, into part: inout PartWriter) {}

    func reduce(_ key: ByteView, _ total: LogTotals, into part: inout PartWriter) {
        part.writeState(key) { total.encode(into: &$0) }
    }
}
