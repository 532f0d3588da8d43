import Platform
public import Thresh
import ThreshLogs

/// A question to files: what the lines of each group amount to.
///
///     var query = Query("count, p99(duration)")
///     query.groups = "path, hour(time)"
///     query.filter = "status >= 500"
///     for row in try query.answer(["access.log"]) { print(row["path"], row["count"]) }
///
/// Texts are expressions as on the command line of `thresh logs`; what is wrong with one is an error of kind `.usage`. The
/// work is done by forked processes, so a program that has threads asks before it starts them, or says
/// `options.runsInline`.
public struct Query: Sendable {
    /// What is asked of each group: aggregates, with commas between.
    public var aggregates: String
    /// What lines are grouped by: fields or expressions, with commas between; nil: all lines are one group.
    public var groups: String?
    /// Only lines for which this holds.
    public var filter: String?
    /// Only groups for which this holds.
    public var having: String?
    /// Columns or expressions of columns to sort by, with `-` before what descends; nil: groups come in their order.
    public var order: String?
    /// At most so many rows.
    public var limit: Int?
    /// The format of the lines, as of `--format`; nil: found by looking at each file.
    public var format: String?
    /// Of days and hours, and of times without one.
    public var timeZone = "UTC"

    public init(_ aggregates: String) { self.aggregates = aggregates }

    /// Asks it, and keeps the rows.
    ///
    /// - Parameters:
    ///   - inputs: files, directories, shell patterns; "-" is standard input.
    ///   - options: how it is run. Its inputs and its output are not used.
    /// - Complexity: memory for all rows.
    public func answer(_ inputs: [String], _ options: JobOptions = JobOptions()) throws -> QueryAnswer {
        var rows: [QueryRow] = []
        let summary = try forEach(inputs, options) { rows.append($0) }
        return QueryAnswer(rows: rows, summary: summary)
    }

    /// Asks it, and calls `body` with each row, in their order, when all lines have been read. What `body` throws ends it.
    ///
    /// - Returns: what became of the lines.
    @discardableResult
    public func forEach(
        _ inputs: [String], _ options: JobOptions = JobOptions(), _ body: (QueryRow) throws -> Void
    ) throws -> QuerySummary {
        let query = try LogQuery(by: groups, aggregates: aggregates, having: having, sort: order, limit: limit)
        let context = ExpressionContext(
            zone: try TimeZoneRules.named(timeZone), now: Timestamp(nanoseconds: WallClock.nanoseconds))
        let input = LogInput(format: format, filter: try filter.map { try QueryText.expression($0) }, context: context)
        var options = options
        options.inputs = inputs
        return try withoutActuallyEscaping(body) { body in
            try query.forEachRow(try query.plan(input), input, options, body)
        }
    }
}

extension LogQuery {
    /// Runs it, and calls `body` with each row.
    fileprivate func forEachRow(
        _ plan: LogPlan, _ input: LogInput, _ options: JobOptions, _ body: @escaping (QueryRow) throws -> Void
    ) throws -> QuerySummary {
        let mapper = LogMapper(plan: plan, input)
        let groups = LogGroups(self, mapper, .values)
        var columns = QueryColumns([], [])
        var options = options
        options.readParts = { parts, result in
            try ConversionReport(result, mapper.readers, [groups.selection]).check(isStrict: false)
            columns = QueryColumns(plan, mapper.readers, groups.columns)
            try groups.answer(.values).forEach(parts) { row in
                try body(QueryRow(columns, try LogValue.decode(row)))
            }
        }
        let outcome = LogOutcome(
            try groups.run(options), mapper.readers, [groups.selection], notes: mapper.readers.notes + plan.errorBounds)
        return QuerySummary(columns: columns.columns, outcome)
    }
}
