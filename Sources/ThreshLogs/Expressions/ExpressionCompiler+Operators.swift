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
        // `time-taken`, as W3C calls a column.
        case .subtract where isHyphenatedField(whole): return try input(whole.text, whole)
        case .add, .subtract, .multiply, .divide, .remainder: return try arithmetic(binary, a, b, whole)
        }
    }

    // MARK: - Comparison

    private mutating func comparison(
        _ binary: Expression.BinaryOperator, _ a: Expression, _ b: Expression, _ whole: Expression
    ) throws(ExpressionError) -> Compiled {
        for (operand, other) in [(a, b), (b, a)] where other.kind == .literal(.null) {
            var name = operand.text
            if case .literal = operand.kind { name = "x" }
            throw error(
                "a comparison with null never holds; ask '\(name) \(binary == .notEqual ? "is not null" : "is null")'",
                other)
        }
        let isEquality = binary == .equal || binary == .notEqual
        // A text would be compared by its bytes.
        if !isEquality { for operand in [a, b] { try checkDates(operand) } }
        let (left, right) = try pair(a, b, isEquality: isEquality, label: whole.text)
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

    /// Both sides of a comparison. A literal becomes what the other side is; what is compared with a number, a number; and
    /// what is asked to equal a text, the text that it is written as.
    private mutating func pair(
        _ a: Expression, _ b: Expression, isEquality: Bool, label: String
    ) throws(ExpressionError) -> (Int32, Int32) {
        let left = try compile(a)
        let right = try compile(b)
        if left.type == .time, let time = try moment(b, right.type) { return (left.node, time) }
        if right.type == .time, let time = try moment(a, left.type) { return (time, right.node) }
        if let nodes = agreed(left, right, a, b, isEquality, label) { return nodes }
        throw error("'\(a.text)' is \(left.type.noun), '\(b.text)' is \(right.type.noun): they cannot be compared", b)
    }

    /// nil where the two cannot be compared.
    private mutating func agreed(
        _ left: Compiled, _ right: Compiled, _ a: Expression, _ b: Expression, _ isEquality: Bool, _ label: String
    ) -> (Int32, Int32)? {
        if left.type == .time || right.type == .time {
            guard let x = time(left, label), let y = time(right, label) else { return nil }
            return (x, y)
        }
        if left.type == .boolean || right.type == .boolean {
            if left.type == right.type || left.type == .any || right.type == .any { return (left.node, right.node) }
            return isEquality && (left.type.isTextual || right.type.isTextual) ? (text(left), text(right)) : nil
        }
        let isText = (ExpressionCompiler.isText(a), ExpressionCompiler.isText(b))
        if isEquality, isText.0 || isText.1 {
            let isDeclaredNumber = (isText.0 ? right : left).type.isNumber && isDeclaredField(isText.0 ? right : left)
            return isDeclaredNumber ? nil : (text(left), text(right))
        }
        let isNumber =
            left.type.isNumber || right.type.isNumber || (left.type.isNumeral && right.type.isNumeral)
            || left.type.isNumeral && numberInQuotes(b, left.type) != nil
            || right.type.isNumeral && numberInQuotes(a, right.type) != nil
        if !isNumber { return (left.node, right.node) }
        guard let x = side(left, a, right.type, label), let y = side(right, b, left.type, label) else { return nil }
        return (x, y)
    }

    private func isDeclaredField(_ compiled: Compiled) -> Bool {
        let node = nodes[Int(compiled.node)]
        return node.code == .field && isDeclared[Int(node.a)]
    }

    private static func isText(_ expression: Expression) -> Bool {
        if case .literal(.text) = expression.kind { true } else { false }
    }

    /// The number that a literal is, as values of that type are written.
    private func numberInQuotes(_ expression: Expression, _ type: ExpressionType) -> Double? {
        guard case .literal(.text(let text)) = expression.kind else { return nil }
        guard case .numeral(let numeral) = type else { return Array(text.utf8).withLineBytes { NumberText.value($0) } }
        return Array(text.utf8).withByteView { numeral.value(of: $0) }
    }

    /// One side of a comparison of numbers, the other of that type.
    private mutating func side(
        _ compiled: Compiled, _ expression: Expression, _ other: ExpressionType, _ label: String
    ) -> Int32? {
        guard case .literal(.text) = expression.kind else { return number(compiled, label) }
        guard let value = numberInQuotes(expression, other) else { return nil }
        return add(Constant(.number(value), context), .number).node
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
        guard let duration, abs(duration) < 9e9,
            let time = context.relativeNow().advanced(by: Int64(duration * 1e9))
        else { return nil }
        return add(Constant(.time(time), context), .time).node
    }

    // MARK: - Text

    private mutating func textual(_ expression: Expression) throws(ExpressionError) -> Int32 {
        let compiled = try compile(expression)
        if !compiled.type.isTextual {
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
            patterns.append(try Pattern(source, utf: Pattern.dependsOnCharacters(source)))
        } catch {
            throw self.error(error.message, b)
        }
        return (add(ExpressionNode(code: .matches, a: subject.node, b: Int32(patterns.count - 1))), .boolean)
    }

    // MARK: - Membership

    mutating func among(_ operand: Expression, _ members: [Expression]) throws(ExpressionError) -> Compiled {
        for member in members where member.kind == .literal(.null) {
            throw error("nothing equals null; leave it out, and ask '\(operand.text) is null' too", member)
        }
        if let table = ExpressionCompiler.networks(members) {
            let address = try textual(operand)
            networks.append(table)
            return (add(ExpressionNode(code: .inNetworks, a: address, b: Int32(networks.count - 1))), .boolean)
        }
        if case .field(let name) = operand.kind, case .fields(let format) = inputs, format.type(of: name) == .ip {
            for member in members {
                guard case .literal(.text(let text)) = member.kind, text.contains("/") else { continue }
                if ExpressionCompiler.networks([member]) != nil { continue }
                throw error("'\(text)' is no network; write it as '10.0.0.0/8' or '2001:db8::/32'", member)
            }
        }
        // Numbers are compared with the operand as a number, texts with it as a text.
        let label = "\(operand.text) in (\(members.map(\.text).joined(separator: ", ")))"
        var result: Int32?
        for kind in [MemberKind.text, .number, .other] {
            let some = members.filter { MemberKind($0) == kind }
            if some.isEmpty { continue }
            var left: Int32?
            var nodes: [Int32] = []
            for member in some {
                let (node, right) = try pair(operand, member, isEquality: true, label: label)
                left = left ?? node
                nodes.append(right)
            }
            let first = Int32(operands.count)
            operands += nodes
            let node = add(ExpressionNode(code: .among, a: left!, b: first, count: Int32(nodes.count)))
            result = result.map { add(ExpressionNode(code: .or, a: $0, b: node)) } ?? node
        }
        return (result ?? add(Constant(.boolean(false), context), .boolean).node, .boolean)
    }

    private enum MemberKind {
        case text, number, other

        init(_ member: Expression) {
            switch member.kind {
            case .literal(.text): self = .text
            case .literal(.integer), .literal(.number), .literal(.large), .literal(.duration), .negate: self = .number
            default: self = .other
            }
        }
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
            let network = address.network(length)
            // Addresses are looked up as those of version 4 where they are mapped.
            let isMapped = network.ofVersion4WhereMapped != network && length >= 96
            table.append(isMapped ? (network.ofVersion4WhereMapped, length - 96) : (network, length))
        }
        return seesNetwork ? table : nil
    }

    // MARK: - Arithmetic

    private mutating func arithmetic(
        _ binary: Expression.BinaryOperator, _ a: Expression, _ b: Expression, _ whole: Expression
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
        var nodes: [Int32] = []
        for (compiled, expression) in [(left, a), (right, b)] {
            if compiled.type == .time && isTimeAllowed {
                nodes.append(compiled.node)
            } else if let number = number(compiled, whole.text) {
                nodes.append(number)
            } else {
                throw error("'\(name)' wants numbers; '\(expression.text)' is \(compiled.type.noun)", expression)
            }
        }
        if left.type != .time, right.type == .time, binary == .subtract {
            throw error("a time cannot be subtracted from this", b)
        }
        if left.type == .time, right.type == .time, binary == .add { throw error("two times cannot be added", b) }
        let node = add(ExpressionNode(code: code, a: nodes[0], b: nodes[1]))
        return (node, ExpressionCompiler.type(binary, left.type, right.type))
    }

    private static func type(
        _ binary: Expression.BinaryOperator, _ a: ExpressionType, _ b: ExpressionType
    ) -> ExpressionType {
        if a == .time || b == .time { return a == b ? .duration : .time }
        let (a, b) = (a.asNumber, b.asNumber)
        if a == .duration || b == .duration { return a == b && binary == .divide ? .number : .duration }
        return a == .integer && b == .integer && binary != .divide ? .integer : .number
    }
}
