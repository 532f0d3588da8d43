internal import Thresh

/// Tables whose columns blanks divide: names, and rows whose cells begin, or end, where these do.
extension FormatDetector {
    /// The table that the lines are, if that is sure.
    static func columnsFormat(_ sample: SampleLines) -> DetectedFormat? { columns(sample, isNamed: false) }

    /// The same where it was said.
    static func columnsFormat(named name: String, _ sample: SampleLines) throws(ThreshError) -> LogFormat? {
        guard let commas = try SaidCommas(behind: "columns", in: name) else { return nil }
        guard let found = columns(sample, isNamed: true, commas) else {
            throw ThreshError(
                .usage,
                """
                the format columns needs a line of names, and lines below it whose cells begin or end where the names do; \
                --format '/(?<name>…)/' reads others
                """)
        }
        return found.format
    }

    private static func columns(
        _ whole: SampleLines, isNamed: Bool, _ commas: SaidCommas = SaidCommas()
    ) -> DetectedFormat? {
        let rules = whole.lines.filter(TableSample.isRule)
        let drawn = ColumnRule.belowLines(of: whole)
        let unruled = whole.without(TableSample.isRule)
        let footers = unruled.lines.suffix(mostFooterLines).filter(ColumnTable.isFooter)
        let sample = footers.isEmpty ? unruled : unruled.without { footers.contains($0) }
        for first in 0..<min(mostTitleLines + 1, max(0, sample.lines.count - 1)) {
            let lines = Array(sample.lines[first...])
            let end = sample.behindGaps.filter { $0 > first + 1 }.min() ?? sample.lines.count
            func found(_ rule: ColumnRule?) -> ColumnTable? {
                ColumnTable(lines, blockCount: end - first, rule: rule).flatMap {
                    $0.isSure || isNamed && $0.isLikely ? $0 : nil
                }
            }
            let (title, blockCount) = (Array(sample.lines[..<first]), end - first)
            guard
                let table = drawn[sample.lines[first]].flatMap(found) ?? found(nil)
                    ?? ColumnTable(squeezed: lines, blockCount: blockCount, isNamed: isNamed)
                    ?? ColumnTable(shifted: lines, blockCount: blockCount, below: title)
            else { continue }
            let others = sample.lines[end...].filter { $0 != table.header && drawn[$0] != nil }
            var format = table.format(
                beside: title + footers + others + table.legend(among: sample.lines[end...], areOthers: !others.isEmpty)
                    + Set(rules).sorted { $0.lexicographicallyPrecedes($1) }, commas)
            if first > 0 {
                format.notes.append(
                    "line \(first + 1) that is not empty names the columns; what is before it is a title")
            }
            if let other = others.first { format.notes.append(TableSample.noteOnOthers(other)) }
            return DetectedFormat(
                format: format, lineCount: table.rows.count, fittingCount: table.fittingCount, extraFieldCount: 0)
        }
        return nil
    }

    /// Lines that may stand before the names, as `top` prints them.
    private static let mostTitleLines = 8

    /// Lines that may stand below the rows and say how many these are.
    private static let mostFooterLines = 3
}

/// Lines of which the first may name the columns of the others.
struct ColumnTable {
    let names: [String]
    let places: ColumnPlaces
    let header: [UInt8]
    let rows: [[UInt8]]
    private(set) var fittingCount = 0
    /// Cells of rows, and how many of them begin or end where their name does.
    private var cellCount = 0
    private var alignedCount = 0
    /// Whether all cells of a column begin with a digit.
    private(set) var areNumeric: [Bool] = []
    private var numericCount: Int { areNumeric.count { $0 } }
    /// Says where the columns are.
    private var rule: ColumnRule?
    /// Whether some columns are more than a blank apart.
    private let isSpaced: Bool
    /// Whether blanks fill cells up in some row.
    private var isPadded = false

