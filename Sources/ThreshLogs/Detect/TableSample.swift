internal import Thresh

/// The first rows of what may be a table.
struct TableSample {
    let separator: UInt8
    /// Lines before the names.
    private var preamble: [[UInt8]] = []
    private(set) var header: [UInt8]?
    private(set) var names: [String] = []
    var rows: [[UInt8]] = []
    /// Cells that most rows have.
    private(set) var columnCount = 0
    /// Rows that have as many.
    private(set) var fittingCount = 0
    /// Rows that are the same as the names.
    private var repetitions = 0
    /// Whether the last row has another number of cells: a sum, or a count of rows.
    private(set) var hasFooter = false
    /// Whether lines are drawn between rows, and around them.
    private(set) var isDrawn = false

    /// In the order of preference.
    static let separators = Array(",\t;|".utf8)

    /// Rows behind an empty line that name the columns of another table.
    private(set) var otherNames: [[UInt8]] = []

    /// How many of the lines before the names are a title.
    private(set) var titleCount = 0

    /// - Parameter titleCount: how many lines are before the names that are no comments.
    init(_ sample: SampleLines, _ separator: UInt8, hasHeader: Bool = true, titleCount: Int = 0) {
        self.separator = separator
        self.titleCount = titleCount
        let all = TableSample.records(of: sample, separator)
        let rules = all.filter(TableSample.isRule)
        isDrawn = separator == UInt8(ascii: "|") && !rules.isEmpty
        var records = all.filter { !TableSample.isRule($0) }[...]
        defer { preamble += Set(rules).sorted { $0.lexicographicallyPrecedes($1) } }
        guard !records.isEmpty else { return }
        preamble = Array(records.prefix(titleCount))
        records = records.dropFirst(titleCount)
        while let first = records.first, records.count > 1, TableSample.isPreamble(first) {
            // Names behind a `#`, where as many numbers follow.
            if hasHeader, TableSample.isHeaderBehindMark(first, records[records.startIndex + 1], separator) {
                header = first
                names = LogFormat.cells(of: Array(first.dropFirst()), separator)
                records.removeFirst()
                break
            }
            preamble.append(first)
            records.removeFirst()
        }
        if hasHeader, header == nil {
            header = records.removeFirst()
            names = LogFormat.cells(of: header!, separator)
        }
        if hasHeader, let next = records.first,
            TableSample.areWidths(next, separator, names.count, above: records.dropFirst().first)
        {
            preamble.append(next)
            records.removeFirst()
        }
        let counts = records.map { LogFormat.cellCount(of: $0, separator) }
        var numbers: [Int: Int] = [:]
        // Lines with a mark may be comments: they decide nothing.
        for (row, count) in zip(records, counts) where row.first != UInt8(ascii: "#") {
            numbers[count, default: 0] += 1
        }
        let usual = numbers.max { ($0.value, $0.key) < ($1.value, $1.key) }?.key ?? names.count
        // Rows may end with a separator, or have more cells than the names; fewer are cells that are missing.
        columnCount = hasHeader ? max(usual, names.count) : usual
        if hasHeader, usual == names.count - 1, names.last == "" { columnCount = usual }
        rows = zip(records, counts).filter { $0.first != UInt8(ascii: "#") || $1 == columnCount }.map(\.0)
        fittingCount = zip(records, counts).count { $1 == columnCount }
        repetitions = records.count { $0 == header }
        hasFooter = counts.last.map { $0 != columnCount } ?? false
        if hasHeader, names.count == columnCount {
            otherNames = namesOfOthers(among: sample.firstsOfParts)
            rows.removeAll { otherNames.contains($0) }
            preamble += otherNames
        }
    }

    /// A table below a title: lines with few cells, as reports begin with. nil where that is not sure.
    init?(titled sample: SampleLines, _ separator: UInt8, isNamed: Bool) {
        // What stands below the last row, as a sum, decides nothing.
        var lines = TableSample.records(of: sample, separator)
        while lines.count > 3, let last = lines.last,
            LogFormat.cells(of: last, separator).count(where: { !$0.isEmpty }) < 2
        {
            lines.removeLast()
        }
        let sample = SampleLines(lines: lines)
        let first = TableSample(sample, separator)
        let isMost = first.columnCount > 1 && first.fittingCount * 10 >= first.rows.count * 6 && first.rows.count > 1
        if isMost,
            let table = TableSample.belowTitle(of: sample, separator, isNamed, first.columnCount, needsValues: false)
        {
            self = table
            return
        }
        // A title of more lines than there are rows is one above many columns only.
        guard let widest = TableSample.widest(lines, separator),
            let table = TableSample.belowTitle(of: sample, separator, isNamed, widest, needsValues: true)
        else { return nil }
        self = table
    }

