import Thresh
import ThreshLogs

/// A question as it is run: expressions to compute for each line, states to keep for each group, and columns to make of
/// them. Aggregates of the same values share a state: p50, p95 and p99 of one field are read from one set of quantiles.
struct LogPlan {
    enum State: Hashable {
        case count
        /// Of lines that have the argument.
        case countPresent(Int)
        case sum(Int)
        case moments(Int)
        case smallest(Int)
        case largest(Int)
        case quantiles(Int)
        case sketch(Int)
        case distinct([Int])
        case distinctEstimate([Int])
        case first(Int)
        case last(Int)

        /// The expression that it is about, when that is one.
        var argument: Int? {
            switch self {
            case .countPresent(let x), .sum(let x), .moments(let x), .smallest(let x), .largest(let x),
                .quantiles(let x), .sketch(let x), .first(let x), .last(let x):
                x
            case .count, .distinct, .distinctEstimate: nil
            }
        }
    }

    struct Output {
        let name: String
        let state: Int
        let function: AggregateCall.Function
        let kind: Kind

        enum Kind { case integer, number, ofArgument }
    }

    /// The filter first, when there is one; then keys, then arguments.
    private(set) var expressions: [Expression] = []
    let hasFilter: Bool
    let keys: [NamedExpression]
    private(set) var states: [State] = []
    private(set) var outputs: [Output] = []
    /// The time of lines, for `first` and `last`.
    private(set) var timeExpression: Int?

    var firstKey: Int { hasFilter ? 1 : 0 }

    init(filter: Expression?, by: [NamedExpression], aggregates: [NamedExpression]) throws(ThreshError) {
        hasFilter = filter != nil
        keys = by
        if let filter { expressions.append(filter) }
        for key in by {
            if let call = key.expression.aggregates.first,
                call.expression == key.expression || key.expression.fieldNames.isEmpty
            {
                throw ThreshError(
                    .usage, "--by \(key.name): an aggregate is no group; name fields, such as status, path")
            }
            expressions.append(key.expression)
        }
        for aggregate in aggregates { try add(aggregate) }
    }

    var columnNames: [String] { keys.map(\.name) + outputs.map(\.name) }

    /// Known when the formats are.
    func types(_ readers: LogReaders) -> [ExpressionType] {
        keys.indices.map { readers.type(firstKey + $0) }
            + outputs.map { output in
                switch output.kind {
                case .integer: .integer
                // What is too large for an integer is a number all the same.
                case .number where output.function == .sum && argumentType(output, readers) == .integer: .integer
                case .number: .number
                case .ofArgument: argumentType(output, readers)
                }
            }
    }

    func columns(_ readers: LogReaders) -> [Column] {
        let units = keys.map { _ in nil } + outputs.map { unit($0, readers) }
        return zip(zip(columnNames, types(readers)), units).map { column, unit in
            switch column.1 {
            case .integer: Column(column.0, .integer, unit: unit)
            // JSON has quotes around what is no number.
            case .number, .duration, .any: Column(column.0, .number, unit: unit)
            case .boolean, .text, .time: Column(column.0, .text)
            }
        }
    }

    /// Which columns' values may be added up over groups.
    var additiveColumns: [Int] {
        outputs.indices.filter { [.count, .sum].contains(outputs[$0].function) }.map { keys.count + $0 }
    }

    private func argumentType(_ output: Output, _ readers: LogReaders) -> ExpressionType {
        states[output.state].argument.map { readers.type($0) } ?? .any
    }

    /// What an aggregate of a size or a length of time measures.
    private func unit(_ output: Output, _ readers: LogReaders) -> Column.Unit? {
        switch output.function {
        case .sum, .mean, .min, .max, .quantile, .standardDeviation, .first, .last:
            states[output.state].argument.flatMap { readers.unit($0) }
        default: nil
        }
    }

    private mutating func add(_ named: NamedExpression) throws(ThreshError) {
        guard let call = AggregateCall(named.expression) else {
            throw ThreshError(
                .usage,
                """
                '\(named.name)' is no aggregate; use count, sum(x), mean(x), min(x), max(x), stddev(x), p50(x) to p99.9(x), \
                distinct(x), first(x), last(x), or approx_p99(x), approx_distinct(x)
                """)
        }
        guard call.argumentCounts.contains(call.arguments.count) else {
            throw ThreshError(
                .usage, "'\(named.name)' has \(call.arguments.count) arguments, which is not what it takes")
        }
        let arguments = call.arguments.map { add(argument: $0) }
        let (state, kind): (State, Output.Kind)
        switch call.function {
        case .count: (state, kind) = (arguments.first.map { .countPresent($0) } ?? .count, .integer)
        case .sum: (state, kind) = (.sum(arguments[0]), .number)
        case .mean, .standardDeviation, .variance: (state, kind) = (.moments(arguments[0]), .number)
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
        case .histogram, .top:
            throw ThreshError(
                .usage, "'\(named.name)': \(call.function) makes several rows; ask for it as thresh logs top")
        }
        if !states.contains(state) { states.append(state) }
        outputs.append(
            Output(name: named.name, state: states.firstIndex(of: state)!, function: call.function, kind: kind))
    }

    private mutating func add(argument: Expression) -> Int {
        let first = firstKey + keys.count
        if let index = expressions[first...].firstIndex(where: { $0.text == argument.text }) { return index }
        expressions.append(argument)
        return expressions.count - 1
    }
}
