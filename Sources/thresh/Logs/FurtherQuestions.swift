import ArgumentParser
import Thresh
import ThreshCommand
import ThreshQueries

/// Questions that are answered in the same reading of the input.
struct FurtherQuestions: ParsableArguments {
    @Option(
        name: .customLong("and"), parsing: .singleValue,
        help: ArgumentHelp(
            "Ask this too, in the same reading: aggregates, then any of by FIELDS, having CONDITION, sort COLUMNS, limit N; as often as wanted.",
            valueName: "question"),
        completion: LineCompletion.aggregates)
    var and: [String] = []
}

extension LogQuery {
    /// Runs the question and others in one reading, and prints one answer after another.
    func run(
        and further: FurtherQuestions, _ comparison: ComparisonOption, _ lookup: LookupOptions, _ log: LogOptions,
        _ options: RunOptions, name: String
    ) throws {
        if further.and.isEmpty { return try run(log, options, lookup, name: name, comparison: comparison) }
        let launcher = JobLauncher(options: options, name: name)
        try launcher.launch {
            var queries = [self]
            for text in further.and { queries.append(try LogQuery(text: text)) }
            if queries.count > LogQuery.mostQuestions {
                throw ThreshError(.usage, "more than \(LogQuery.mostQuestions) questions; ask them in several runs")
            }
            let headings = [words(name)] + further.and
            var input = try compared(comparison, log).input
            input.lookup = try lookup.lookup(log, options)
            if comparison.compare != nil {
                queries = try queries.map { try $0.compared(comparison, log).query }
            }
            let badLimit = log.badLimit(options)
            let questions = try LogQuery.plans(queries, input)
            var outcome: LogOutcome?
            if launcher.isMapHalf {
                _ = try launcher.keep { jobOptions in
                    let answer = try LogQuery.answers(questions, input, jobOptions) { _ in NoRows() }
                    outcome = answer
                    return answer.result
                }
                if !launcher.isShare { outcome?.report.tell(options) }
                return
            }
            try launcher.deliverSeries(hasHeader: log.header ? true : nil, headings: headings) { jobOptions, series in
                let answer = try LogQuery.answers(questions, input, jobOptions) { try series.output($0) }
                outcome = answer
                return answer.result
            }
            try outcome?.tell(options, badLimit)
        }
    }
}