    /// The table of so many columns whose names are below lines with half as many cells.
    private static func belowTitle(
        of sample: SampleLines, _ separator: UInt8, _ isNamed: Bool, _ columnCount: Int, needsValues: Bool
    ) -> TableSample? {
        let records = sample.lines
        for count in 1...min(mostTitleLines, records.count - 1) {
            let names = LogFormat.cells(of: records[count], separator).filter { !$0.isEmpty }
            let most = max(1, columnCount / 2)
            let filled = LogFormat.cells(of: records[count - 1], separator).count { !$0.isEmpty }
            if filled > most && count == 1 { return nil }
            guard names.count == columnCount, filled <= most else { continue }
            let table = TableSample(sample, separator, titleCount: count)
            guard table.isLikely(isNamed: isNamed), table.columnCount == table.names.count, !table.isProse,
                table.fittingCount * 10 >= table.rows.count * 8
            else { return nil }
            if table.hasValues { return table }
            let isSure = isNamed || names.count > 2 && table.fittingCount == table.rows.count
            return isSure && !needsValues ? table : nil
        }
        return nil
    }

    private static let mostTitleLines = 40

    /// The most cells that three lines have, if they are many.
    private static func widest(_ records: [[UInt8]], _ separator: UInt8) -> Int? {
        var counts: [Int: Int] = [:]
        for record in records { counts[LogFormat.cellCount(of: record, separator), default: 0] += 1 }
        let widest = counts.filter { $0.value >= 3 }.keys.max() ?? 0
        return widest >= leastBelowLongTitle ? widest : nil
    }

    private static let leastBelowLongTitle = 8

    /// How many rows speak for this separator.
    var evidence: Int { (header == nil ? columnCount : names.count) > 1 ? max(fittingCount, 1) : 0 }

    /// Whether nobody need say that it is one: names, and rows that agree with them.
    func isLikely(isNamed: Bool, mayBeSparse: Bool = false) -> Bool {
        guard names.count >= 2, !rows.isEmpty, areNames(isNamed: isNamed, mayBeSparse: mayBeSparse),
            isNamed || !isProse, !areValues
        else { return false }
        if columnCount > names.count {
            return names.count >= 3 && columnCount == names.count + 1 && fittingCount == rows.count
        }
        // What stands below the last row of what is called a table decides nothing.
        let count = isNamed && hasFooter ? rows.count - 1 : rows.count
        return columnCount == 2 ? fittingCount * 4 >= count * 3 : fittingCount * 2 >= count
    }

    /// Whether the first row may be a sentence as others: it comes again and again, or has a blank behind a separator. Columns
    /// of numbers, times or addresses prove a table, unless half of the rows are the first once more.
    private var isProse: Bool {
        if isDrawn { return false }
        let comesAgain = repetitions > 1 && repetitions * 10 > rows.count + repetitions
        let hasBlank = header.map { zip($0, $0.dropFirst()).contains { $0 == separator && $1 == 32 } } ?? false
        guard comesAgain || hasBlank else { return false }
        if repetitions * 2 > rows.count { return true }
        return !hasValues
    }

    /// Whether it is a column: a name, and values of which nine of ten are one cell. Without a file's name to say so, these
    /// must be numbers, times or addresses.
    func isColumn(isNamed: Bool) -> Bool {
        guard names.count == 1, columnCount == 1, hasNames || isNamed && provesNames && !TableSample.isTyped(names[0]),
            !names[0].contains(where: { ";|\t".contains($0) })
        else { return false }
        if rows.isEmpty { return isNamed }
        guard fittingCount * 10 >= rows.count * 9 || rows.count - fittingCount == 1 && fittingCount > 1 else {
            return false
        }
        if isNamed { return true }
        let values = rows.map { SampledValue($0) }
        guard rows.count > 1, !names[0].contains(" "), !isValue(names[0]) else { return false }
        switch FieldSurvey.type(of: values.filter { !$0.bytes.contains(separator) }, named: "") {
        case .number, .numeral, .time, .ip: return true
        default: return false
        }
    }

    /// Whether what would be a name is a size or a length of time.
    private func isValue(_ name: String) -> Bool {
        Array(name.utf8).withLineBytes { text in
            [.binarySize, .commaBinarySize, .duration].contains { NumeralValue.number(in: text, $0) != nil }
        }
    }

    /// Whether one of what would be names is a size or a length of time with its unit, and so are the others of its column.
    private var areValues: Bool {
        func hasUnit(_ cell: String) -> Bool { cell.utf8.last.map { ($0 | 32) &- 97 < 26 } == true && isValue(cell) }
        return names.indices.contains { column in
            guard hasUnit(names[column]) else { return false }
            let cells = rows.map { LogFormat.cells(of: $0, separator) }.filter { column < $0.count }.map { $0[column] }
            return cells.allSatisfy { $0.isEmpty || isValue($0) } && cells.count(where: hasUnit) * 2 >= cells.count
        }
    }

    /// Whether there is nothing but names, as in an export that found nothing.
    func hasNamesAlone(isNamed: Bool) -> Bool {
        guard rows.isEmpty, preamble.isEmpty, names.count >= 2, hasNames else { return false }
        return isNamed
            || names.count >= 3 && header?.contains(32) == false
                && names.allSatisfy { name in
                    name.utf8.allSatisfy { ($0 | 32) &- 97 < 26 || $0 &- 48 < 10 || $0 == 95 || $0 == 46 }
                }
    }

