import Platform
import Thresh
import ThreshCommand

/// What became of the lines: read = kept + filtered + rejected + skipped.
struct LineReport {
    let read: Int
    let kept: Int
    let filtered: Int
    let rejected: Int
    /// Empty lines, comments, headers.
    let skipped: Int
    let examples: [String]
    /// What else is to be said.
    private let notes: [String]

    init(kept: Int, filtered: Int, rejected: Int, skipped: Int, examples: [String], notes: [String]) {
        read = kept + filtered + rejected + skipped
        (self.kept, self.filtered, self.rejected, self.skipped) = (kept, filtered, rejected, skipped)
        self.examples = examples
        self.notes = notes
    }

    init(_ result: JobResult) {
        func counter(_ name: String) -> Int { result.counters.custom[CounterName(group: "lines", name: name)] ?? 0 }
        read = Int(result.counters.inputRecords)
        kept = counter("kept")
        filtered = counter("filtered")
        rejected = counter("rejected")
        skipped = counter("skipped")
        examples = result.examples(of: .rejected)
        notes = []
    }

    /// Tells a person, who asked for it or needs to know.
    func tell(_ options: RunOptions) {
        if !options.quiet && (rejected > 0 || !notes.isEmpty || options.verbose || Terminal.isTerminal(Terminal.error))
        {
            Terminal.writeError(text)
        }
    }

    /// Tells a page the same.
    func tell(_ details: AnswerDetails) {
        details.counts = [
            ("lines read", read), ("used", kept), ("filtered out", filtered), ("rejected", rejected),
            ("empty or comments", skipped),
        ]
        details.remarks = examples
        if rejected > examples.count && !examples.isEmpty {
            details.remarks.append("and \(HumanUnits.count(rejected - examples.count)) more")
        }
    }

    /// The counts in one line.
    var summary: String {
        var parts = ["\(HumanUnits.count(UInt64(read))) lines", "\(HumanUnits.count(UInt64(kept))) used"]
        if filtered > 0 { parts.append("\(HumanUnits.count(UInt64(filtered))) filtered out") }
        if rejected > 0 { parts.append("\(HumanUnits.count(UInt64(rejected))) rejected") }
        if skipped > 0 { parts.append("\(HumanUnits.count(UInt64(skipped))) empty or comments") }
        return (parts + notes).joined(separator: ", ")
    }

    private var text: String {
        var text = summary + "\n"
        for example in examples { text += "  \(example)\n" }
        if rejected > examples.count && !examples.isEmpty { text += "  and \(rejected - examples.count) more\n" }
        return text
    }

    /// Throws when more lines were rejected than may be.
    func check(_ limit: BadLimit) throws {
        if limit.allows(rejected, of: read) { return }
        throw ThreshError(
            .badData,
            """
            \(rejected) of \(read) lines fit no format, which is more than --strict or --max-bad allows; \
            thresh logs explain says where a line stops to fit
            """)
    }
}
