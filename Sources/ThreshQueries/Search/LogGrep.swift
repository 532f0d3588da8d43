import Thresh
import ThreshLogs

/// The lines that are kept, or some of their fields.
struct LogGrep: MapOnlyJob {
    private var mapper: LogMapper
    private let rows: LogRowWriter
    /// Whether cells are values of JSON: the types of fields are not known before the formats are.
    private let isJSON: Bool

    init(_ mapper: LogMapper, isJSON: Bool = false) {
        self.mapper = mapper
        self.isJSON = isJSON
        rows = LogRowWriter(plan: mapper.plan, zone: mapper.readers.context.zone)
    }

    var columns: [Column]? {
        mapper.plan.keys.isEmpty ? nil : mapper.plan.keys.map { Column($0.name, isJSON: isJSON) }
    }
    func records(ofFile file: Int) -> RecordFormat { mapper.readers.records(ofFile: file) }
    func prepare(files: [JobInput]) throws { try mapper.readers.prepare(files) }
    mutating func beginTask() { mapper.beginTask() }

    func map(_ record: Record, into part: inout PartWriter) {}

    mutating func map(_ block: RecordBlock, into part: inout PartWriter) {
        let rows = self.rows
        let isJSON = self.isJSON
        let printsLines = mapper.plan.keys.isEmpty
        let counts = mapper.map(block) { key, fields, reader in
            if printsLines {
                part.write(fields.line)
                // An entry of a journal ends with an empty line.
                if reader.format.hasEntriesOfLines { part.write(UInt8(ascii: "\n")) }
                part.endRow()
            } else {
                rows.writeKey(key, isJSON: isJSON, to: &part)
            }
        }
        part.add(counts)
    }
}