    /// - Parameters:
    ///   - blockCount: how many of the lines are before an empty one.
    ///   - rule: what is drawn below the names.
    init?(_ lines: [[UInt8]], blockCount: Int, rule: ColumnRule?) {
        self.rule = rule
        header = lines[0]
        rows = lines[1..<blockCount].filter { $0 != lines[0] }
        guard !rows.isEmpty, header.count < 2000, !header.contains(9) else { return nil }
        let top = String(decoding: header, as: UTF8.self).unicodeScalars.map { $0 }
        let texts = rows.prefix(200).map { row in
            ColumnTable.joiningTimes(String(decoding: row, as: UTF8.self).unicodeScalars.map { $0 }, below: top)
        }
        guard var columns = rule.map({ $0.columns(top, texts) }) ?? ColumnTable.columns(top, texts),
            columns.count > (rule == nil ? 2 : 1)
        else { return nil }
        if rule == nil, ColumnTable.mayHaveMarks(top, texts), columns[0].lowerBound > 0 {
            // What is before the first name.
            columns = [0..<1] + [max(2, columns[0].lowerBound)..<columns[0].upperBound] + columns.dropFirst()
        }
        // The last goes on to the end.
        columns[columns.count - 1] = columns[columns.count - 1].lowerBound..<Int.max
        isSpaced = zip(columns, columns.dropFirst()).contains { $1.lowerBound - $0.upperBound > 1 }
        var places = ColumnPlaces(
            gaps: zip(columns, columns.dropFirst()).map { column, next in
                let free = column.upperBound..<next.lowerBound
                return rule == nil ? ColumnTable.gap(free, top, texts) : free
            })
        places.isOfWords =
            rule == nil && ColumnTable.areWords(rows, places)
            && !ColumnTable.haveLegend(Array(lines[blockCount...]), places)
        var names = columns.map { ColumnTable.name($0, top) }
        places.pairs = ColumnTable.pairs(rows, names, places)
        for index in places.pairs.reversed() {
            names.replaceSubrange(index...index, with: ColumnTable.halves(of: names[index]))
        }
        self.names = names
        self.places = places
        survey(columns, top)
    }

    /// Rows in which one blank divides cells, wherever they are.
    ///
    /// - Parameter isNamed: whether it was said that they are a table.
    init?(squeezed lines: [[UInt8]], blockCount: Int, isNamed: Bool) {
        header = lines[0]
        rows = lines[1..<blockCount].filter { $0 != lines[0] }
        guard !rows.isEmpty, header.count < 2000, ([header] + rows).allSatisfy({ ColumnTable.isSqueezed($0) }) else {
            return nil
        }
        names = header.split(separator: 32).map { String(decoding: $0, as: UTF8.self) }
        isSpaced = false
        places = ColumnPlaces(gaps: Array(repeating: 0..<1, count: max(0, names.count - 1)), isOfWords: true)
        guard names.count > 3 || isNamed && names.count > 2, hasNames, isCapital || isNamed,
            !rows.contains(where: { ColumnTable.hasUnnamedClock($0, names) })
        else { return nil }
        survey([], [])
        guard fittingCount == rows.count, isNamed || rows.count > 1 && numericCount + repeatingCount > 1 else {
            return nil
        }
    }

    /// Rows of numbers that runs of blanks divide wherever they are, since one that is wider than its column shifts those behind it:
    /// `vmstat`.
    ///
    /// - Parameter title: what is above, and comes again with the names.
    init?(shifted lines: [[UInt8]], blockCount: Int, below title: [[UInt8]]) {
        header = lines[0]
        rows = lines[1..<blockCount].filter { $0 != lines[0] && !title.contains($0) }
        guard !rows.isEmpty, header.count < 2000, !header.contains(9) else { return nil }
        names = header.split(separator: 32).map { String(decoding: $0, as: UTF8.self) }
        isSpaced = true
        places = ColumnPlaces(gaps: Array(repeating: 0..<1, count: max(0, names.count - 1)), isOfWords: true)
        guard names.count > 3, hasNames, rows.count > 1 || names.count > 7 else { return nil }
        survey([], [])
        guard fittingCount * 10 >= rows.count * 9, numericCount + 1 >= names.count else { return nil }
    }

