import Thresh
import ThreshLogs

/// Groups lines as `LogAggregation` does, up to where the follower begins, and hands over states instead of results: a
/// row is the encoded key and the encoded state.
struct LogStates: MergingJob {
    var mapper: LogMapper
    let limits: [UInt64]

    var columns: [Column]? { nil }
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

/// The same when all that is asked is how many lines a group has.
struct LogCountStates: CombiningJob {
    var mapper: LogMapper
    let limits: [UInt64]

    var columns: [Column]? { nil }
    func prepare(files: [JobInput]) throws { try mapper.readers.prepare(files) }
    mutating func beginTask() { mapper.beginTask() }

    func map(_ record: Record, into output: inout Combined<Bytes, Count>) {}

    mutating func map(_ block: RecordBlock, into output: inout Combined<Bytes, Count>) {
        let count = block.count(before: limits)
        if count > 0 { mapper.count(block.prefix(count), into: &output) }
    }

    func reduce(_ key: Bytes, _ total: Count, into part: inout PartWriter) {}

    func reduce(_ key: ByteView, _ total: Count, into part: inout PartWriter) {
        part.writeState(key) { LogCell.count(total.result).encode(into: &$0) }
    }
}

/// The lines that are kept, up to where the follower begins.
struct LogGrepStart: MapOnlyJob {
    var question: LogGrep
    let limits: [UInt64]

    var columns: [Column]? { nil }
    func prepare(files: [JobInput]) throws { try question.prepare(files: files) }
    mutating func beginTask() { question.beginTask() }

    func map(_ record: Record, into part: inout PartWriter) {}

    mutating func map(_ block: RecordBlock, into part: inout PartWriter) {
        let count = block.count(before: limits)
        if count > 0 { question.map(block.prefix(count), into: &part) }
    }
}

extension RecordBlock {
    /// How many of its bytes are before the limit of its file.
    fileprivate func count(before limits: [UInt64]) -> Int {
        limits[file] <= offset ? 0 : Int(min(UInt64(bytes.count), limits[file] - offset))
    }
}

extension PartWriter {
    fileprivate mutating func writeState(_ key: ByteView, _ encode: (inout ByteBuffer) -> Void) {
        var state = ByteBuffer(capacity: 64)
        encode(&state)
        writeCell(key)
        tab()
        writeCell(state.view)
        endRow()
    }
}
