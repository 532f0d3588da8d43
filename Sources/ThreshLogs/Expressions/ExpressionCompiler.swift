internal import Thresh
internal import ThreshPatterns

/// Checks the types of expressions and turns their trees into nodes.
struct ExpressionCompiler {
    enum Inputs {
        case fields(LogFormat)
        /// Of which some are computed from others.
        case columns([(name: String, type: ExpressionType)], computed: [NamedExpression])
    }

    let inputs: Inputs
    let context: ExpressionContext
    private(set) var nodes: [ExpressionNode] = []
    var operands: [Int32] = []
    var constants: [Constant] = []
    var patterns: [Pattern] = []
    var captures: [CapturePattern?] = []
    var networks: [[(network: Address, length: Int)]] = []
    private(set) var inputNames: [String] = []
    private var inputNumbers: [String: Int32] = [:]
    /// Names that stand for a call, since no field is known that is called so. Where there may be one they are inputs too.
    private(set) var calledNames: Set<String> = []
    /// Of the format's fields; made when there are many.
    private var index: FieldIndex?
    private(set) var inputTypes: [ExpressionType] = []
    /// Whether the format says of an input what it is, so that no line has anything else there.
    private(set) var isDeclared: [Bool] = []
    var conversions: [Conversion] = []
    /// Whether what is compiled is a computed column, in which others have no names.
    private var isWithinColumn = false
    private var computedColumns: [String: Compiled] = [:]

    init(inputs: Inputs, context: ExpressionContext) {
        self.inputs = inputs
        self.context = context
    }

    /// Whether texts have a comma before the fraction of a number.
    var hasDecimalComma: Bool {
        if case .fields(let format) = inputs { format.hasDecimalComma } else { context.hasDecimalComma }
    }

    typealias Compiled = (node: Int32, type: ExpressionType)

    func error(_ message: String, _ expression: Expression) -> ExpressionError {
        ExpressionError(message, in: expression.source, at: expression.range.lowerBound)
    }

    mutating func add(_ node: ExpressionNode) -> Int32 {
        nodes.append(node)
        return Int32(nodes.count - 1)
    }

    mutating func add(_ constant: Constant, _ type: ExpressionType) -> Compiled {
        constants.append(constant)
        return (add(ExpressionNode(code: .constant, a: Int32(constants.count - 1))), type)
    }

    mutating func compile(_ expression: Expression) throws(ExpressionError) -> Compiled {
        if let column = try column(expression) { return column }
        switch expression.kind {
        case .field(let name): return try input(name, expression)
        case .literal(let literal): return add(Constant(literal, context), Constant.type(of: literal))
        case .negate(let operand):
            if let folded = ExpressionCompiler.negated(operand) {
                return add(Constant(folded, context), Constant.type(of: folded))
            }
            let compiled = try compile(operand)
            guard let number = number(compiled, expression.text) else {
                throw error("'-' wants a number, and this is \(compiled.type.noun)", operand)
            }
            return (add(ExpressionNode(code: .negate, a: number)), compiled.type.asNumber)
        case .not(let operand):
            let compiled = try condition(operand)
            return (add(ExpressionNode(code: .not, a: compiled)), .boolean)
        case .isNull(let operand):
            return (add(ExpressionNode(code: .isNull, a: try compile(operand).node)), .boolean)
        case .among(let operand, let members): return try among(operand, members)
        case .binary(let binary, let a, let b): return try self.binary(binary, a, b, expression)
        case .call(let name, let arguments):
            if AggregateCall(expression) != nil { return try aggregate(expression) }
            if let window = try window(expression) { return window }
            return try call(name, arguments, expression)
        case .filtered: return try aggregate(expression)
        }
    }

    static func negated(_ expression: Expression) -> Expression.Literal? {
        guard case .literal(let literal) = expression.kind else { return nil }
        switch literal {
        case .integer(let value): return .integer(-value)
        // The least integer of 64 bits has no such opposite.
        case .large(let digits): return Int("-" + digits).map { .integer($0) } ?? .large("-" + digits)
        case .number(let value): return .number(-value)
        case .duration(let value): return .duration(-value)
        default: return nil
        }
    }

    // MARK: - Inputs

    mutating func input(_ name: String, _ expression: Expression) throws(ExpressionError) -> Compiled {
        switch inputs {
        case .fields(let format):
            // In backquotes it may be a name that lines have.
            if LogFormat.number(name) != nil, format.field(numbered: name) == nil, !expression.isInBackquotes {
                throw error(format.numberFault(name), expression)
            }
            if format.fields.count > 64, index == nil { index = FieldIndex(format) }
            let definitions = index?.definitions(of: name) ?? format.definitions(of: name)
            let isListed = index?.lists(name) ?? format.fields.contains { $0.isCalled(name) }
            if let type = definitions.first?.type, !format.isOpen || isListed {
                let isDeclared = !definitions.contains(where: \.isSurveyed)
                let number = inputNumber(name, ExpressionType(type), isDeclared: isDeclared)
                return (add(ExpressionNode(code: .field, a: number)), ExpressionType(type))
            }
            // `day` alone is the day of the time; `path` alone is no more than a field where there is no address.
            if let function = ScalarFunction.named(name.lowercased()), function.argumentCounts.lowerBound == 1,
                hasUsualField(function, format), !expression.isInBackquotes
            {
                calledNames.insert(name)
                if format.isOpen { _ = inputNumber(name, .any) }
                return try call(name.lowercased(), [], expression)
            }
            if name.lowercased() == "count" { return try aggregate(expression) }
            // What is deeper in a record is passed as a whole, so such a field would be null in each.
            if name.utf8.count(where: { $0 == UInt8(ascii: ".") }) > LogFormat.mostLevels {
                throw error("a field is at most \(LogFormat.mostLevels) objects deep", expression)
            }
            if format.isOpen { return (add(ExpressionNode(code: .field, a: inputNumber(name, .any))), .any) }
            throw error(Suggestion.unknownField(name, format), expression)
        case .columns(let columns, let computed):
            if let column = try self.computed(name, computed) { return column }
            // A key in backquotes is called so.
            guard let index = columns.firstIndex(where: { $0.name == name || $0.name == expression.text }) else {
                if let window = try window(expression) { return window }
                throw error("no column '\(name)'; there are \(columnList)", expression)
            }
            let (name, type) = columns[index]
            return (add(ExpressionNode(code: .column, a: inputNumber(name, type))), type)
        }
    }