    /// Columns but the last that have one value in half of three rows or more, and are no numbers.
    private var repeatingCount: Int {
        guard rows.count > 2 else { return 0 }
        var counts = [[[UInt8]: Int]](repeating: [:], count: places.count - 1)
        for row in rows {
            for (index, cell) in row.split(separator: 32).prefix(places.count - 1).enumerated() {
                if cell.first! &- 48 >= 10 { counts[index][Array(cell), default: 0] += 1 }
            }
        }
        return counts.count { ($0.values.max() ?? 0) * 2 >= rows.count }
    }

    private static func isSqueezed(_ line: [UInt8]) -> Bool {
        line.first != 32 && !line.contains(9) && !zip(line, line.dropFirst()).contains { $0 == 32 && $1 == 32 }
    }

    /// Whether names begin behind two blanks, and so do rows, but for a mark before some.
    private static func mayHaveMarks(_ top: [Unicode.Scalar], _ texts: [[Unicode.Scalar]]) -> Bool {
        guard top.count > 3, top[0] == " ", top[1] == " ", top[2] != " " else { return false }
        return texts.allSatisfy { text in
            text.count > 2 && text[1] == " " && text[2] != " "
                && (text[0] == " " || !text[0].properties.isAlphabetic && text[0].properties.numericType == nil)
        }
    }

    /// Whether lines below the table would be rows of it if runs of blanks divided these, and are none by their places.
    private static func haveLegend(_ lines: [[UInt8]], _ places: ColumnPlaces) -> Bool {
        var words = places
        words.isOfWords = true
        return lines.contains { line in
            line.withLineBytes { words.cells(of: $0) != nil && places.cells(of: $0) == nil }
        }
    }

    /// Columns of two values each, as ` / ` between them and a `/` in the name say.
    private static func pairs(_ rows: [[UInt8]], _ names: [String], _ places: ColumnPlaces) -> [Int] {
        names.indices.filter { index in
            guard names[index].contains("/"), index < names.count - 1 else { return false }
            var count = 0
            for row in rows {
                let isPair = row.withLineBytes { line -> Bool in
                    guard let cells = places.cells(of: line), !cells[index].isEmpty else { return true }
                    count += 1
                    return ColumnPlaces.pairMark(line, cells[index]) != nil
                }
                if !isPair { return false }
            }
            return count > 0
        }
    }

    /// `MEM USAGE` and `LIMIT`; `NET I` and `NET O`.
    private static func halves(of name: String) -> [String] {
        let parts = name.split(separator: "/", maxSplits: 1).map { String($0).trimmingBlanks() }
        guard parts.count == 2 else { return [name, ""] }
        let isOneWord = !name.contains(" /")
        let shared = isOneWord ? parts[0].split(separator: " ").dropLast().map { "\($0) " }.joined() : ""
        return [parts[0], shared + parts[1]]
    }

    /// Where a row is cut: right before the next name where all rows have a blank there, since the longest cell may have blanks of its own
    /// in what nearly all others leave free.
    private static func gap(_ free: Range<Int>, _ top: [Unicode.Scalar], _ texts: [[Unicode.Scalar]]) -> Range<Int> {
        let last = free.upperBound - 1
        guard !free.isEmpty, free.upperBound < top.count, top[free.upperBound] != " ",
            texts.allSatisfy({ $0.count <= last || $0[last] == " " })
        else { return free }
        return last..<free.upperBound
    }

