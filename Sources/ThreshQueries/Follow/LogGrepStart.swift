import Thresh

/// The lines that are kept, up to where the follower begins.
struct LogGrepStart: MapOnlyJob {
    var question: LogGrep
    let limits: [UInt64]

    var columns: [Column]? { nil }
    func records(ofFile file: Int) -> RecordFormat { question.records(ofFile: file) }
    mutating func prepare(files: [JobInput]) throws { try question.prepare(files: files) }
    mutating func beginTask() { question.beginTask() }

    func map(_ record: Record, into part: inout PartWriter) {}

    mutating func map(_ block: RecordBlock, into part: inout PartWriter) throws {
        let count = block.count(before: limits)
        if count > 0 { try question.map(block.prefix(count), into: &part) }
    }
}
