package import Thresh
package import ThreshLogs

/// A question to log files: grouped, aggregated, filtered, put in order.
package struct LogQuery {
    /// What rows are ordered by: the first, then the next where rows are equal.
    package typealias Order = [(expression: Expression, isDescending: Bool)]

    package var by: [NamedExpression] = []
    package var aggregates: [NamedExpression]
    package var having: Expression?
    package var order: Order = []
    package var limit: Int?
    /// What it asks, in words; nil: what its parts say.
    package var title: String?
    /// The first key as a stretch of time: buckets between others without a line are shown too.
    package var buckets: ((ExpressionContext) throws -> LogBuckets)?

    /// - Parameters:
    ///   - by, aggregates: lists as on the command line.
    ///   - sort: columns or expressions of columns, each with an optional `desc` or a minus before it.
    package init(
        by: String?, aggregates: String, having: String? = nil, sort: String? = nil, limit: Int? = nil
    ) throws(ThreshError) {
        if let by { self.by = try QueryText.list(by) }
        self.aggregates = try QueryText.list(aggregates)
        if let having { self.having = try QueryText.expression(having) }
        if let sort { order = try QueryText.order(sort) }
        self.limit = try QueryText.limit(limit)
    }

    /// - Parameter text: aggregates, then what else there is of `by FIELDS`, `having CONDITION`, `sort COLUMNS`, `limit N`.
    package init(text: String) throws(ThreshError) {
        let parts = try QueryText.clauses(text, ["by", "having", "sort", "limit"])
        var limit: Int?
        if let digits = parts["limit"] {
            guard let number = Int(digits) else {
                throw ThreshError(.usage, "'\(text)': limit \(digits) is no number of rows")
            }
            limit = number
        }
        try self.init(
            by: parts["by"], aggregates: parts[""] ?? "", having: parts["having"], sort: parts["sort"], limit: limit)
    }

    /// Orders rows by the first aggregate, the greatest first, then by the others.
    package mutating func showHeaviestFirst() {
        order = aggregates.enumerated().map { ($1.expression, $0 == 0) }
    }

    /// How it is run.
    ///
    /// - Parameter former: another question that is asked of the same lines.
    /// - Throws: `.usage` when there is something wrong with its expressions.
    package func plan(_ input: LogInput, behind former: LogPlan? = nil) throws(ThreshError) -> LogPlan {
        let selection = (having.map { [$0] } ?? []) + order.map(\.expression)
        var plan = try LogPlan(
            filter: input.filter, by: by, aggregates: aggregates, selection: selection, behind: former)
        if let lookup = input.lookup { plan.look(up: lookup.keys.map(\.expression)) }
        // Before the work is done for nothing.
        _ = try reporting { () throws(ExpressionError) in
            try ExpressionProgram(
                selection + plan.computed, columns: plan.cellNames.map { ($0, .any) }, computed: plan.named,
                context: input.context)
        }
        try plan.checkWindows(selection)
        return plan
    }
}
