import Thresh

/// A command as mapper, whose lines are the output.
struct StreamMapJob: MapOnlyJob {
    private let settings: StreamSettings
    // Each process has its own.
    private var mapper: MapCommand?

    init(settings: StreamSettings) { self.settings = settings }

    mutating func prepare(inputs: [String]) { mapper = MapCommand(settings: settings, inputs: inputs) }

    func map(_ record: Record, into part: inout PartWriter) throws {
        try feed(record.rawLine, file: record.file, offset: record.offset, into: &part)
    }

    func map(_ block: RecordBlock, into part: inout PartWriter) throws {
        try feed(block.bytes, file: block.file, offset: block.offset, into: &part)
    }

    func endTask(into part: inout PartWriter) throws {
        try mapper?.finish {
            part.write(lines: $0)
        } counted: {
            count($0, in: part)
        }
    }

    private func feed(_ records: ByteView, file: Int, offset: UInt64, into part: inout PartWriter) throws {
        try mapper?.feed(records, file: file, offset: offset) {
            part.write(lines: $0)
        } counted: {
            count($0, in: part)
        }
    }

    private func count(_ counts: [CounterName: Int], in part: borrowing PartWriter) {
        for (counter, number) in counts { part.count(dynamicName: counter.name, group: counter.group, by: number) }
    }
}
