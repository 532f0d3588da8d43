import Platform
import Thresh
import ThreshCommand
import ThreshLogs
import ThreshQueries

extension LogQuery {
    /// Runs it, prints its rows, and tells on standard error what became of the lines.
    func run(
        _ log: LogOptions, _ options: RunOptions, _ lookup: LookupOptions, name: String,
        comparison: ComparisonOption? = nil
    ) throws {
        let launcher = JobLauncher(options: options, name: name)
        try launcher.launch {
            let asked = try comparison.map { try compared($0, log) } ?? (self, log.input())
            var input = asked.1
            input.lookup = try lookup.lookup(log, options)
            try asked.0.run(input, launcher, log, options, name: name)
        }
    }

    private func run(
        _ input: LogInput, _ launcher: JobLauncher, _ log: LogOptions, _ options: RunOptions, name: String
    ) throws {
        let badLimit = log.badLimit(options)
        let plan = try plan(input)
        let hasBars = options.outputFormat == nil && Terminal.isTerminal(Terminal.output)
        let details = AnswerDetails()
        details.title = title(name, log)
        details.labels = Array(plan.keys.indices)
        details.additive = Set(plan.additiveColumns)
        var outcome: LogOutcome?
        if launcher.isMapHalf {
            _ = try launcher.keep { jobOptions in
                let answer = try answer(plan, input, jobOptions, to: NoRows())
                outcome = answer
                return answer.result
            }
            // What there is to say of the answer is said when there is one.
            if !launcher.isShare { outcome?.report.tell(options) }
            return
        }
        try launcher.deliverInHalves(hasHeader: log.header ? true : nil, details: details) { jobOptions, output in
            let answer = try answer(
                plan, input, jobOptions, bar: hasBars ? { CountBars.bar($0) } : nil, to: output)
            answer.report.tell(details)
            outcome = answer
            // Before a page or a database would be made of no rows.
            if answer.conversions.refusal != nil { try answer.tell(options, badLimit) }
            return answer.result
        }
        try outcome?.tell(options, badLimit)
    }

    /// The question in words, for a page.
    private func title(_ name: String, _ log: LogOptions) -> String { log.title(words(name)) }

    /// The question in words.
    func words(_ name: String) -> String {
        if let title { return title }
        var title = name == "agg" ? aggregates.map(\.name).joined(separator: ", ") : name
        if let limit, name == "top" { title += " \(limit)" }
        if !by.isEmpty { title += " by " + by.map(\.name).joined(separator: ", ") }
        return title
    }
}

/// Where the rows go of a question whose answer is made later: there are none.
final class NoRows: RowSink {
    func begin(_ columns: [Column]) {}
    func add(_ row: ByteView) {}
    func add(lines rows: [UInt8]) {}
}
