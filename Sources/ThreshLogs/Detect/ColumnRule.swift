internal import Thresh

/// What is drawn below the names of a table that blanks divide: a run of `-` or `=` for each column.
struct ColumnRule {
    /// In characters.
    let runs: [Range<Int>]

    init?(_ line: [UInt8]) {
        guard line.allSatisfy({ $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "=") || $0 == 32 }) else { return nil }
        let words = line.indices.split { line[$0] == 32 }
        guard words.count > 1 else { return nil }
        runs = words
    }

    /// Rules, by the lines that they are below.
    static func belowLines(of sample: SampleLines) -> [[UInt8]: ColumnRule] {
        var rules: [[UInt8]: ColumnRule] = [:]
        for (line, next) in zip(sample.lines, sample.lines.dropFirst())
        where rules[line] == nil && !TableSample.isRule(line) {
            rules[line] = ColumnRule(next)
        }
        return rules
    }

    /// Where the columns are; nil where most rows have no blank between two runs. What is wider than its run, as in tables
    /// whose runs are as long as the names, goes on into the blanks behind or before it.
    func columns(_ top: [Unicode.Scalar], _ texts: [[Unicode.Scalar]]) -> [Range<Int>]? {
        guard runs.last!.upperBound < 2000 else { return nil }
        func isFree(_ place: Int) -> Bool {
            guard place >= top.count || top[place] == " " else { return false }
            return texts.count { place < $0.count && $0[place] != " " } <= texts.count / 5
        }
        var columns: [Range<Int>] = []
        var start = 0
        for (run, next) in zip(runs, runs.dropFirst()) {
            let free = (run.upperBound..<next.lowerBound).split { !isFree($0) }
            guard
                let gap = free.last(where: { $0.upperBound == next.lowerBound })
                    ?? free.first(where: { $0.lowerBound == run.upperBound }) ?? free.last
            else { return nil }
            columns.append(start..<gap.lowerBound)
            start = gap.upperBound
        }
        return columns + [start..<max(runs.last!.upperBound, start + 1)]
    }
}

/// Times of two words, and what stands below the rows.
extension ColumnTable {
    /// The text of a row, in which a date and the clock behind it are one word, unless each has a name of its own.
    static func joiningTimes(_ text: [Unicode.Scalar], below top: [Unicode.Scalar]) -> [Unicode.Scalar] {
        guard text.contains(":") else { return text }
        var joined = text
        let words = text.indices.split { text[$0] == " " }
        func isNamed(_ places: Range<Int>) -> Bool { places.contains { $0 < top.count && top[$0] != " " } }
        for (date, clock) in zip(words, words.dropFirst())
        where clock.lowerBound == date.upperBound + 1 && isDate(text[date])
            && isClock(text[clock])
        {
            let blank = date.upperBound
            if blank < top.count, top[blank] == " ", isNamed(date), isNamed(clock) { continue }
            joined[blank] = "_"
        }
        return joined
    }

    /// Whether a date and a clock of a row, whose words are more than the names, are below one name.
    static func hasUnnamedClock(_ row: [UInt8], _ names: [String]) -> Bool {
        let words = row.split(separator: 32).map { String(decoding: $0, as: UTF8.self).unicodeScalars.map { $0 } }
        guard words.count > names.count else { return false }
        return (0..<names.count - 1).contains { index in
            isDate(words[index][...]) && isClock(words[index + 1][...])
                && !names[index + 1].lowercased().contains("time")
        }
    }

    /// `2025-11-20`, `20.11.2025`, `11/20/25`.
    private static func isDate(_ word: ArraySlice<Unicode.Scalar>) -> Bool {
        let parts = word.split(omittingEmptySubsequences: false) { $0 == "-" || $0 == "/" || $0 == "." }
        return parts.count == 3 && (6...10).contains(word.count)
            && parts.allSatisfy { !$0.isEmpty && $0.allSatisfy { isDigit($0) } }
    }

    /// `10:30`, `10:30:00.000`.
    private static func isClock(_ word: ArraySlice<Unicode.Scalar>) -> Bool {
        let parts = word.prefix { $0 != "." && $0 != "," && $0 != "+" && $0 != "Z" }.split(
            omittingEmptySubsequences: false
        ) { $0 == ":" }
        return (2...3).contains(parts.count)
            && parts.allSatisfy { (1...2).contains($0.count) && $0.allSatisfy { isDigit($0) } }
    }

    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { scalar >= "0" && scalar <= "9" }

    /// Whether a line says how many rows are above it: `(3 rows affected)`, `8 record(s) selected.`, `[5 rows x 3 columns]`.
    static func isFooter(_ line: [UInt8]) -> Bool {
        let text = String(decoding: line, as: UTF8.self).trimmingBlanks().lowercased()
        let isInBrackets = text.first == "(" && text.last == ")" || text.first == "[" && text.last == "]"
        let words = (isInBrackets ? text.dropFirst().dropLast() : text[...]).split(separator: " ")
        guard words.count > 1, words[0].utf8.allSatisfy({ $0 &- 48 < 10 || $0 == UInt8(ascii: ",") }),
            ["row", "record", "tuple", "item", "entr", "result"].contains(where: words[1].hasPrefix)
        else { return false }
        if isInBrackets { return true }
        let verbs = ["selected", "affected", "returned", "retrieved", "fetched", "found", "listed", "in"]
        return words.count > 2 && verbs.contains { words[2].hasPrefix($0) }
    }

    /// Lines behind an empty one that are no rows.
    ///
    /// - Parameter areOthers: whether rows of another table are among them.
    func legend(among lines: ArraySlice<[UInt8]>, areOthers: Bool) -> [[UInt8]] {
        Array(
            lines.filter { line in
                line.withLineBytes { bytes in
                    guard !ColumnTable.isFooter(line), let cells = places.cells(of: bytes) else { return true }
                    return !areOthers && lines.count < 3 && hasWordsForNumbers(bytes, cells)
                }
            }.prefix(20))
    }

    /// Whether words stand in more than half of the columns that have numbers in all rows.
    private func hasWordsForNumbers(_ line: LineBytes, _ cells: [Range<Int>]) -> Bool {
        let numbers = zip(cells, areNumeric).filter { !$0.isEmpty && $1 }
        let words = numbers.count { cell, _ in (line[cell.lowerBound] | 32) &- 97 < 26 }
        return words * 2 > numbers.count
    }
}
