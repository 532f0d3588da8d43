internal import Thresh

/// Tables whose columns blanks divide: names, and rows whose cells begin, or end, where these do.
extension FormatDetector {
    /// The table that the lines are, if that is sure.
    static func columnsFormat(_ sample: SampleLines) -> DetectedFormat? { columns(sample, isNamed: false) }

    /// The same where it was said.
    static func columnsFormat(named name: String, _ sample: SampleLines) throws(ThreshError) -> LogFormat? {
        guard name == "columns" else { return nil }
        guard let found = columns(sample, isNamed: true) else {
            throw ThreshError(
                .usage,
                """
                the format columns needs a line of names, and lines below it whose cells begin or end where the names do; \
                --format '/(?<name>…)/' reads others
                """)
        }
        return found.format
    }

    private static func columns(_ sample: SampleLines, isNamed: Bool) -> DetectedFormat? {
        for first in 0..<min(mostTitleLines + 1, max(0, sample.lines.count - 1)) {
            let lines = Array(sample.lines[first...])
            guard let table = ColumnTable(lines), table.isSure || isNamed && table.isLikely else { continue }
            var format = table.format(title: Array(sample.lines[..<first]))
            if first > 0 {
                format.notes.append(
                    "line \(first + 1) that is not empty names the columns; what is before it is a title")
            }
            return DetectedFormat(
                format: format, lineCount: table.rows.count, fittingCount: table.fittingCount, extraFieldCount: 0)
        }
        return nil
    }

    /// Lines that may stand before the names, as `top` prints them.
    private static let mostTitleLines = 8
}

/// Lines of which the first may name the columns of the others.
private struct ColumnTable {
    let names: [String]
    let places: ColumnPlaces
    let header: [UInt8]
    let rows: [[UInt8]]
    private(set) var fittingCount = 0
    /// Cells of rows, and how many of them begin or end where their name does.
    private var cellCount = 0
    private var alignedCount = 0
    /// Columns whose cells all begin with a digit.
    private var numericCount = 0

    init?(_ lines: [[UInt8]]) {
        header = lines[0]
        rows = lines.dropFirst().filter { $0 != lines[0] }
        guard !rows.isEmpty, header.count < 2000, !header.contains(9) else { return nil }
        let top = String(decoding: header, as: UTF8.self).unicodeScalars.map { $0 }
        let texts = rows.prefix(200).map { String(decoding: $0, as: UTF8.self).unicodeScalars.map { $0 } }
        guard var columns = ColumnTable.columns(top, texts), columns.count > 2 else { return nil }
        names = columns.map { ColumnTable.name($0, top) }
        // The last goes on to the end.
        columns[columns.count - 1] = columns[columns.count - 1].lowerBound..<Int.max
        var places = ColumnPlaces(gaps: zip(columns, columns.dropFirst()).map { $0.upperBound..<$1.lowerBound })
        places.isOfWords = ColumnTable.areWords(rows, places)
        self.places = places
        survey(columns, top)
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
        var numeric = [Bool](repeating: true, count: columns.count)
        for row in rows {
            row.withLineBytes { line in
                guard let cells = places.cells(of: line) else { return }
                fittingCount += 1
                for (number, cell) in cells.enumerated() {
                    let isDigit = !cell.isEmpty && line[cell.lowerBound] &- 48 < 10
                    if !isDigit { numeric[number] = false }
                    guard !cell.isEmpty, let name = ColumnTable.extent(columns[number], top) else { continue }
                    cellCount += 1
                    let text = String(decoding: (0..<cell.lowerBound).map { line[$0] }, as: UTF8.self)
                    let start = text.unicodeScalars.count
                    let inner = String(decoding: cell.map { line[$0] }, as: UTF8.self)
                    let end = start + inner.unicodeScalars.count
                    if start == name.lowerBound || end == name.upperBound { alignedCount += 1 }
                }
            }
        }
        numericCount = numeric.count { $0 }
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
        let letters = names.joined().unicodeScalars.filter { $0.properties.isAlphabetic }
        let isCapital = !letters.isEmpty && letters.allSatisfy { !$0.properties.isLowercase }
        let isSpaced = places.gaps.contains { $0.count > 1 }
        if isCapital { return isSpaced && alignedCount * 5 >= cellCount * 4 }
        guard names.count > 3, names.first?.isEmpty != true || numericCount > 2 else { return false }
        return numericCount > 1 && alignedCount * 5 >= cellCount * 4
            || numericCount == 1 && fittingCount > 1 && alignedCount * 20 >= cellCount * 19
    }

    private var hasNames: Bool {
        let named = names.filter { !$0.isEmpty }
        return named.count > 2 && Set(named).count == named.count
            && named.allSatisfy { name in
                // `1K-blocks` is one too.
                let start = Array(name.utf8.prefix(2))
                return TableSample.isName(name) || start.count == 2 && start[0] &- 48 < 10 && (start[1] | 32) &- 97 < 26
            }
    }

    func format(title: [[UInt8]]) -> LogFormat {
        var format = LogFormat.separated(
            by: 9, names: names, columnCount: names.count, header: header, preamble: title)
        (format.name, format.summary) = ("columns", "columns that blanks divide, below their names")
        format.columnPlaces = places
        return FieldSurvey.typed(format, SampleLines(lines: rows))
    }
}
