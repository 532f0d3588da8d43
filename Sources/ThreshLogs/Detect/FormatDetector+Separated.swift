internal import Thresh

/// Tables of separated values, whose first row names the columns.
extension FormatDetector {
    /// The table that the lines are, if their first is a row of names and most others have as many cells.
    ///
    /// - Parameter isNamed: whether the file is called a table: then names alone make one, and one of a single column.
    static func separatedFormat(_ sample: SampleLines, isNamed: Bool = false) -> DetectedFormat? {
        let tables = TableSample.separators.map { TableSample(sample, $0) }
        func best(mayBeSparse: Bool) -> TableSample? {
            let likely = tables.filter {
                $0.isLikely(isNamed: isNamed, mayBeSparse: mayBeSparse) && $0.fittingCount > 0
            }
            // The first of equals.
            return likely.max { $0.fittingCount < $1.fittingCount }
        }
        if let table = best(mayBeSparse: false) { return named(table) }
        for separator in TableSample.separators {
            if let titled = TableSample(titled: sample, separator, isNamed: isNamed) { return named(titled) }
        }
        if isNamed, let table = best(mayBeSparse: true) { return named(table) }
        if let header = tables.first(where: { $0.hasNamesAlone(isNamed: isNamed) }) { return header.detected }
        if tables[0].isColumn(isNamed: isNamed) { return tables[0].detected }
        let plain = TableSample(sample, 9, hasHeader: false)
        if plain.hasValuesAlone { return unnamed(plain) }
        guard isNamed else { return nil }
        let rows = TableSample.separators.map { TableSample(sample, $0, hasHeader: false) }.filter(\.hasRowsAlone)
        return rows.max { $0.fittingCount < $1.fittingCount }.map(unnamed)
    }

    /// Where nothing but its looks or the file's name says that the first row is one of names, that is told.
    private static func named(_ table: TableSample) -> DetectedFormat {
        var detected = table.detected
        if !table.areSure {
            let reason = table.hasNames ? "though nothing below it proves that" : "as the file's name says"
            detected.format.notes.append(
                "the first row is taken for the names of the columns, \(reason); --no-header reads it as a row")
        }
        return detected
    }

    private static func unnamed(_ table: TableSample) -> DetectedFormat {
        var detected = table.detected
        detected.format.notes.append("no line names the columns, which are column1, column2 and so on")
        return detected
    }

    /// `csv`, `tsv`, `csv;` with a separator, and behind blanks `no-header` and `decimal-comma`; nil for other names.
    static func separatedFormat(named text: String, _ sample: SampleLines) throws(ThreshError) -> LogFormat? {
        guard text.hasPrefix("csv") || text.hasPrefix("tsv") else { return nil }
        let words = text.split(separator: " ").map(String.init)
        let hasHeader = !words.contains("no-header")
        let separator = words[0].dropFirst(3)
        var separators = TableSample.separators
        switch (text.hasPrefix("tsv"), separator) {
        case (true, ""), (false, "\t"), (false, "\\t"): separators = [9]
        case (false, ""): break
        default:
            guard let byte = separator.utf8.first, separator.utf8.count == 1, text.hasPrefix("csv"), byte > 32,
                byte != 34
            else { throw unknownTable(text) }
            separators = [byte]
        }
        let known = ["no-header", "decimal-comma", "thousands-comma"]
        if !words.dropFirst().allSatisfy(known.contains) { throw unknownTable(text) }
        let commas = try SaidCommas(words, of: text)
        if sample.lines.isEmpty {
            throw ThreshError(
                .usage, "the format \(text) needs a first line\(hasHeader ? " that names the columns" : "")")
        }
        let tables = separators.map { TableSample(sample, $0, hasHeader: hasHeader) }
        // The one that most rows fit, and that divides them most.
        var best = tables[0]
        for table in tables where (table.evidence, table.columnCount) > (best.evidence, best.columnCount) {
            best = table
        }
        // What is said to be a table may begin with a title.
        if hasHeader, !best.isLikely(isNamed: true),
            let titled = separators.lazy.compactMap({ TableSample(titled: sample, $0, isNamed: true) }).first
        {
            best = titled
        }
        return best.format(commas)
    }

    private static func unknownTable(_ text: String) -> ThreshError {
        ThreshError(
            .usage,
            """
            --format '\(text)': give csv or tsv, csv with the byte that separates its cells ('csv;', 'csv|', 'csv\\t'), and \
            behind a blank no-header, decimal-comma or thousands-comma
            """)
    }
}

/// What words behind the name of a format say of the commas in numbers.
struct SaidCommas {
    var areDecimal = false
    var areThousands = false

    init() {}

    init(_ words: [String], of text: String) throws(ThreshError) {
        areDecimal = words.contains("decimal-comma")
        areThousands = words.contains("thousands-comma")
        if areDecimal, areThousands {
            throw ThreshError(
                .usage, "--format '\(text)': a comma is before a fraction or between thousands; give one of both")
        }
    }

    /// Of `columns decimal-comma` and the like, and the name before it; nil where nothing is said behind `name`.
    init?(behind name: String, in text: String) throws(ThreshError) {
        let words = text.split(separator: " ").map(String.init)
        guard words.first == name, words.dropFirst().allSatisfy(["decimal-comma", "thousands-comma"].contains) else {
            return nil
        }
        try self.init(words, of: text)
    }
}
