import Thresh

/// Looks up each row of A among those of B, which are in memory.
struct JoinProbe: MapOnlyJob, LogJob {
    var mapper: LogMapper
    private let side: JoinSide
    private let table: JoinTable
    private let kind: JoinKind
    private let cells: JoinCells
    /// The cells of a row of B that is not there.
    private let none: JoinNone
    private let head = ScratchBytes()

    init(_ a: JoinSide, _ table: JoinTable, _ kind: JoinKind, _ cells: JoinCells, columnsOfB: Int) {
        mapper = a.mapper
        side = a
        self.table = table
        self.kind = kind
        self.cells = cells
        none = JoinNone(kind.isOfA ? 0 : columnsOfB, cells)
    }

    func prepare(files: [JobInput]) throws { try side.prepare(files) }

    func map(_ record: Record, into part: inout PartWriter) {}

    mutating func map(_ block: RecordBlock, into part: inout PartWriter) throws {
        let (table, kind, cells, head, none) = (self.table, self.kind, self.cells, self.head, self.none)
        var (keyless, matched) = (0, 0)
        let counts = try mapper.map(block) { key, fields, reader in
            let line = LogLine(fields, reader)
            let isKeyless = line.lacksKey(key)
            if isKeyless { keyless += 1 }
            let first = isKeyless ? nil : table.first(key)
            if first != nil { matched += 1 }
            if kind == .semi || kind == .anti, let first { table.setAllMatched(first) }
            let isShown = first != nil ? kind != .anti : kind.keepsA || kind == .anti
            if !isShown { return }
            unsafe head.bytes.removeAll()
            if !kind.isOfA { unsafe cells.append(keys: key, line, to: &head.bytes) }
            unsafe cells.append(line, to: &head.bytes)
            // Without the TAB before the first cell.
            let start = head.view.slice(min(1, head.view.count), head.view.count)
            guard let first, !kind.isOfA else {
                part.write(start)
                part.write(none.view)
                return part.endRow()
            }
            var next: Int? = first
            while let row = next {
                part.write(start)
                part.write(table.cells(row))
                part.endRow()
                table.setMatched(row)
                next = table.row(after: row)
            }
        }
        part.add(counts)
        part.count("without key", group: "join", by: keyless)
        part.count("matched", group: "join", by: matched)
    }
}

/// The cells of a row that is not there.
final class JoinNone {
    private var bytes = ByteBuffer()

    init(_ count: Int, _ cells: JoinCells) { cells.appendNone(count, to: &bytes) }

    var view: ByteView { @_lifetime(borrow self) get { unsafe ByteView(bytes.rawBuffer) } }
}
