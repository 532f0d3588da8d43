import Thresh
import ThreshLogs

/// A table whose rows are looked up by a key for each line of a question: what its rows have are fields of the lines then,
/// null where no row has the key. It is read before the lines, in the driver, and is in the memory of every worker.
package final class LogLookup {
    /// What is looked up: of a line, and in the table.
    let keys: [NamedExpression]
    private let keysThere: [NamedExpression]
    private let input: JoinInput
    private var side: JoinSide?
    /// The table's fields, and what they are called in the question.
    private var fields: [(there: String, here: String)] = []
    private(set) var notes: [String] = []
    /// Of each key, what makes values of lines and of the table comparable.
    private(set) var types: [ExpressionType] = []
    /// Of each key, how lines and table write times.
    private(set) var times: [[TimeLayout]?] = []
    private(set) var table = JoinTable()
    private(set) var rows = FieldRows(width: 0)

    package init(_ input: JoinInput, on keys: JoinKeys) {
        self.input = input
        self.keys = keys.a
        keysThere = keys.b
    }

    /// Looks at the table.
    func prepare() throws {
        if side != nil { return }
        let side = try JoinSide("--with", input, keysThere, isWhole: false)
        self.side = side
        notes = []
    }

    package var name: String { input.name }

    /// What tells the table from another of its name: checksums of its files.
    func identity() throws(ThreshError) -> [UInt64] {
        var checksums: [UInt64] = []
        for file in side?.files ?? [] { checksums.append(try file.checksum()) }
        return checksums
    }

    /// The format of lines with the table's fields.
    func adding(to format: LogFormat) throws -> LogFormat {
        guard let side, let other = side.formats.first else { return format }
        if fields.isEmpty {
            var used: Set<String> = []
            for name in side.columns {
                let here = ColumnNames.free(name) { used.contains($0) || format.lists($0) }
                used.insert(here)
                fields.append((name, here))
            }
            let others = fields.filter { $0.there != $0.here }
            if others.count == 1 {
                notes.append("\(others[0].there) of \(input.name) is called \(others[0].here)")
            } else if !others.isEmpty {
                notes.append(
                    """
                    \(HumanUnits.count(UInt64(others.count))) columns of \(input.name) have a number behind their names: \
                    \(ColumnNames.list(others.map(\.here)))
                    """)
            }
        }
        return format.adding(beside: fields, of: other)
    }

    /// The columns of a row that are fields of the question.
    func columns(in names: [String]) -> [(field: Int, column: Int)] {
        names.enumerated().compactMap { index, name in
            fields.firstIndex { $0.here == name }.map { (index, $0) }
        }
    }

    /// Reads the table.
    ///
    /// - Parameters:
    ///   - types: those of the keys in the lines.
    ///   - times: how the lines write them.
    /// - Throws: `.badData` where a key is there twice.
    func gather(_ types: [ExpressionType], _ times: [[TimeLayout]?]) throws {
        guard let side else { return }
        let common = side.isEmpty ? types : zip(types, side.keyTypes).map { LogReaders.common([$0, $1]) }
        let times = JoinSide.times(times, side.keyTimes)
        if !self.types.isEmpty, common == self.types, times == self.times { return }
        (self.types, self.times) = (common, times)
        side.setKeys(common, times)
        let gather = LookupGather(side)
        var options = JobOptions()
        options.runsInline = true
        options.chunkSize = .max / 4
        options.inputs = [input.argument]
        if input.name != input.argument { options.inputNames = [input.argument: input.name] }
        options.output = unsafe .stream { _ in }
        let result = try gather.run(options)
        let report = LineReport(result)
        if report.rejected > 0 {
            notes.append(
                "\(input.name): \(report.rejected) of \(report.read) lines fit no format, the first \(report.examples.first ?? "")"
            )
        }
        try ConversionReport(result, side.mapper.readers).check(isStrict: false)
        (table, rows) = try gather.rows.finish(keysThere, in: result.inputs)
    }
}

/// What looks up each line of one format.
final class LineLookup {
    private let lookup: LogLookup
    private let columns: [(field: Int, column: Int)]
    private let key = ScratchBytes()

    init(_ lookup: LogLookup, _ reader: LogReader) {
        self.lookup = lookup
        columns = lookup.columns(in: reader.extractor.names)
    }

    /// Puts the row that has the line's key beside its fields.
    @inline(__always)
    func look(up fields: LineFields, _ reader: LogReader) {
        let indices = reader.plan.lookupKeys
        let key = key
        unsafe key.bytes.removeAll()
        for (place, index) in indices.enumerated() {
            let value = reader.program.value(index, fields)
            if value.isNull { return }
            unsafe LogKey.append(value, as: lookup.types[place], isLast: place == indices.count - 1, to: &key.bytes)
        }
        if let row = lookup.table.first(key.view) { reader.extractor.put(lookup.rows, row: row, columns) }
    }
}

/// Reads the rows of the table that is looked up in, in this process.
private struct LookupGather: MapOnlyJob, LogJob {
    var mapper: LogMapper
    private let side: JoinSide
    let rows: LookupRows

    init(_ side: JoinSide) {
        mapper = side.mapper
        self.side = side
        rows = LookupRows(width: side.columns.count)
    }

    func prepare(files: [JobInput]) throws { try side.prepare(files) }

    func map(_ record: Record, into part: inout PartWriter) {}

    mutating func map(_ block: RecordBlock, into part: inout PartWriter) throws {
        let rows = rows
        let file = block.file
        let counts = try mapper.map(block) { key, fields, reader in
            let line = LogLine(fields, reader)
            if !line.lacksKey(key) { rows.add(key, line, file) }
        }
        part.add(counts)
    }
}

/// The rows of the table on their way.
private final class LookupRows {
    private let rows: FieldRows
    private var keys = ByteBuffer()
    private var places: [(file: Int, offset: UInt64)] = []

    init(width: Int) { rows = FieldRows(width: width) }

    func add(_ key: ByteView, _ line: LogLine, _ file: Int) {
        keys.append(integer: UInt32(key.count))
        keys.append(integer: UInt32(0))
        keys.append(key)
        rows.add(line.fields, columns: line.reader.plan.values.map { line.reader.plainFields[$0] })
        places.append((file, line.reader.lineOffset))
    }

    func finish(_ names: [NamedExpression], in files: [JobInput]) throws -> (JoinTable, FieldRows) {
        rows.finish()
        let table = JoinTable()
        _ = unsafe table.add(keys.rawBuffer, limit: .max)
        guard try table.finish(limit: .max) else {
            throw ThreshError(
                .badData, "\(files.first?.name ?? "") has too many rows to be looked up in; use thresh join")
        }
        for row in places.indices {
            guard let other = table.row(after: row) else { continue }
            let (first, second) = (places[row], places[other])
            let key = LogKey.values(of: table.keyBytes(row), count: names.count).map { "'\($0)'" }.joined(
                separator: ", ")
            throw ThreshError(
                .badData,
                """
                \(files[second.file].place(at: second.offset)): \(names.map(\.name).joined(separator: ", ")) \(key) is there a second \
                time, after \(files[first.file].place(at: first.offset)), so that a line would have two rows; keep one of them, or pair \
                lines with both by thresh join
                """)
        }
        return (table, rows)
    }
}
