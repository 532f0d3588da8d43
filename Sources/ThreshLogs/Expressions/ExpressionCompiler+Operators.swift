internal import Thresh
internal import ThreshPatterns

extension ExpressionCompiler {
    mutating func binary(
        _ binary: Expression.BinaryOperator, _ a: Expression, _ b: Expression, _ whole: Expression
    ) throws(ExpressionError) -> Compiled {
        switch binary {
        case .and, .or:
            let left = try condition(a)
            let right = try condition(b)
            return (add(ExpressionNode(code: binary == .and ? .and : .or, a: left, b: right)), .boolean)
        case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual:
            return try comparison(binary, a, b, whole)
        case .matches: return try matches(a, b)
        case .contains, .starts, .ends:
            let left = try textual(a)
            let right = try textual(b)
            let code: ExpressionNode.Code = binary == .contains ? .contains : binary == .starts ? .starts : .ends
            return (add(ExpressionNode(code: code, a: left, b: right)), .boolean)
        case .add, .subtract, .multiply, .divide, .remainder: return try arithmetic(binary, a, b)
        }
    }

    // MARK: - Comparison

    private mutating func comparison(
        _ binary: Expression.BinaryOperator, _ a: Expression, _ b: Expression, _ whole: Expression
    ) throws(ExpressionError) -> Compiled {
        // `x = null` asks what `x is null` asks.
        for (operand, other) in [(a, b), (b, a)] where other.kind == .literal(.null) {
            let node = add(ExpressionNode(code: .isNull, a: try compile(operand).node))
            return (binary == .notEqual ? add(ExpressionNode(code: .not, a: node)) : node, .boolean)
        }
        // A text would be compared by its bytes.
        if binary != .equal, binary != .notEqual { for operand in [a, b] { try checkDates(operand) } }
        let (left, right) = try pair(a, b)
        let code: ExpressionNode.Code =
            switch binary {
            case .equal: .equal
            case .notEqual: .notEqual
            case .less: .less
            case .lessOrEqual: .lessOrEqual
            case .greater: .greater
            default: .greaterOrEqual
            }
        return (add(ExpressionNode(code: code, a: left, b: right)), .boolean)
    }

    /// Both sides of a comparison; a literal becomes what the other side is.
    private mutating func pair(_ a: Expression, _ b: Expression) throws(ExpressionError) -> (Int32, Int32) {
        let left = try compile(a)
        let right = try compile(b)
        if left.type == .time, let time = try moment(b, right.type) { return (left.node, time) }
        if right.type == .time, let time = try moment(a, left.type) { return (time, right.node) }
        let agree =
            left.type == right.type || left.type == .any || right.type == .any
            || (left.type.isNumeric && right.type.isNumeric)
        if !agree {
            throw error(
                "'\(a.text)' is \(left.type.noun), '\(b.text)' is \(right.type.noun): they cannot be compared", b)
        }
        return (left.node, right.node)
    }

    /// A literal that is compared with a time, as one: a text with a date, or a duration, which is counted from now.
    private mutating func moment(_ expression: Expression, _ type: ExpressionType) throws(ExpressionError) -> Int32? {
        if type == .time { return nil }
        if case .literal(.text(let text)) = expression.kind {
            guard let literal = TimeLiteral.whole(text) else {
                throw error("no time; write it as 2015-05-17 or '2015-05-17 12:30:00'", expression)
            }
            return add(Constant(literal, context), .time).node
        }
        var duration: Double?
        if case .literal(.duration(let value)) = expression.kind { duration = value }
        if case .negate(let operand) = expression.kind, case .duration(let value)? = ExpressionCompiler.negated(operand)
        {
            duration = value
        }
        guard let duration, abs(duration) < 9e9 else { return nil }
        let time = Timestamp(nanoseconds: context.now.nanoseconds &+ Int64(duration * 1e9))
        return add(Constant(.time(time), context), .time).node
    }

    // MARK: - Text

    private mutating func textual(_ expression: Expression) throws(ExpressionError) -> Int32 {
        let compiled = try compile(expression)
        if compiled.type != .text, compiled.type != .any {
            throw error("expected a text; this is \(compiled.type.noun)", expression)
        }
        return compiled.node
    }