    /// Whether no row names the columns, as `du -h` and answers print tables: each has as many cells, and a column has numbers
    /// or sizes in all of them, the first included.
    var hasValuesAlone: Bool {
        guard header == nil, preamble.isEmpty, columnCount > 1, fittingCount == rows.count else { return false }
        let cells = rows.map { LogFormat.cells(of: $0, separator) }
        if cells.count == 1 {
            return columnCount == 2 && isValue(cells[0][0]) && cells[0][1].contains { "./".contains($0) }
        }
        return cells.count > 1
            && (0..<columnCount).contains { column in
                cells.allSatisfy { row in column < row.count && isValue(row[column]) }
            }
    }

    var detected: DetectedFormat {
        DetectedFormat(
            format: format(), lineCount: rows.count, fittingCount: fittingCount, extraFieldCount: 0)
    }

    /// With types by what the rows have.
    func format(_ commas: SaidCommas = SaidCommas()) -> LogFormat {
        var columnNames = names
        if columnNames.count > columnCount { columnNames.removeLast(columnNames.count - columnCount) }
        // Behind the last separator there is a column where a row has something there.
        if columnNames.count == columnCount, columnNames.last == "", rows.contains(where: hasLastCell) {
            columnNames.removeLast()
        }
        var format = LogFormat.separated(
            by: separator, names: columnNames, columnCount: columnCount, header: header, preamble: preamble)
        (format.hasDecimalComma, format.hasThousandsComma) = (commas.areDecimal, commas.areThousands)
        if titleCount > 0 {
            let lines = titleCount == 1 ? "the first line is" : "the first \(titleCount) lines that are not empty are"
            format.notes.append("\(lines) taken for a title, and what is below names the columns")
        }
        if let other = otherNames.first { format.notes.append(TableSample.noteOnOthers(other)) }
        return FieldSurvey.typed(format, SampleLines(lines: rows))
    }

    private func hasLastCell(_ row: [UInt8]) -> Bool {
        let cells = LogFormat.cells(of: row, separator)
        return cells.count == columnCount && cells.last != ""
    }

    // MARK: records

    /// Lines, and those that a line end within quotes goes on in; the last without a closing quote is left out.
    ///
    /// Where records go on, only lines that stand behind one another tell: others may be from the middle of a cell.
    static func records(of sample: SampleLines, _ separator: UInt8) -> [[UInt8]] {
        let beginning = sample.beginning
        let all = records(of: sample.lines[...], separator)
        if beginning.others == 0 || !all.contains(where: { $0.contains(10) }) { return all }
        var records = records(of: beginning.lines, separator)
        // The last one may go on.
        if records.count > 2 { records.removeLast() }
        return records
    }

    private static func records(of lines: ArraySlice<[UInt8]>, _ separator: UInt8) -> [[UInt8]] {
        var records: [[UInt8]] = []
        var isOpen = false
        for var line in lines {
            if records.isEmpty, line.starts(with: [0xEF, 0xBB, 0xBF]) { line.removeFirst(3) }
            if isOpen { records[records.count - 1] += [10] + line } else { records.append(line) }
            isOpen = records[records.count - 1].withPadding { endsWithinQuotes($0, separator) }
        }
        if isOpen, records.count > 1 { records.removeLast() }
        return records
    }

    private static func endsWithinQuotes(_ line: LineBytes, _ separator: UInt8) -> Bool {
        var position = 0
        while position <= line.count {
            let cell = unsafe LineScan.cell(separator, line.base, position, line.count)
            // Behind a blank, a quote opens no cell that a line end may be in.
            if cell.end < 0 { return line[position] == UInt8(ascii: "\"") }
            position = cell.next + 1
        }
        return false
    }

    /// Whether a line is drawn between the rows of a table, and is none: `|---|:--|`, `+----+`, `---- ----`.
    static func isRule(_ line: [UInt8]) -> Bool {
        line.count(where: { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "=") }) >= 3
            && line.allSatisfy { "-=+|: ".utf8.contains($0) }
    }

    private static func isPreamble(_ line: [UInt8]) -> Bool {
        line.first == UInt8(ascii: "#") || line.count == 5 && line.starts(with: "sep=".utf8)
    }

    private static func isHeaderBehindMark(_ line: [UInt8], _ next: [UInt8], _ separator: UInt8) -> Bool {
        let names = LogFormat.cells(of: Array(line.dropFirst()), separator)
        let cells = LogFormat.cells(of: next, separator)
        return line.first == UInt8(ascii: "#") && next.first != UInt8(ascii: "#") && names.count > 1
            && names.count == cells.count && names.allSatisfy { isName($0) && !$0.isEmpty }
            && cells.contains { Double($0) != nil }
    }
}

extension LogFormat {
    fileprivate static func cellCount(of row: [UInt8], _ separator: UInt8) -> Int {
        row.withPadding { cellCount(of: $0, separator) }
    }
}

extension Array where Element == UInt8 {
    /// Calls `body` with the bytes, behind which 64 are readable.
    fileprivate func withPadding<R>(_ body: (LineBytes) throws -> R) rethrows -> R {
        try (self + [UInt8](repeating: 0, count: 64)).withLineBytes { try body($0.slice(0, count)) }
    }
}
