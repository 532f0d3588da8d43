import Thresh

/// Looks up each row of B among those of A, which are in memory, and brings the pairs in the order of A.
struct JoinLookup: GroupingJob, LogJob {
    var mapper: LogMapper
    private let side: JoinSide
    private let table: JoinTable
    private let kind: JoinKind
    private let cells: JoinCells
    private let noneOfA: JoinNone
    private let keys = ScratchBytes()
    private let text = ScratchBytes()
    private let value = ScratchBytes()

    init(_ b: JoinSide, _ table: JoinTable, _ kind: JoinKind, _ cells: JoinCells, columnsOfA: Int) {
        mapper = b.mapper
        side = b
        self.table = table
        self.kind = kind
        self.cells = cells
        noneOfA = JoinNone(columnsOfA, cells)
    }

    var order: KeyOrder { .custom }

    /// By the numbers of A's rows: the parts one after another are in order. Rows of B alone come behind all of them.
    func partition(of row: UInt64, count: Int) -> Int {
        Int(min(row, UInt64(table.rowCount)) * UInt64(count) / UInt64(table.rowCount + 1))
    }

    func prepare(files: [JobInput]) throws { try side.prepare(files) }

    func map(_ record: Record, into output: inout Grouped<UInt64, Bytes>) {}

    mutating func map(_ block: RecordBlock, into output: inout Grouped<UInt64, Bytes>) throws {
        let (table, kind, cells, keys, text, value) = (
            self.table, self.kind, self.cells, self.keys, self.text, self.value
        )
        let file = block.file
        var (keyless, matched) = (0, 0)
        let counts = try mapper.map(block) { key, fields, reader in
            let line = LogLine(fields, reader)
            let isKeyless = line.lacksKey(key)
            if isKeyless { keyless += 1 }
            let first = isKeyless ? nil : table.first(key)
            if first != nil { matched += 1 }
            if kind.isOfA {
                if let first { table.setAllMatched(first) }
                return
            }
            if first == nil && !kind.keepsB { return }
            unsafe keys.bytes.removeAll()
            unsafe text.bytes.removeAll()
            unsafe value.bytes.removeAll()
            if first == nil { unsafe cells.append(keys: key, line, to: &keys.bytes) }
            unsafe cells.append(line, to: &text.bytes)
            unsafe LinePlace(file: file, offset: reader.lineOffset).encode(into: &value.bytes)
            unsafe JoinRow.append(keys: keys.view, cells: text.view, to: &value.bytes)
            guard let first else { return output.emit(UInt64(table.rowCount), value.view) }
            var next: Int? = first
            while let row = next {
                output.emit(UInt64(row), value.view)
                table.setMatched(row)
                next = table.row(after: row)
            }
        }
        output.add(counts)
        output.count("without key", group: "join", by: keyless)
        output.count("matched", group: "join", by: matched)
    }

    func reduce(_ key: UInt64, _ values: inout GroupedValues<Bytes>, into part: inout PartWriter) {}

    func reduce(_ key: ByteView, _ values: inout GroupedValues<Bytes>, into part: inout PartWriter) throws {
        let row = Int(UInt64(decoding: key))
        while let bytes = try values.nextBytes() {
            let text = bytes.slice(LinePlace.byteCount, bytes.count)
            unsafe value.bytes.removeAll()
            if row == table.rowCount {
                unsafe value.bytes.append(JoinRow.keyCells(text))
                unsafe value.bytes.append(noneOfA.view)
            } else {
                unsafe value.bytes.append(table.keyCells(row))
                unsafe value.bytes.append(table.cells(row))
            }
            unsafe value.bytes.append(JoinRow.cells(text))
            part.writePair(key, value.view)
        }
    }
}