    private mutating func matches(_ a: Expression, _ b: Expression) throws(ExpressionError) -> Compiled {
        let subject = try compile(a)
        if subject.type == .time || subject.type == .boolean {
            throw error("'~' wants a text; this is \(subject.type.noun)", a)
        }
        guard case .literal(.text(let source)) = b.kind else { throw error("'~' wants a pattern in quotes", b) }
        do {
            patterns.append(try Pattern(source))
        } catch {
            throw self.error(error.message, b)
        }
        return (add(ExpressionNode(code: .matches, a: subject.node, b: Int32(patterns.count - 1))), .boolean)
    }

    // MARK: - Membership

    mutating func among(_ operand: Expression, _ members: [Expression]) throws(ExpressionError) -> Compiled {
        if let table = ExpressionCompiler.networks(members) {
            let address = try textual(operand)
            networks.append(table)
            return (add(ExpressionNode(code: .inNetworks, a: address, b: Int32(networks.count - 1))), .boolean)
        }
        var nodes: [Int32] = []
        var left: Int32 = 0
        for member in members { (left, nodes) = try appending(operand, member, nodes) }
        let first = Int32(operands.count)
        operands += nodes
        return (add(ExpressionNode(code: .among, a: left, b: first, count: Int32(nodes.count))), .boolean)
    }

    private mutating func appending(
        _ operand: Expression, _ member: Expression, _ nodes: [Int32]
    ) throws(ExpressionError) -> (Int32, [Int32]) {
        let (left, right) = try pair(operand, member)
        return (left, nodes + [right])
    }

    /// Networks such as `10.0.0.0/8`, when one of the members is such; addresses among them are networks of their own.
    private static func networks(_ members: [Expression]) -> [(network: Address, length: Int)]? {
        var table: [(network: Address, length: Int)] = []
        var seesNetwork = false
        for member in members {
            guard case .literal(.text(let text)) = member.kind else { return nil }
            let parts = text.split(separator: "/", omittingEmptySubsequences: false)
            guard let address = Array(parts[0].utf8).withLineBytes({ Address($0) }), parts.count <= 2 else {
                return nil
            }
            var length = address.bitCount
            if parts.count == 2 {
                guard let given = Int(parts[1]), (0...length).contains(given) else { return nil }
                length = given
                seesNetwork = true
            }
            table.append((address.network(length), length))
        }
        return seesNetwork ? table : nil
    }

    // MARK: - Arithmetic

    private mutating func arithmetic(
        _ binary: Expression.BinaryOperator, _ a: Expression, _ b: Expression
    ) throws(ExpressionError) -> Compiled {
        let left = try compile(a)
        let right = try compile(b)
        let (code, name): (ExpressionNode.Code, String) =
            switch binary {
            case .add: (.add, "+")
            case .subtract: (.subtract, "-")
            case .multiply: (.multiply, "*")
            case .divide: (.divide, "/")
            default: (.remainder, "%")
            }
        let isTimeAllowed = binary == .add || binary == .subtract
        for (compiled, expression) in [(left, a), (right, b)] {
            if compiled.type.isNumeric || (compiled.type == .time && isTimeAllowed) { continue }
            throw error("'\(name)' wants numbers; '\(expression.text)' is \(compiled.type.noun)", expression)
        }
        if left.type != .time, right.type == .time, binary == .subtract {
            throw error("a time cannot be subtracted from this", b)
        }
        if left.type == .time, right.type == .time, binary == .add { throw error("two times cannot be added", b) }
        let node = add(ExpressionNode(code: code, a: left.node, b: right.node))
        return (node, ExpressionCompiler.type(binary, left.type, right.type))
    }

    private static func type(
        _ binary: Expression.BinaryOperator, _ a: ExpressionType, _ b: ExpressionType
    ) -> ExpressionType {
        if a == .time || b == .time { return a == b ? .duration : .time }
        if a == .any || b == .any { return .any }
        if a == .duration || b == .duration { return a == b && binary == .divide ? .number : .duration }
        return a == .integer && b == .integer && binary != .divide ? .integer : .number
    }
}
