import Thresh

/// Sorts the rows of both sides by their keys, and pairs them: for sides of which neither fits in memory.
struct JoinMerge: GroupingJob {
    private var a: LogMapper
    private var b: LogMapper
    private let sides: (a: JoinSide, b: JoinSide)
    private let kind: JoinKind
    private let emitter: JoinEmitter
    private let noneOfA: JoinNone
    private let noneOfB: JoinNone
    /// Bytes of one key's rows of B that are kept in memory.
    private let mostHeld: Int
    private let directory: String?
    private let ofA = FilesOfSide()
    private let keys = ScratchBytes()
    private let value = ScratchBytes()

    /// Which of the job's files belong to A.
    private final class FilesOfSide {
        var isA: [Bool] = []
    }

    /// Before each value: rows of B come first.
    private enum Side {
        static let b: UInt8 = 0
        static let a: UInt8 = 1
    }

    /// - Parameters:
    ///   - mostHeld: bytes of one key's rows that are kept in memory.
    ///   - directory: where the others go.
    init(_ a: JoinSide, _ b: JoinSide, _ kind: JoinKind, _ cells: JoinCells, mostHeld: Int, directory: String?) {
        self.a = a.mapper
        self.b = b.mapper
        sides = (a, b)
        self.kind = kind
        emitter = JoinEmitter(cells)
        noneOfA = JoinNone(a.columns.count, cells)
        noneOfB = JoinNone(kind.isOfA ? 0 : b.columns.count, cells)
        self.mostHeld = mostHeld
        self.directory = directory
    }

    func records(ofFile file: Int) -> RecordFormat {
        (ofA.isA[file] ? a : b).readers.records(ofFile: file)
    }

    func prepare(files: [JobInput]) throws {
        ofA.isA = files.map { $0.argument == 0 }
        try sides.a.prepare(files) { $0.argument == 0 }
        try sides.b.prepare(files) { $0.argument == 1 }
    }

    mutating func beginTask() {
        a.beginTask()
        b.beginTask()
    }

    func map(_ record: Record, into output: inout Grouped<Bytes, Bytes>) {}

    mutating func map(_ block: RecordBlock, into output: inout Grouped<Bytes, Bytes>) throws {
        let file = block.file
        var keyless = 0
        let emitter = emitter
        if ofA.isA[file] {
            let form = JoinGather.Form(
                hasKeys: !kind.isOfA, hasCells: true, keepsKeyless: kind.keepsA || kind == .anti)
            let counts = try a.map(block) { key, fields, reader in
                emitter.emit(key, LogLine(fields, reader), Side.a, file, form, &keyless, &output)
            }
            output.add(counts, group: "lines of A")
            output.count("without key", group: "A", by: keyless)
        } else {
            let form = JoinGather.Form(hasKeys: kind.keepsB, hasCells: !kind.isOfA, keepsKeyless: kind.keepsB)
            let counts = try b.map(block) { key, fields, reader in
                emitter.emit(key, LogLine(fields, reader), Side.b, file, form, &keyless, &output)
            }
            output.add(counts, group: "lines of B", names: JoinMerge.namesOfB)
            output.count("without key", group: "B", by: keyless)
        }
    }

    /// Both sides number the names that they look for.
    static func namesOfB(_ index: Int) -> NoteKind { NoteKind("lines of B with name \(index)") }

    // MARK: - Reduce

    func reduce(_ key: ByteView, _ values: inout GroupedValues<Bytes>, into part: inout PartWriter) throws {
        // What has no key has no match.
        if key.isEmpty {
            while let bytes = try values.nextBytes() {
                write(alone: bytes.slice(1, bytes.count), isA: bytes[0] == Side.a, to: &part)
            }
            return
        }
        let held = JoinHeld(limit: mostHeld, directory: directory)
        var (countA, countB) = (0, 0)
        while let bytes = try values.nextBytes() {
            let row = bytes.slice(1, bytes.count)
            if bytes[0] == Side.b {
                countB += 1
                if !kind.isOfA { try held.add(row) }
                continue
            }
            countA += 1
            if countB == 0 {
                if kind.keepsA || kind == .anti { write(alone: row, isA: true, to: &part) }
            } else if kind == .semi {
                write(alone: row, isA: true, to: &part)
            } else if kind != .anti {
                try held.pair(row) { write($0, $1, to: &part) }
            }
        }
        if countA == 0 {
            if kind.keepsB { try held.forEach { write(alone: $0, isA: false, to: &part) } }
        } else if countB > 0 {
            if !kind.isOfA { try held.pairRest { write($0, $1, to: &part) } }
            part.count("matched", group: "A", by: countA)
            part.count("matched", group: "B", by: countB)
        }
    }

    private func write(_ a: ByteView, _ b: ByteView, to part: inout PartWriter) {
        unsafe keys.bytes.removeAll()
        unsafe value.bytes.removeAll()
        unsafe keys.bytes.append(a.slice(0, LinePlace.byteCount))
        unsafe keys.bytes.append(b.slice(0, LinePlace.byteCount))
        let (a, b) = (a.slice(LinePlace.byteCount, a.count), b.slice(LinePlace.byteCount, b.count))
        unsafe value.bytes.append(JoinRow.keyCells(a))
        unsafe value.bytes.append(JoinRow.cells(a))
        unsafe value.bytes.append(JoinRow.cells(b))
        part.writePair(keys.view, value.view)
    }

    private func write(alone row: ByteView, isA: Bool, to part: inout PartWriter) {
        unsafe keys.bytes.removeAll()
        unsafe value.bytes.removeAll()
        // Rows of B alone come behind all of A.
        if !isA { for _ in 0..<LinePlace.byteCount { unsafe keys.bytes.append(0xFF) } }
        unsafe keys.bytes.append(row.slice(0, LinePlace.byteCount))
        let text = row.slice(LinePlace.byteCount, row.count)
        unsafe value.bytes.append(JoinRow.keyCells(text))
        if !isA { unsafe value.bytes.append(noneOfA.view) }
        unsafe value.bytes.append(JoinRow.cells(text))
        if isA { unsafe value.bytes.append(noneOfB.view) }
        part.writePair(keys.view, value.view)
    }
}

/// What mappers make of a line.
private struct JoinEmitter {
    private let cells: JoinCells
    private let keys = ScratchBytes()
    private let text = ScratchBytes()
    private let value = ScratchBytes()

    init(_ cells: JoinCells) { self.cells = cells }

    @inline(__always)
    func emit(
        _ key: ByteView, _ line: LogLine, _ side: UInt8, _ file: Int, _ form: JoinGather.Form, _ keyless: inout Int,
        _ output: inout Grouped<Bytes, Bytes>
    ) {
        let isKeyless = line.lacksKey(key)
        if isKeyless {
            keyless += 1
            if !form.keepsKeyless { return }
        }
        unsafe keys.bytes.removeAll()
        unsafe text.bytes.removeAll()
        unsafe value.bytes.removeAll()
        if form.hasKeys { unsafe cells.append(keys: key, line, to: &keys.bytes) }
        if form.hasCells { unsafe cells.append(line, to: &text.bytes) }
        unsafe value.bytes.append(side)
        unsafe LinePlace(file: file, offset: line.reader.lineOffset).encode(into: &value.bytes)
        unsafe JoinRow.append(keys: keys.view, cells: text.view, to: &value.bytes)
        output.emit(isKeyless ? .empty : key, value.view)
    }
}
