import Thresh

/// The rows of the side that is held, for the driver to gather: keys and texts, in the order of the lines.
struct JoinGather: MapOnlyJob, LogJob {
    var mapper: LogMapper
    private let side: JoinSide
    private let cells: JoinCells
    private let form: Form
    private let key = ScratchBytes()
    private let text = ScratchBytes()
    private let row = ScratchBytes()

    /// What is asked of rows.
    struct Form {
        /// Whether the cells of keys are shown of some.
        var hasKeys: Bool
        /// Whether those of the columns are.
        var hasCells: Bool
        /// Whether rows without a key are.
        var keepsKeyless: Bool
    }

    init(_ side: JoinSide, _ cells: JoinCells, _ form: Form) {
        mapper = side.mapper
        self.side = side
        self.cells = cells
        self.form = form
    }

    func prepare(files: [JobInput]) throws { try side.prepare(files) }

    func map(_ record: Record, into part: inout PartWriter) {}

    mutating func map(_ block: RecordBlock, into part: inout PartWriter) throws {
        let (cells, form, keyCells, text, row) = (self.cells, self.form, self.key, self.text, self.row)
        var keyless = 0
        let counts = try mapper.map(block) { key, fields, reader in
            let line = LogLine(fields, reader)
            let isKeyless = line.lacksKey(key)
            if isKeyless {
                keyless += 1
                if !form.keepsKeyless { return }
            }
            unsafe keyCells.bytes.removeAll()
            unsafe text.bytes.removeAll()
            unsafe row.bytes.removeAll()
            if form.hasKeys { unsafe cells.append(keys: key, line, to: &keyCells.bytes) }
            if form.hasCells { unsafe cells.append(line, to: &text.bytes) }
            unsafe JoinRow.append(keys: keyCells.view, cells: text.view, to: &row.bytes)
            part.writePair(isKeyless ? .empty : key, row.view)
        }
        part.add(counts)
        part.count("without key", group: "join", by: keyless)
    }
}
