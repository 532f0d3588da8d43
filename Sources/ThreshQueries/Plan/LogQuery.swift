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

    /// How it is run.
    ///
    /// - Throws: `.usage` when there is something wrong with its expressions.
    package func plan(_ input: LogInput) throws(ThreshError) -> LogPlan {
        var plan = try LogPlan(filter: input.filter, by: by, aggregates: aggregates)
        if let lookup = input.lookup { plan.look(up: lookup.keys.map(\.expression)) }
        // Before the work is done for nothing.
        _ = try reporting { () throws(ExpressionError) in
            try ExpressionProgram(
                (having.map { [$0] } ?? []) + order.map(\.expression),
                columns: plan.columnNames.map { ($0, .any) }, context: input.context)
        }
        return plan
    }
}