    /// Where columns are: what lies between places that are blank in the first line and in nearly all others.
    private static func columns(_ top: [Unicode.Scalar], _ texts: [[Unicode.Scalar]]) -> [Range<Int>]? {
        let width = max(top.count, texts.map(\.count).max() ?? 0)
        var filled = [Int](repeating: 0, count: min(width, 2000))
        for text in texts {
            for (place, scalar) in text.enumerated() where scalar != " " && place < filled.count { filled[place] += 1 }
        }
        let odd = texts.count / 5
        func isNamed(_ place: Int) -> Bool { place < top.count && top[place] != " " }
        guard let lastName = top.lastIndex(where: { $0 != " " }) else { return nil }
        // Where the last name begins, behind at least one blank.
        var columns: [Range<Int>] = []
        var start: Int?
        for place in 0...min(filled.count, lastName + 1) {
            let isFilled = place < filled.count && (isNamed(place) || filled[place] > odd)
            if isFilled, start == nil { start = place }
            if !isFilled || place == lastName + 1, let begin = start {
                columns.append(begin..<place)
                start = nil
            }
        }
        var joined: [Range<Int>] = []
        for column in columns {
            let hasName = column.contains(where: isNamed)
            let hasCells = texts.contains { text in column.contains { $0 < text.count && text[$0] != " " } }
            // Words of a name, or of cells, that all have a blank at one place.
            let isNear = joined.last.map { column.lowerBound - $0.upperBound == 1 } ?? false
            if let last = joined.last, !hasName || !hasCells && isNear {
                joined[joined.count - 1] = last.lowerBound..<column.upperBound
            } else {
                joined.append(column)
            }
        }
        return joined
    }

    private static func name(_ column: Range<Int>, _ top: [Unicode.Scalar]) -> String {
        var name = String.UnicodeScalarView()
        name.append(contentsOf: top[min(column.lowerBound, top.count)..<min(column.upperBound, top.count)])
        let words = String(name).split(separator: " ")
        return words.joined(separator: " ")
    }

    /// Whether runs of blanks divide the rows as places do.
    private static func areWords(_ rows: [[UInt8]], _ places: ColumnPlaces) -> Bool {
        var words = places
        words.isOfWords = true
        var count = 0
        for row in rows {
            let isSame = row.withLineBytes { line -> Bool? in
                guard let cells = places.cells(of: line) else { return nil }
                guard cells.dropLast().allSatisfy({ !$0.isEmpty }), let found = words.cells(of: line) else {
                    return false
                }
                return found == cells
                    || cells.last!.isEmpty && found.dropLast() == cells.dropLast() && found.last!.isEmpty
            }
            if isSame == false { return false }
            if isSame == true { count += 1 }
        }
        return count > 0
    }

    private mutating func survey(_ columns: [Range<Int>], _ top: [Unicode.Scalar]) {
        var numeric = [Bool](repeating: true, count: places.count)
        for row in rows {
            row.withLineBytes { line in
                guard let cells = places.cells(of: line) else { return }
                fittingCount += 1
                if zip(cells, cells.dropFirst()).contains(where: { $0.upperBound + 1 < $1.lowerBound }) {
                    isPadded = true
                }
                for (number, cell) in cells.enumerated() {
                    let isDigit = !cell.isEmpty && line[cell.lowerBound] &- 48 < 10
                    if !isDigit { numeric[number] = false }
                    guard !cell.isEmpty, number < columns.count,
                        let name = rule?.runs[number] ?? ColumnTable.extent(columns[number], top)
                    else { continue }
                    cellCount += 1
                    let text = String(decoding: (0..<cell.lowerBound).map { line[$0] }, as: UTF8.self)
                    let start = text.unicodeScalars.count
                    let inner = String(decoding: cell.map { line[$0] }, as: UTF8.self)
                    let end = start + inner.unicodeScalars.count
                    let isBelow = rule == nil ? isColon(start, inner, name, top) : name.contains(start..<end)
                    if start == name.lowerBound || end == name.upperBound || isBelow {
                        alignedCount += 1
                    }
                }
            }
        }
        areNumeric = numeric
    }