    /// Whether names with `-` and nothing else between them are one field's.
    func isHyphenatedField(_ expression: Expression) -> Bool {
        guard case .fields(let format) = inputs else { return false }
        let text = expression.text
        return !text.utf8.contains(32) && format.fields.contains { $0.isCalled(text) }
    }

    /// Throws where an expression is a field with dates that may be day first or month first.
    func checkDates(_ expression: Expression) throws(ExpressionError) {
        guard case .field(let name) = expression.kind, case .fields(let format) = inputs,
            let reason = format.undecidedReason(of: name)
        else { return }
        throw error(reason, expression)
    }

    private func hasUsualField(_ function: ScalarFunction, _ format: LogFormat) -> Bool {
        format.fields.contains { field in function.usualFields.contains { field.isCalled($0) } }
    }

    private mutating func inputNumber(_ name: String, _ type: ExpressionType, isDeclared: Bool = false) -> Int32 {
        if let number = inputNumbers[name] { return number }
        inputNumbers[name] = Int32(inputNames.count)
        inputNames.append(name)
        inputTypes.append(type)
        self.isDeclared.append(isDeclared)
        return Int32(inputNames.count - 1)
    }

    /// The column that is what an expression says, as `hour(time)` is in the answer to a question by that.
    private mutating func column(_ expression: Expression) throws(ExpressionError) -> Compiled? {
        guard case .columns(let columns, let computed) = inputs else { return nil }
        switch expression.kind {
        case .literal, .field: return nil
        default: break
        }
        let text = expression.bareText
        if let column = try self.computed(text, computed) { return column }
        guard let index = ExpressionCompiler.place(of: text, among: columns.map(\.name)) else { return nil }
        let (name, type) = columns[index]
        return (add(ExpressionNode(code: .column, a: inputNumber(name, type))), type)
    }

    /// A column that is computed from others, by its name; the same node wherever it is named.
    private mutating func computed(
        _ name: String, _ computed: [NamedExpression]
    ) throws(ExpressionError) -> Compiled? {
        if isWithinColumn || computed.isEmpty { return nil }
        guard let index = ExpressionCompiler.place(of: name, among: computed.map(\.name)) else { return nil }
        let column = computed[index]
        if let known = computedColumns[column.name] { return known }
        isWithinColumn = true
        defer { isWithinColumn = false }
        let compiled = try compile(column.expression)
        computedColumns[column.name] = compiled
        return compiled
    }

    /// The names of columns, for messages.
    private var columnList: String {
        guard case .columns(let columns, let computed) = inputs else { return "" }
        let hidden = Set(computed.map(\.expression.bareText))
        let names =
            isWithinColumn
            ? columns.map(\.name) : columns.map(\.name).filter { !hidden.contains($0) } + computed.map(\.name)
        return names.joined(separator: ", ")
    }

    /// Where a name is that is written alike; else the only one that is so but for blanks, or else for large letters.
    private static func place(of text: String, among names: [String]) -> Int? {
        if let index = names.firstIndex(of: text) { return index }
        for fold in [withoutBlanks, { withoutBlanks($0).lowercased() }] {
            let wanted = fold(text)
            let found = names.indices.filter { fold(names[$0]) == wanted }
            if found.count == 1 { return found[0] }
        }
        return nil
    }

    /// Blanks within quotes stay.
    private static func withoutBlanks(_ text: String) -> String {
        var quote: Character?
        return text.filter { character in
            if let open = quote {
                if character == open { quote = nil }
                return true
            }
            if "'\"`".contains(character) { quote = character }
            return !character.isWhitespace
        }
    }

    /// What all groups amount to is a column of a row; a share is a quotient of two.
    private mutating func window(_ expression: Expression) throws(ExpressionError) -> Compiled? {
        guard case .columns(let columns, _) = inputs, let call = WindowCall(expression),
            let index = ExpressionCompiler.place(of: call.columnName, among: columns.map(\.name))
        else { return nil }
        let (name, type) = columns[index]
        let column = (node: add(ExpressionNode(code: .column, a: inputNumber(name, type))), type: type)
        guard call.function == .share else { return column }
        var argument = call.argument
        if argument == nil { argument = try Expression.parse("count") }
        let value = try compile(argument!)
        return (add(ExpressionNode(code: .divide, a: value.node, b: column.node)), .number)
    }

    /// An aggregate is a column of a row; a line has none.
    private mutating func aggregate(_ expression: Expression) throws(ExpressionError) -> Compiled {
        guard case .columns = inputs else {
            throw error("'\(expression.text)' is an aggregate, which has no value for a single line", expression)
        }
        throw error("'\(expression.text)' is not among the columns: \(columnList)", expression)
    }
}
