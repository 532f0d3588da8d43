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
        if let by { self.by = try LogQuery.list(by) }
        self.aggregates = try LogQuery.list(aggregates)
        if let having { self.having = try LogQuery.expression(having) }
        if let sort { order = try LogQuery.order(sort) }
        self.limit = try LogQuery.limit(limit)
    }

    package static func order(_ sort: String) throws(ThreshError) -> Order {
        var order: Order = []
        for part in parts(sort) {
            var text = part.drop { $0 == " " }
            let isDescending = text.hasPrefix("-") || text.hasSuffix(" desc")
            if text.hasPrefix("-") { text = text.dropFirst() }
            for suffix in [" desc", " asc"] where text.hasSuffix(suffix) { text = text.dropLast(suffix.count) }
            order.append((try LogQuery.expression(String(text)), isDescending))
        }
        return order
    }

    /// What is between commas that are not in parentheses or quotes.
    private static func parts(_ list: String) -> [Substring] {
        var parts: [Substring] = []
        var start = list.startIndex
        var (depth, quote): (Int, Character?) = (0, nil)
        var isEscaped = false
        for index in list.indices {
            let character = list[index]
            if let open = quote {
                if !isEscaped, character == open { quote = nil }
                isEscaped = !isEscaped && character == "\\"
                continue
            }
            switch character {
            case "'", "\"", "`": quote = character
            case "(", "[": depth += 1
            case ")", "]": depth -= 1
            case "," where depth == 0:
                parts.append(list[start..<index])
                start = list.index(after: index)
            default: break
            }
        }
        return (parts + [list[start...]]).filter { !$0.isEmpty }
    }

    package static func limit(_ limit: Int?) throws(ThreshError) -> Int? {
        if let limit, limit < 0 { throw ThreshError(.usage, "--limit \(limit) is less than nothing; give 0 or more") }
        return limit
    }

    package static func list(_ text: String) throws(ThreshError) -> [NamedExpression] {
        try reporting { () throws(ExpressionError) in try Expression.parseList(text) }
    }

    package static func expression(_ text: String) throws(ThreshError) -> Expression {
        try reporting { () throws(ExpressionError) in try Expression.parse(text) }
    }

    /// How it is run.
    ///
    /// - Throws: `.usage` when there is something wrong with its expressions.
    package func plan(_ input: LogInput) throws(ThreshError) -> LogPlan {
        let plan = try LogPlan(filter: input.filter, by: by, aggregates: aggregates)
        // Before the work is done for nothing.
        _ = try reporting { () throws(ExpressionError) in
            try ExpressionProgram(
                (having.map { [$0] } ?? []) + order.map(\.expression),
                columns: plan.columnNames.map { ($0, .any) }, context: input.context)
        }
        return plan
    }
}

/// Turns a mistake in an expression into one of usage.
package func reporting<R>(_ body: () throws(ExpressionError) -> R) throws(ThreshError) -> R {
    do { return try body() } catch { throw error.usage }
}
