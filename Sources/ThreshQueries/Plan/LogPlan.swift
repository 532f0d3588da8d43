import Thresh
package import ThreshLogs

/// A question as it is run: expressions to compute for each line, states to keep for each group, and columns to make of
/// them. Aggregates of the same values share a state: p50, p95 and p99 of one field are read from one set of quantiles.
package struct LogPlan {
    /// The filter first, when there is one; then keys, then arguments.
    var expressions: [Expression] = []
    let hasFilter: Bool
    package let keys: [NamedExpression]
    var states: [State] = []
    /// Of each state, which expression must hold for a line that it takes.
    var filters: [Int?] = []
    var outputs: [Output] = []
    var figures: [Figure] = []
    var windows: [Window] = []
    /// The time of lines, for `first` and `last`, and beside `values`.
    var timeExpression: Int?
    /// Whether a line without a time is rejected.
    private(set) var needsTime = false
    /// What is computed for each line of a question with values of its own.
    private(set) var values: [Int] = []
    /// States of numbers: what each is a use of.
    var numberUses: [ExpressionProgram.NumberUse] = []
    /// Of each state, its use of numbers.
    var useNumbers: [Int?] = []
    /// Which expressions must be conditions.
    var conditions: Set<Int> = []
    /// What is looked up in another table for each line.
    private(set) var lookupKeys: [Int] = []
    /// Whether lines mean nothing to the question without the fields of its keys.
    private(set) var requiresKeys = false
    /// Expressions that are null in the lines of a format that lacks their fields.
    private(set) var optional: Set<Int> = []

    let firstKey: Int
    /// Which expressions records are put in the order of.
    var orders: Set<Int> = []
    /// Which of several questions it is.
    let question: Int
    /// The expressions that are arguments of aggregates, of other questions too.
    var arguments: [Int] = []

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

    static func constant(_ expression: Expression) -> ThreshError {
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

    /// What outputs are called in expressions over columns.
    var leafNames: [String] = []

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
        if name == "time", needsTimes { return true }
        if requiresKeys, keys.contains(where: { $0.expression.fieldNames.contains(name) }) { return true }
        return states.contains { state in
            switch state {
            case .countPresent, .distinct, .distinctEstimate: false
            default: state.argument.map { expressions[$0].fieldNames.contains(name) } ?? false
            }
        }
    }

    /// Whether the time is asked for otherwise than as a group of its own, in which lines without one are together.
    private var needsTimes: Bool {
        if let timeExpression, !optional.contains(timeExpression) { return true }
        return expressions.indices.contains { index in
            if optional.contains(index) { return false }
            if !values.contains(index), case .field = expressions[index].kind { return false }
            return expressions[index].fieldNames.contains("time")
        }
    }

    mutating func add(argument: Expression) -> Int {
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
        joined.lookupKeys = last.lookupKeys
        for plan in plans {
            joined.states += plan.states
            joined.filters += plan.filters
            joined.useNumbers += plan.useNumbers
        }
        return joined
    }
}
