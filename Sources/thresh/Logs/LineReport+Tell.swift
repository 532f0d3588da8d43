import Platform
import Thresh
import ThreshCommand
import ThreshQueries

extension LineReport {
    /// Tells a person, who asked for it or needs to know.
    func tell(_ options: RunOptions) {
        let isTold = options.verbose || Terminal.isTerminal(Terminal.error)
        if !options.quiet && isTold { unsafe Configuration.current.tell() }
        if !options.quiet && (rejected > 0 || !notes.isEmpty || isTold) {
            Terminal.writeError(text)
        }
    }

    /// Tells a page the same.
    func tell(_ details: AnswerDetails) {
        details.counts = [
            ("lines read", read), ("used", kept), ("filtered out", filtered), ("rejected", rejected),
            ("empty or comments", skipped),
        ]
        if continued > 0 { details.counts.insert(("continued", continued), at: details.counts.count - 1) }
        details.remarks = examples
        if rejected > examples.count && !examples.isEmpty {
            details.remarks.append("and \(HumanUnits.count(rejected - examples.count)) more")
        }
    }
}

extension LogOutcome {
    /// Tells on standard error what a person should know, and fails when too many lines were rejected.
    func tell(_ options: RunOptions, _ limit: BadLimit) throws {
        if !options.quiet { for note in notes { Terminal.writeError("\(note)\n") } }
        report.tell(options)
        try report.check(limit, format: format)
        try conversions.check(isStrict: !limit.allows(1, of: .max))
    }
}

extension RunOptions {
    /// Whether cells say what they are; those of part files, which workers write, do not.
    var hasTypedRows: Bool { output == nil || fileFormat != nil }
}
