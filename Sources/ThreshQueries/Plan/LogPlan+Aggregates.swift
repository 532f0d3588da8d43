import Thresh
import ThreshLogs

/// Columns into the states and outputs that they are computed from.
extension LogPlan {
    func isAdditive(_ output: Output) -> Bool { output.function == .count || output.function == .sum }

    /// A column behind the keys.
    mutating func add(_ named: NamedExpression) throws(ThreshError) {
        let expression = named.expression
        if let call = AggregateCall(expression) {
            try add(call, named.name)
            figures.append(Figure(name: named.name, expression: expression, output: outputs.count - 1))
            return
        }
        if expression.aggregates.isEmpty && expression.windows.isEmpty {
            throw ThreshError(
                .usage,
                """
                '\(named.name)' is no aggregate; use count, sum(x), mean(x), min(x), max(x), stddev(x), p50(x) to p99.9(x), \
                distinct(x), first(x), last(x), top(x, n), or approx_p99(x), approx_distinct(x), approx_top(x, n)
                """)
        }
        try addHidden(expression)
        figures.append(Figure(name: named.name, expression: expression, output: nil))
    }

    /// The aggregates and windows of an expression over columns, where they are none.
    mutating func addHidden(_ expression: Expression) throws(ThreshError) {
        for call in expression.aggregates { _ = try output(of: call) }
        for call in expression.windows where !isColumn(call, expression) {
            var argument = call.argument
            if argument == nil { argument = try QueryText.expression("count") }
            guard let argument, let aggregate = AggregateCall(argument) else {
                throw ThreshError(
                    .usage,
                    "'\(expression.text)': \(call.function) wants an aggregate, as in \(call.function)(count)")
            }
            let index = try output(of: aggregate)
            guard isAdditive(outputs[index]) else {
                throw ThreshError(
                    .usage,
                    "'\(argument.text)' cannot be added up over groups; \(call.function) is of count and of sum(x)")
            }
            let name = call.columnName
            if windows.contains(where: { $0.name == name }) { continue }
            windows.append(Window(name: name, isRunning: call.function == .running, output: index))
        }
    }

    /// Whether a word is the name of a column instead.
    func isColumn(_ call: WindowCall, _ expression: Expression) -> Bool {
        guard call.argument == nil else { return false }
        return (keys.map(\.name) + figures.map(\.name)).contains { $0.lowercased() == "\(call.function)" }
    }

    /// The number of the output that an aggregate is.
    mutating func output(of call: AggregateCall) throws(ThreshError) -> Int {
        let name = call.expression.bareText
        if let known = leafNames.firstIndex(of: name) { return known }
        try add(call, name)
        return outputs.count - 1
    }

    mutating func add(_ call: AggregateCall, _ name: String) throws(ThreshError) {
        let named = (name: name, expression: call.expression)
        guard call.argumentCounts.contains(call.arguments.count) else {
            throw ThreshError(
                .usage, "'\(named.name)' has \(call.arguments.count) arguments, which is not what it takes")
        }
        if let argument = call.arguments.first, case .literal(.text) = argument.kind {
            throw LogPlan.constant(argument)
        }
        let isRanking = call.function == .top
        let arguments = call.arguments.prefix(isRanking ? 1 : 8).map { add(argument: $0) }
        let (state, kind): (State, Output.Kind)
        switch call.function {
        case .count: (state, kind) = (arguments.first.map { .countPresent($0) } ?? .count, .integer)
        case .sum: (state, kind) = (.sum(arguments[0]), .number)
        case .mean: (state, kind) = (.sum(arguments[0]), .number)
        case .standardDeviation, .variance: (state, kind) = (.moments(arguments[0]), .number)
        case .min: (state, kind) = (.smallest(arguments[0]), .ofArgument)
        case .max: (state, kind) = (.largest(arguments[0]), .ofArgument)
        case .quantile:
            (state, kind) = (call.isApproximate ? .sketch(arguments[0]) : .quantiles(arguments[0]), .number)
        case .distinct:
            (state, kind) = (call.isApproximate ? .distinctEstimate(arguments) : .distinct(arguments), .integer)
        case .first, .last:
            if timeExpression == nil {
                timeExpression = add(
                    argument: try reporting { () throws(ExpressionError) in try Expression.parse("time") })
            }
            (state, kind) = (call.function == .first ? .first(arguments[0]) : .last(arguments[0]), .ofArgument)
        case .top:
            let count = try rankingLength(call, named.name)
            (state, kind) = (
                call.isApproximate
                    ? .topEstimate(arguments[0], count: count) : .top(arguments[0], count: count), .ranking
            )
        case .histogram:
            throw ThreshError(
                .usage,
                """
                '\(named.name)': a histogram is several rows; ask for thresh logs agg count --by \
                'bin(\(call.arguments.first?.text ?? "x"), 100)', with the width of its bins
                """)
        }
        let filter = call.filter.map { add(condition: $0) }
        var index = states.indices.first { states[$0] == state && filters[$0] == filter }
        if index == nil {
            index = states.count
            states.append(state)
            filters.append(filter)
            useNumbers.append(addUse(of: state, named.expression.bareText))
        }
        outputs.append(Output(name: named.name, state: index!, function: call.function, kind: kind))
        leafNames.append(call.expression.bareText)
    }

    /// What must hold for a line that an aggregate takes: an expression of its own, since it is a condition.
    mutating func add(condition: Expression) -> Int {
        let known = filters.compactMap { $0 }.first { expressions[$0].text == condition.text }
        if let known { return known }
        expressions.append(condition)
        conditions.insert(expressions.count - 1)
        return expressions.count - 1
    }

    mutating func addUse(of state: State, _ label: String) -> Int? {
        switch state {
        case .sum(let x), .moments(let x), .quantiles(let x), .sketch(let x):
            numberUses.append(.init(x, label, question: question))
        case .smallest(let x), .largest(let x):
            numberUses.append(.init(x, label, takesOthers: true, question: question))
        default: return nil
        }
        return numberUses.count - 1
    }

    /// `n` of `top(x, n)`, which may be left out.
    func rankingLength(_ call: AggregateCall, _ name: String) throws(ThreshError) -> Int {
        guard let argument = call.arguments.dropFirst().first else { return 10 }
        guard case .literal(.integer(let count)) = argument.kind, (1...10_000).contains(count) else {
            throw ThreshError(.usage, "'\(name)' wants how many values as a number from 1 to 10000, as in top(path, 5)")
        }
        return count
    }
}
