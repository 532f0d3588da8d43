import ArgumentParser
import Platform
import Thresh
import ThreshCommand
import ThreshLogs

/// A question to log files: grouped, aggregated, filtered, put in order.
struct LogQuery {
    var by: [NamedExpression] = []
    var aggregates: [NamedExpression]
    var having: Expression?
    var order: [(expression: Expression, isDescending: Bool)] = []
    var limit: Int?
    /// What it asks, in words; nil: what its parts say.
    var title: String?
    /// The first key as a stretch of time: buckets between others without a line are shown too.
    var buckets: ((ExpressionContext) throws -> LogBuckets)?

    /// All of them are read at the same time.
    private static let mostPartitions = 256

    /// - Parameters:
    ///   - by, aggregates: lists as on the command line.
    ///   - sort: columns or expressions of columns, each with an optional `desc` or a minus before it.
    init(
        by: String?, aggregates: String, having: String? = nil, sort: String? = nil, limit: Int? = nil
    ) throws(ThreshError) {
        if let by { self.by = try LogQuery.list(by) }
        self.aggregates = try LogQuery.list(aggregates)
        if let having { self.having = try LogQuery.expression(having) }
        if let sort { order = try LogQuery.order(sort) }
        self.limit = try LogQuery.limit(limit)
    }

    static func order(_ sort: String) throws(ThreshError) -> [(expression: Expression, isDescending: Bool)] {
        var order: [(expression: Expression, isDescending: Bool)] = []
        for part in sort.split(separator: ",") {
            var text = part.drop { $0 == " " }
            let isDescending = text.hasPrefix("-") || text.hasSuffix(" desc")
            if text.hasPrefix("-") { text = text.dropFirst() }
            for suffix in [" desc", " asc"] where text.hasSuffix(suffix) { text = text.dropLast(suffix.count) }
            order.append((try LogQuery.expression(String(text)), isDescending))
        }
        return order
    }

    static func limit(_ limit: Int?) throws(ThreshError) -> Int? {
        if let limit, limit < 0 { throw ThreshError(.usage, "--limit \(limit) is less than nothing; give 0 or more") }
        return limit
    }

    static func list(_ text: String) throws(ThreshError) -> [NamedExpression] {
        try reporting { () throws(ExpressionError) in try Expression.parseList(text) }
    }

    static func expression(_ text: String) throws(ThreshError) -> Expression {
        try reporting { () throws(ExpressionError) in try Expression.parse(text) }
    }

    /// Runs it, prints its rows, and tells on standard error what became of the lines.
    func run(_ log: LogOptions, _ options: RunOptions, name: String) throws {
        let launcher = JobLauncher(options: options, name: name)
        try launcher.launch {
            let context = try log.context()
            let badLimit = try log.badLimit()
            let plan = try LogPlan(filter: try log.filter(), by: by, aggregates: aggregates)
            // Before the work is done for nothing.
            _ = try reporting { () throws(ExpressionError) in
                try ExpressionProgram(
                    (having.map { [$0] } ?? []) + order.map(\.expression),
                    columns: plan.columnNames.map { ($0, .any) }, context: context)
            }
            let mapper = LogMapper(plan: plan, context: context, format: log.format)
            let isJSON = options.outputFormat == .json || options.outputFormat == .ndjson
            let groups = LogGroups(self, mapper, isJSON: isJSON)
            let hasBars = buckets != nil && options.outputFormat == nil && Terminal.isTerminal(Terminal.output)
            var report: LineReport?
            var isFilled = true
            let details = AnswerDetails()
            details.title = title(name, log)
            details.labels = Array(plan.keys.indices)
            details.additive = Set(plan.additiveColumns)
            try launcher.deliver(hasHeader: log.header ? true : nil, details: details) { jobOptions, output in
                var jobOptions = jobOptions
                // Parts are no more than what reducers divide among themselves here.
                jobOptions.partitions = jobOptions.partitions.map { min($0, LogQuery.mostPartitions) }
                jobOptions.readParts = { parts in
                    try output.begin(groups.columns + (hasBars ? [Column("")] : []))
                    if let buckets {
                        let answer = LogBucketAnswer(
                            buckets: try buckets(context), zone: context.zone, hasBars: hasBars, isJSON: isJSON)
                        isFilled = try answer.write(parts, to: output)
                    } else {
                        try LogAnswer(plan: plan, selection: groups.selection, json: groups.json, limit: limit)
                            .write(parts, to: output)
                    }
                }
                let result = try groups.run(jobOptions)
                report = LineReport(result)
                report?.tell(details)
                return result
            }
            if !isFilled, !options.quiet {
                Terminal.writeError(
                    "empty buckets are not shown, since there are more than \(LogBuckets.most); give a longer --every, or --since\n"
                )
            }
            if !options.quiet {
                for note in mapper.readers.notes + plan.errorBounds { Terminal.writeError("\(note)\n") }
            }
            report?.tell(options)
            try report?.check(badLimit)
        }
    }

    /// The question in words, for a page.
    private func title(_ name: String, _ log: LogOptions) -> String {
        if let title { return log.title(title) }
        var title = name == "agg" ? aggregates.map(\.name).joined(separator: ", ") : name
        if let limit, name == "top" { title += " \(limit)" }
        if !by.isEmpty { title += " by " + by.map(\.name).joined(separator: ", ") }
        return log.title(title)
    }
}