    /// Whether the last colon of a cell is where that of its name is: `10.0.0.5:22` under `Address:Port`.
    private func isColon(_ start: Int, _ cell: String, _ name: Range<Int>, _ top: [Unicode.Scalar]) -> Bool {
        let scalars = Array(cell.unicodeScalars)
        return scalars.lastIndex(of: ":").map { $0 + start == name.last { top[$0] == ":" } } ?? false
    }

    /// Where the name of a column is.
    private static func extent(_ column: Range<Int>, _ top: [Unicode.Scalar]) -> Range<Int>? {
        let places = max(0, column.lowerBound)..<min(column.upperBound, top.count)
        guard let first = places.first(where: { top[$0] != " " }), let last = places.last(where: { top[$0] != " " })
        else { return nil }
        return first..<last + 1
    }

    private var fits: Bool { fittingCount > 0 && fittingCount * 10 >= rows.count * 7 }

    /// Whether it is one where somebody says so.
    var isLikely: Bool { fits && alignedCount * 2 >= cellCount && hasNames }

    /// Whether nobody need say so: names in capitals, or numbers below names.
    var isSure: Bool {
        guard fits, hasNames else { return false }
        if rule != nil { return alignedCount * 5 >= cellCount * 4 }
        if isCapital {
            return isSpaced
                ? alignedCount * 5 >= cellCount * 4 : isPadded && rows.count > 1 && alignedCount == cellCount
        }
        guard names.count > 3, names.first?.isEmpty != true || numericCount > 2 else { return false }
        return numericCount > 1 && alignedCount * 5 >= cellCount * 4
            || numericCount == 1 && fittingCount > 1 && alignedCount * 20 >= cellCount * 19
    }

    /// Whether names are in capitals, but for what they have in parentheses: `CPU(cores)`.
    private var isCapital: Bool {
        let letters = names.flatMap { $0.prefix { $0 != "(" }.unicodeScalars }.filter { $0.properties.isAlphabetic }
        return !letters.isEmpty && letters.allSatisfy { !$0.properties.isLowercase }
    }

    private var hasNames: Bool {
        let named = names.filter { !$0.isEmpty }
        // Above a rule `count(*)` is one, the number of a column, and so are equal ones.
        if rule != nil { return !named.isEmpty && !named.contains { UInt($0) == nil && TableSample.isTyped($0) } }
        return named.count > 2 && Set(named).count == named.count
            && named.allSatisfy { name in
                // `1K-blocks` is one too.
                let start = Array(name.utf8.prefix(2))
                return TableSample.isName(name) || start.count == 2 && start[0] &- 48 < 10 && (start[1] | 32) &- 97 < 26
            }
    }

    func format(beside title: [[UInt8]], _ commas: SaidCommas) -> LogFormat {
        var format = LogFormat.separated(
            by: 9, names: names, columnCount: names.count, header: header, preamble: title)
        (format.name, format.summary) = ("columns", "columns that blanks divide, below their names")
        format.columnPlaces = places
        (format.hasDecimalComma, format.hasThousandsComma) = (commas.areDecimal, commas.areThousands)
        return FieldSurvey.typed(format, SampleLines(lines: rows))
    }
}

extension FormatDetector {
    /// A listing of files whose sizes are integers where no line has a unit, `1.5K`.
    static func withSizes(_ format: LogFormat, _ sample: SampleLines) -> LogFormat {
        guard format.name == "ls" else { return format }
        let values = values(of: "bytes", in: format, sample).map { SampledValue($0) }
        let hasUnits = values.contains { value in value.bytes.contains { $0 &- 48 >= 10 } }
        if !hasUnits { return format.settingType(.bytes, of: "bytes") }
        var format = format
        format.fieldNotes["bytes"] = PrintedUnits.note(on: values, as: .binarySize, named: "bytes")
        return format
    }
}
