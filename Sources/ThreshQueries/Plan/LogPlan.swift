import Thresh
package import ThreshLogs

/// A question as it is run: expressions to compute for each line, states to keep for each group, and columns to make of
/// them. Aggregates of the same values share a state: p50, p95 and p99 of one field are read from one set of quantiles.
package struct LogPlan {
    enum State: Hashable {
        case count
        /// Of lines that have the argument.
        case countPresent(Int)
        /// And how many there are, for the mean.
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
        /// The most frequent values, so many of them.
        case top(Int, count: Int)
        case topEstimate(Int, count: Int)

        /// The expression that it is about, when that is one.
        var argument: Int? {
            switch self {
            case .countPresent(let x), .sum(let x), .moments(let x), .smallest(let x), .largest(let x),
                .quantiles(let x), .sketch(let x), .first(let x), .last(let x):
                x
            case .top(let x, _), .topEstimate(let x, _): x
            case .count, .distinct, .distinctEstimate: nil
            }
        }
    }

    /// What one aggregate amounts to.
    struct Output {
        let name: String
        let state: Int
        let function: AggregateCall.Function
        let kind: Kind

        enum Kind { case integer, number, ofArgument, ranking }
    }

    /// A column behind the keys: an aggregate, or what is computed from some.
    struct Figure {
        let name: String
        let expression: Expression
        /// The output that it is, when it is no more than one.
        let output: Int?
    }

    /// What is added up over groups when all of them are known.
    struct Window {
        let name: String
        /// The sum of the rows up to the one at hand; else that of all groups.
        let isRunning: Bool
        /// What is added up.
        let output: Int
    }

    /// The filter first, when there is one; then keys, then arguments.
    private(set) var expressions: [Expression] = []
    let hasFilter: Bool
    package let keys: [NamedExpression]
    private(set) var states: [State] = []
    /// Of each state, which expression must hold for a line that it takes.
    private(set) var filters: [Int?] = []
    private(set) var outputs: [Output] = []
    private(set) var figures: [Figure] = []
    private(set) var windows: [Window] = []
    /// The time of lines, for `first` and `last`, and beside `values`.
    private(set) var timeExpression: Int?
    /// Whether a line without a time is rejected.
    private(set) var needsTime = false
    /// What is computed for each line of a question with values of its own.
    private(set) var values: [Int] = []
    /// States of numbers: what each is a use of.
    private(set) var numberUses: [ExpressionProgram.NumberUse] = []
    /// Of each state, its use of numbers.
    private var useNumbers: [Int?] = []
    /// Which expressions must be conditions.
    private(set) var conditions: Set<Int> = []
    /// What is looked up in another table for each line.
    private(set) var lookupKeys: [Int] = []
    /// Whether lines mean nothing to the question without the fields of its keys.
    private(set) var requiresKeys = false
    /// Expressions that are null in the lines of a format that lacks their fields.
    private(set) var optional: Set<Int> = []

    let firstKey: Int
    /// Which of several questions it is.
    let question: Int
    /// The expressions that are arguments of aggregates, of other questions too.
    private var arguments: [Int] = []

    /// - Parameters:
    ///   - selection: expressions over columns, whose aggregates need not be columns.
    ///   - former: another question about the same lines, before this one: what both compute is computed once.
    init(
        filter: Expression?, by: [NamedExpression], aggregates: [NamedExpression], selection: [Expression] = [],
        behind former: LogPlan? = nil
    ) throws(ThreshError) {
        hasFilter = filter != nil
        keys = by
        question = former.map { $0.question + 1 } ?? 0
        if let former {
            (expressions, conditions, arguments) = (former.expressions, former.conditions, former.arguments)
            (numberUses, timeExpression) = (former.numberUses, former.timeExpression)
        } else if let filter {
            expressions.append(filter)
            conditions = [0]
        }
        firstKey = expressions.count
        if let filter { try LogPlan.checkDepends(filter) }
        for key in by {
            // One that is given a name is meant.
            if case .literal = key.expression.kind, key.name == key.expression.text {
                throw LogPlan.constant(key.expression)
            }
            // `count` alone is a field here, where no aggregate means anything.
            if case .field = key.expression.kind {
            } else if let call = key.expression.aggregates.first,
                call.expression == key.expression || key.expression.fieldNames.isEmpty
            {
                throw ThreshError(
                    .usage, "--by \(key.name): an aggregate is no group; name fields, such as status, path")
            }
            expressions.append(key.expression)
        }
        for aggregate in aggregates { try add(aggregate) }
        for expression in selection {
            if case .literal = expression.kind { throw LogPlan.constant(expression) }
            try addHidden(expression)
        }
    }

    /// Throws where two constants are compared of which one is a text: a name in quotes is none.
    private static func checkDepends(_ expression: Expression) throws(ThreshError) {
        if case .binary(let binary, let a, let b) = expression.kind, binary != .and, binary != .or,
            case .literal = a.kind, case .literal = b.kind
        {
            for side in [a, b] { if case .literal(.text) = side.kind { throw constant(side) } }
        }
        for child in expression.children { try checkDepends(child) }
    }

    private static func constant(_ expression: Expression) -> ThreshError {
        var name = expression.text
        if case .literal(.text(let text)) = expression.kind { name = text }
        return ThreshError(
            .usage,
            """
            \(expression.text) is the same for every line; a field whose name has other characters than letters and digits is \
            written in backquotes: `\(name)`
            """)
    }

    /// What quantiles are asked of, when that, and how many lines there are, is all that is asked.
    var quantilesState: Int? {
        var found: Int?
        if !isPlain || filters.contains(where: { $0 != nil }) { return nil }
        for (index, state) in states.enumerated() {
            switch state {
            case .count: break
            case .quantiles where found == nil: found = index
            default: return nil
            }
        }
        return found
    }

    /// For a question that computes values of its own of each line, and its time.
    ///
    /// - Parameters:
    ///   - usual: what further values are; null in formats that have no such fields.
    ///   - needsTime: whether lines without a time are rejected; else theirs is null.
    init(
        filter: Expression?, by: [NamedExpression], values: [Expression], usual: [Expression] = [],
        needsTime: Bool = true, areConditions: Bool = false
    ) throws(ThreshError) {
        try self.init(filter: filter, by: by, aggregates: [])
        let time = try QueryText.expression("time")
        self.needsTime = needsTime
        if needsTime { timeExpression = add(argument: time) }
        self.values = values.map { add(argument: $0) }
        if areConditions { conditions.formUnion(self.values) }
        for expression in usual { self.values.append(add(usual: expression)) }
        if !needsTime { timeExpression = add(usual: time) }
    }

    /// For rows of which some columns are wanted, each null in formats that lack it.
    init(
        filter: Expression?, joinedBy keys: [NamedExpression], columns: [Expression]
    ) throws(ThreshError) {
        try self.init(filter: filter, by: keys, aggregates: [])
        requiresKeys = true
        values = columns.map { add(usual: $0) }
    }

    /// Also computes keys that are looked up for each line.
    mutating func look(up keys: [Expression]) { lookupKeys = keys.map { add(argument: $0) } }

    private mutating func add(usual expression: Expression) -> Int {
        let count = expressions.count
        let index = add(argument: expression)
        if expressions.count > count { optional.insert(index) }
        return index
    }

    /// The expressions as lines of a format have them.
    func expressions(in format: LogFormat) throws(ThreshError) -> [Expression] {
        if optional.isEmpty { return expressions }
        let null = try reporting { () throws(ExpressionError) in try Expression.parse("null") }
        return expressions.enumerated().map { index, expression in
            let isThere = expression.fieldNames.allSatisfy { format.type(of: $0) != nil }
            return optional.contains(index) && !isThere ? null : expression
        }
    }

    var columnNames: [String] { keys.map(\.name) + figures.map(\.name) }

    /// Whether each line of a group is counted, and no more.
    var isCount: Bool { states == [.count] && filters == [nil] && isPlain }

    /// Whether the columns behind the keys are the outputs as they are.
    var isPlain: Bool {
        windows.isEmpty && outputs.count == figures.count && figures.indices.allSatisfy { figures[$0].output == $0 }
    }

    /// Which columns' values may be added up over groups.
    package var additiveColumns: [Int] {
        figures.indices.filter { index in
            figures[index].output.map { isAdditive(outputs[$0]) } ?? false
        }.map { keys.count + $0 }
    }

    private func isAdditive(_ output: Output) -> Bool { output.function == .count || output.function == .sum }

    /// A column behind the keys.
    private mutating func add(_ named: NamedExpression) throws(ThreshError) {
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
    private mutating func addHidden(_ expression: Expression) throws(ThreshError) {
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
    private func isColumn(_ call: WindowCall, _ expression: Expression) -> Bool {
        guard call.argument == nil else { return false }
        return (keys.map(\.name) + figures.map(\.name)).contains { $0.lowercased() == "\(call.function)" }
    }

    /// The number of the output that an aggregate is.
    private mutating func output(of call: AggregateCall) throws(ThreshError) -> Int {
        let name = call.expression.bareText
        if let known = leafNames.firstIndex(of: name) { return known }
        try add(call, name)
        return outputs.count - 1
    }

    /// What outputs are called in expressions over columns.
    private(set) var leafNames: [String] = []

    private mutating func add(_ call: AggregateCall, _ name: String) throws(ThreshError) {
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
    private mutating func add(condition: Expression) -> Int {
        let known = filters.compactMap { $0 }.first { expressions[$0].text == condition.text }
        if let known { return known }
        expressions.append(condition)
        conditions.insert(expressions.count - 1)
        return expressions.count - 1
    }

    private mutating func addUse(of state: State, _ label: String) -> Int? {
        switch state {
        case .sum(let x), .moments(let x), .quantiles(let x), .sketch(let x):
            numberUses.append(.init(x, label, question: question))
        case .smallest(let x), .largest(let x):
            numberUses.append(.init(x, label, takesOthers: true, question: question))
        default: return nil
        }
        return numberUses.count - 1
    }

    /// Which use of a number a state is.
    func numberUse(ofState index: Int) -> Int? { useNumbers[index] }

    /// The names of fields without which a line still is a line, but one that the question asks about in vain: of all but
    /// what it may also do without.
    var soughtNames: Set<String> {
        expressions.indices.reduce(into: []) { names, index in
            if !optional.contains(index) { names.formUnion(expressions[index].fieldNames) }
        }
    }

    /// Whether the question means nothing where no line has that name: the time, or what is added up.
    func needsName(_ name: String) -> Bool {
        if name == "time" { return true }
        if requiresKeys, keys.contains(where: { $0.expression.fieldNames.contains(name) }) { return true }
        return states.contains { state in
            switch state {
            case .countPresent, .distinct, .distinctEstimate: false
            default: state.argument.map { expressions[$0].fieldNames.contains(name) } ?? false
            }
        }
    }

    /// `n` of `top(x, n)`, which may be left out.
    private func rankingLength(_ call: AggregateCall, _ name: String) throws(ThreshError) -> Int {
        guard let argument = call.arguments.dropFirst().first else { return 10 }
        guard case .literal(.integer(let count)) = argument.kind, (1...10_000).contains(count) else {
            throw ThreshError(.usage, "'\(name)' wants how many values as a number from 1 to 10000, as in top(path, 5)")
        }
        return count
    }

    private mutating func add(argument: Expression) -> Int {
        if let known = arguments.first(where: { expressions[$0].text == argument.text }) { return known }
        expressions.append(argument)
        arguments.append(expressions.count - 1)
        return expressions.count - 1
    }

    /// Several questions about the same lines as one, for whoever reads these: each plan was made behind the one before it.
    ///
    /// REQUIRES: at least one.
    static func joined(_ plans: [LogPlan]) throws(ThreshError) -> LogPlan {
        let last = plans[plans.count - 1]
        var joined = try LogPlan(
            filter: last.hasFilter ? last.expressions[0] : nil, by: [], aggregates: [], behind: last)
        for plan in plans {
            joined.states += plan.states
            joined.filters += plan.filters
            joined.useNumbers += plan.useNumbers
        }
        return joined
    }
}
