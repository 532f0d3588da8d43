import Platform
import Thresh

/// What became of the lines: read = kept + filtered + rejected + continued + skipped.
package struct LineReport {
    package let read: Int
    package let kept: Int
    package let filtered: Int
    package let rejected: Int
    /// Those that belong to the record before them.
    package let continued: Int
    /// Empty lines, comments, headers.
    package let skipped: Int
    /// NUL bytes before lines, which are none of them.
    let holeBytes: Int
    /// Among the skipped, rows that are the names of a table once more.
    let repeatedNames: Int
    package let examples: [String]
    /// What else is to be said.
    package let notes: [String]

    init(
        kept: Int, filtered: Int, rejected: Int, continued: Int, skipped: Int, examples: [String], notes: [String]
    ) {
        read = kept + filtered + rejected + continued + skipped
        (self.kept, self.filtered, self.rejected, self.skipped) = (kept, filtered, rejected, skipped)
        self.continued = continued
        (holeBytes, repeatedNames) = (0, 0)
        self.examples = examples
        self.notes = notes
    }

    /// - Parameters:
    ///   - group: what the counters belong to.
    ///   - showsExamples: whether lines that were rejected are shown.
    init(_ result: JobResult, group: String = "lines", showsExamples: Bool = true) {
        func counter(_ name: String) -> Int { result.counters.custom[CounterName(group: group, name: name)] ?? 0 }
        kept = counter("kept")
        filtered = counter("filtered")
        rejected = counter("rejected")
        continued = counter("continued")
        skipped = counter("skipped")
        // The engine counts records.
        read = kept + filtered + rejected + continued + skipped
        examples = showsExamples ? result.examples(of: .rejected) : []
        holeBytes = counter("hole bytes")
        repeatedNames = counter("repeated names")
        notes = LineReport.notes(holeBytes: holeBytes, repeatedNames: repeatedNames)
    }

    /// What is said of bytes and rows that are passed over.
    static func notes(holeBytes: Int, repeatedNames: Int) -> [String] {
        var notes: [String] = []
        if holeBytes > 0 { notes.append("\(HumanUnits.count(UInt64(holeBytes))) NUL bytes before lines skipped") }
        if repeatedNames > 0 {
            let rows = repeatedNames == 1 ? "row is" : "rows are"
            notes.append("\(HumanUnits.count(UInt64(repeatedNames))) \(rows) the names of the columns once more")
        }
        return notes
    }

    /// The counts in one line.
    package var summary: String {
        var parts = ["\(HumanUnits.count(UInt64(read))) lines", "\(HumanUnits.count(UInt64(kept))) used"]
        if filtered > 0 { parts.append("\(HumanUnits.count(UInt64(filtered))) filtered out") }
        if rejected > 0 { parts.append("\(HumanUnits.count(UInt64(rejected))) rejected") }
        if continued > 0 { parts.append("\(HumanUnits.count(UInt64(continued))) continued") }
        if skipped > 0 { parts.append("\(HumanUnits.count(UInt64(skipped))) empty or comments") }
        return (parts + notes).joined(separator: ", ")
    }

    /// The same with the rejected lines that are told, in lines.
    package var text: String {
        var text = summary + "\n"
        for example in examples { text += "  \(example)\n" }
        if rejected > examples.count && !examples.isEmpty { text += "  and \(rejected - examples.count) more\n" }
        return text
    }

    /// Throws when more lines were rejected than may be, or all of them by the format that was said.
    ///
    /// - Parameter format: what `--format` says; nil where formats were found.
    package func check(_ limit: BadLimit, format: String? = nil) throws {
        if let format, rejected > 0, kept + filtered == 0 {
            throw ThreshError(
                .badData,
                """
                none of the \(HumanUnits.count(UInt64(read))) lines is in the format that --format \
                \(ShellWord.quoted(VisibleText.of(format))) says; thresh logs explain says which one a line is in
                """)
        }
        if limit.allows(rejected, of: read) { return }
        throw ThreshError(
            .badData,
            """
            \(rejected) of \(read) lines fit no format, which is more than --strict or --max-bad allows; \
            thresh logs explain says where a line stops to fit
            """)
    }
}

/// How many lines may not fit their format.
package enum BadLimit {
    case none
    case count(Int)
    case share(Double)

    package func allows(_ rejected: Int, of read: Int) -> Bool {
        switch self {
        case .none: true
        case .count(let limit): rejected <= limit
        case .share(let share): Double(rejected) <= share * Double(read)
        }
    }
}
