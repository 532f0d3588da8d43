import Thresh
import ThreshLogs

/// The lines that are kept, or some of their fields.
struct LogGrep: MapOnlyJob, LogJob {
    var mapper: LogMapper
    private let rows: LogRowWriter

    init(_ mapper: LogMapper, isTyped: Bool) {
        self.mapper = mapper
        rows = LogRowWriter(zone: mapper.readers.context.zone, isTyped: isTyped)
    }

    var columns: [Column]? {
        mapper.plan.keys.isEmpty ? nil : mapper.plan.keys.map { Column($0.name, isTyped: rows.isTyped) }
    }

    func map(_ record: Record, into part: inout PartWriter) {}

    mutating func map(_ block: RecordBlock, into part: inout PartWriter) throws {
        let rows = self.rows
        let keyCount = mapper.plan.keys.count
        let printsLines = mapper.plan.keys.isEmpty
        let counts = try mapper.map(block) { key, fields, reader in
            if printsLines {
                part.write(fields.line)
                // An entry of a journal ends with an empty line.
                if reader.format.hasEntriesOfLines { part.write(UInt8(ascii: "\n")) }
                part.endRow()
            } else {
                rows.write(LogKey.values(of: key, count: keyCount), to: &part)
                part.endRow()
            }
        }
        part.add(counts)
    }
}
