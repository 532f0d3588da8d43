package import Thresh
package import ThreshLogs

/// Two sets of lines side by side: of each aggregate its value for the one and the other, their difference and ratio, and how
/// far the difference is from what chance makes.
package struct LogComparison {
    /// What holds for the lines of each, as text.
    package let one: String
    package let other: String

    package init(one: String, other: String) {
        self.one = one
        self.other = other
    }

    /// The lines of a period, and those of the same period so much before: where the length is in days or weeks, by the
    /// calendar of the zone.
    ///
    /// - Parameters:
    ///   - start: the period's beginning, as it is written beside a time.
    ///   - end: its end.
    ///   - length: how long before, without a sign: `1d`, `12h`.
    /// - Returns: the comparison, and what a person should know of it.
    package static func periods(
        _ start: String, _ end: String, before length: String, _ context: ExpressionContext
    ) throws(ThreshError) -> (comparison: LogComparison, notes: [String]) {
        let one = "time >= \(start) and time < \(end)"
        var other = "time + \(length) >= \(start) and time + \(length) < \(end)"
        func moment(_ text: String) throws(ThreshError) -> Timestamp? {
            try reporting { () throws(ExpressionError) in try ExpressionProgram.moment(text, context) }
        }
        guard let first = try moment(start), let last = try moment(end) else {
            return (LogComparison(one: one, other: other), [])
        }
        var earlierEnd = last
        if let days = days(length) {
            earlierEnd = context.zone.moving(last, days: -days)
            let earlierStart = context.zone.moving(first, days: -days)
            other = "time >= '\(earlierStart.text(in: .utc))' and time < '\(earlierEnd.text(in: .utc))'"
        } else if let earlier = try moment("\(end) - \(length)") {
            earlierEnd = earlier
        }
        let overlaps = earlierEnd > first && first < last
        let note = "--compare -\(length) is less than the period is long, so some lines are on both sides"
        return (LogComparison(one: one, other: other), overlaps ? [note] : [])
    }

    /// Of a length in whole days or weeks; nil of any other.
    private static func days(_ length: String) -> Int? {
        guard let number = Int(length.dropLast()), number >= 0, number < 1_000_000 else { return nil }
        switch length.last {
        case "d": return number
        case "w": return number * 7
        default: return nil
        }
    }

    /// What holds for all lines that are compared.
    package var filter: String { "((\(one)) or (\(other)))" }

    /// The columns of the comparison, of an aggregate or of what is computed from some.
    fileprivate func columns(of named: NamedExpression, isGrouped: Bool) -> [String] {
        let expression = named.expression
        let (a, b) = (side(expression, one), side(expression, other))
        var columns = [column(a, named.name, ""), column(b, named.name, " other")]
        guard LogComparison.isNumber(expression) else { return columns }
        columns += [
            column("\(a) - \(b)", named.name, " difference"), column("\(a) / \(b)", named.name, " ratio"),
        ]
        if let z = significance(expression, isGrouped) { columns.append(column(z, named.name, " z")) }
        return columns
    }

    private func column(_ expression: String, _ name: String, _ suffix: String) -> String {
        let quoted = (name + suffix).split(separator: "\\", omittingEmptySubsequences: false).joined(separator: "\\\\")
            .split(separator: "'", omittingEmptySubsequences: false).joined(separator: "\\'")
        return "\(expression) as '\(quoted)'"
    }

    /// An expression of the lines of one side alone.
    private func side(_ expression: Expression, _ condition: String) -> String {
        if let call = AggregateCall(expression) {
            guard case .filtered(let aggregate, let filter) = expression.kind else {
                return "(\(call.expression.text) where \(condition))"
            }
            return "(\(aggregate.text) where (\(filter.text)) and (\(condition)))"
        }
        if let window = WindowCall(expression), window.argument == nil {
            return "\(window.function)(count where \(condition))"
        }
        // What is in it, in its place.
        let source = Array(expression.source.utf8)
        var text = "("
        var end = expression.range.lowerBound
        for part in expression.parts {
            text += String(decoding: source[end..<part.range.lowerBound], as: UTF8.self) + side(part, condition)
            end = part.range.upperBound
        }
        return text + String(decoding: source[end..<expression.range.upperBound], as: UTF8.self) + ")"
    }

    /// Whether differences mean something, which they may not where values are texts.
    private static func isNumber(_ expression: Expression) -> Bool {
        guard let call = AggregateCall(expression) else { return true }
        return switch call.function {
        case .count, .sum, .mean, .standardDeviation, .variance, .distinct, .quantile: true
        case .min, .max, .first, .last, .top, .histogram: false
        }
    }

    /// In standard errors: of two proportions with what both have in common, of two counts, or of two means (Welch).
    private func significance(_ expression: Expression, _ isGrouped: Bool) -> String? {
        guard let call = AggregateCall(expression) else { return nil }
        let (a, b) = (side(expression, one), side(expression, other))
        switch call.function {
        case .count:
            var sizes = (one: "(count where \(one))", other: "(count where \(other))")
            if call.filter == nil && call.arguments.isEmpty {
                // Groups as parts of all lines; a count alone is compared as one of events that come by chance.
                guard isGrouped else { return "(\(a) - \(b)) / sqrt(\(a) + \(b))" }
                sizes = ("total\(sizes.one)", "total\(sizes.other)")
            }
            let common = "((\(a) + \(b)) / (\(sizes.one) + \(sizes.other)))"
            return """
                (\(a) / \(sizes.one) - \(b) / \(sizes.other)) \
                / sqrt(\(common) * (1 - \(common)) * (1 / \(sizes.one) + 1 / \(sizes.other)))
                """
        case .mean:
            guard let x = call.arguments.first else { return nil }
            func error(_ condition: String) -> String {
                let filter = call.filter.map { "(\($0.text)) and (\(condition))" } ?? condition
                return "(variance(\(x.text)) where \(filter)) / (count(number(\(x.text))) where \(filter))"
            }
            return "(\(a) - \(b)) / sqrt(\(error(one)) + \(error(other)))"
        default: return nil
        }
    }
}

extension Expression {
    /// The aggregates and windows in it, outermost, in the order of the text.
    fileprivate var parts: [Expression] {
        if AggregateCall(self) != nil { return [self] }
        if let window = WindowCall(self), window.argument == nil { return [self] }
        return children.flatMap(\.parts).sorted { $0.range.lowerBound < $1.range.lowerBound }
    }
}

extension LogQuery {
    /// The question about two sets of lines.
    package func comparing(_ comparison: LogComparison) throws(ThreshError) -> LogQuery {
        var query = self
        var columns: [String] = []
        for aggregate in aggregates { columns += comparison.columns(of: aggregate, isGrouped: !by.isEmpty) }
        query.aggregates = try QueryText.list(columns.joined(separator: ", "))
        return query
    }

    /// What of the keys is a moment, and so never the same in two periods.
    package var momentKey: String? {
        let starts: Set<String> = ["minute", "hour", "day", "week", "month", "year", "bucket"]
        return by.first { key in
            switch key.expression.kind {
            case .field(let name): name.lowercased() == "time" || starts.contains(name.lowercased())
            case .call(let name, _): starts.contains(name)
            default: false
            }
        }?.name
    }
}
