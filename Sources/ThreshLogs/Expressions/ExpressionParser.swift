/// Reads expressions by the binding power of their operators (Pratt's way).
struct ExpressionParser {
    private let source: String
    private let tokens: [Token]
    private var position = 0
    private var depth = 0

    /// Parentheses, arguments and signs within one another.
    private static let mostNesting = 100
    /// `a or b or c` is a tree as deep as it has operators.
    private static let mostLevels = 500

    init(_ source: String) throws(ExpressionError) {
        self.source = source
        var lexer = ExpressionLexer(source)
        tokens = try lexer.tokens()
    }

    var current: Token { tokens[position] }

    func error(_ message: String) -> ExpressionError {
        ExpressionError(message, in: source, at: current.range.lowerBound)
    }

    private mutating func takeSymbol(_ symbol: String) -> Bool {
        if current.kind != .symbol(symbol) { return false }
        position += 1
        return true
    }

    mutating func takeWord(_ word: String) -> Bool {
        if !isWord(word) { return false }
        position += 1
        return true
    }

    func isWord(_ word: String) -> Bool {
        if case .name(let name) = current.kind { name.lowercased() == word } else { false }
    }

    /// Of the token that was taken last.
    var lastRange: Range<Int> { tokens[max(0, position - 1)].range }

    func expectEnd() throws(ExpressionError) {
        if current.kind != .end { throw error("expected an operator or the end") }
    }

    mutating func list() throws(ExpressionError) -> [NamedExpression] {
        var list: [NamedExpression] = []
        repeat {
            let expression = try expression()
            var name = expression.text
            if takeWord("as") {
                switch current.kind {
                case .name(let given), .quotedName(let given), .literal(.text(let given)): name = given
                default: throw error("expected a name after 'as'")
                }
                position += 1
            }
            list.append(NamedExpression(expression: expression, name: name))
        } while takeSymbol(",")
        try expectEnd()
        return list
    }

    mutating func expression() throws(ExpressionError) -> Expression { try expression(binding: 0) }

    /// Operators that bind less than `minimum` are left to the caller.
    private mutating func expression(binding minimum: Int) throws(ExpressionError) -> Expression {
        depth += 1
        defer { depth -= 1 }
        if depth > Self.mostNesting { throw error("too deeply nested") }
        var left = try filtered(try prefix())
        while let (infix, words) = infix(), infix.binding >= minimum {
            position += words
            left = try continued(left, infix)
            if left.height > Self.mostLevels {
                throw error(
                    "more than \(Self.mostLevels) operators in a row; one of many values is asked as x in (a, b)")
            }
        }
        return left
    }

    func make(_ kind: Expression.Kind, _ range: Range<Int>) -> Expression {
        Expression(kind: kind, range: range, source: source)
    }

    private func spanning(_ a: Expression, _ kind: Expression.Kind) -> Expression {
        make(kind, a.range.lowerBound..<max(a.range.upperBound, tokens[max(0, position - 1)].range.upperBound))
    }

    // MARK: - Infix

    private struct Infix {
        var form: Form
        var binding: Int
        var isNegated = false

        enum Form { case binary(Expression.BinaryOperator), among, isNull }
    }

    /// The operator at hand, and how many tokens it is.
    private func infix() -> (Infix, Int)? {
        switch current.kind {
        case .symbol(let symbol): return Self.symbols[symbol].map { ($0, 1) }
        case .name(let name):
            let next = position + 1 < tokens.count ? tokens[position + 1].kind : .end
            var following: String?
            if case .name(let word) = next { following = word.lowercased() }
            switch name.lowercased() {
            case "or": return (Infix(form: .binary(.or), binding: 10), 1)
            case "and": return (Infix(form: .binary(.and), binding: 20), 1)
            case "is":
                if following == "null" { return (Infix(form: .isNull, binding: 40), 2) }
                if following == "not", position + 2 < tokens.count, case .name("null") = tokens[position + 2].kind {
                    return (Infix(form: .isNull, binding: 40, isNegated: true), 3)
                }
                return nil
            case "not":
                guard let following, let word = Self.words[following] else { return nil }
                return (Infix(form: word, binding: 40, isNegated: true), 2 + withCount(at: position + 2, following))
            case let word:
                return Self.words[word].map { (Infix(form: $0, binding: 40), 1 + withCount(at: position + 1, word)) }
            }
        default: return nil
        }
    }

    /// 1 for the `with` of `starts with`.
    private func withCount(at index: Int, _ word: String) -> Int {
        guard word == "starts" || word == "ends", index < tokens.count, case .name(let next) = tokens[index].kind else {
            return 0
        }
        return next.lowercased() == "with" ? 1 : 0
    }

    private static let words: [String: Infix.Form] = [
        "in": .among, "contains": .binary(.contains), "starts": .binary(.starts), "ends": .binary(.ends),
        "matches": .binary(.matches),
    ]

    private static let symbols: [String: Infix] = [
        "||": Infix(form: .binary(.or), binding: 10), "&&": Infix(form: .binary(.and), binding: 20),
        "=": Infix(form: .binary(.equal), binding: 40), "==": Infix(form: .binary(.equal), binding: 40),
        "!=": Infix(form: .binary(.notEqual), binding: 40), "<>": Infix(form: .binary(.notEqual), binding: 40),
        "<": Infix(form: .binary(.less), binding: 40), "<=": Infix(form: .binary(.lessOrEqual), binding: 40),
        ">": Infix(form: .binary(.greater), binding: 40), ">=": Infix(form: .binary(.greaterOrEqual), binding: 40),
        "~": Infix(form: .binary(.matches), binding: 40), "=~": Infix(form: .binary(.matches), binding: 40),
        "!~": Infix(form: .binary(.matches), binding: 40, isNegated: true),
        "+": Infix(form: .binary(.add), binding: 50), "-": Infix(form: .binary(.subtract), binding: 50),
        "*": Infix(form: .binary(.multiply), binding: 60), "/": Infix(form: .binary(.divide), binding: 60),
        "%": Infix(form: .binary(.remainder), binding: 60),
    ]

    private mutating func continued(_ left: Expression, _ infix: Infix) throws(ExpressionError) -> Expression {
        var result: Expression
        switch infix.form {
        case .isNull: result = spanning(left, .isNull(left))
        case .among:
            let members = try members()
            result = spanning(left, .among(left, members))
        case .binary(let binary):
            let right = try expression(binding: infix.binding + 1)
            result = spanning(left, .binary(binary, left, right))
        }
        if infix.isNegated { result = make(.not(result), result.range) }
        return result
    }

    private mutating func members() throws(ExpressionError) -> [Expression] {
        let isBracket = takeSymbol("[")
        if !isBracket, !takeSymbol("(") { return [try expression(binding: 41)] }
        var members: [Expression] = []
        repeat { members.append(try expression()) } while takeSymbol(",")
        if !takeSymbol(isBracket ? "]" : ")") { throw error("expected ',' or '\(isBracket ? "]" : ")")'") }
        return members
    }

    // MARK: - Prefix

    private mutating func prefix() throws(ExpressionError) -> Expression {
        let token = current
        switch token.kind {
        case .literal(let literal):
            position += 1
            return make(.literal(literal), token.range)
        case .quotedName(let name):
            position += 1
            return make(.field(name), token.range)
        case .symbol("("):
            position += 1
            let inner = try expression()
            if !takeSymbol(")") { throw error("expected ')'") }
            return make(inner.kind, token.range.lowerBound..<tokens[position - 1].range.upperBound)
        case .symbol("-"):
            position += 1
            let operand = try expression(binding: 70)
            return make(.negate(operand), token.range.lowerBound..<operand.range.upperBound)
        case .symbol("!"): return try negation(token)
        case .name(let name): return try named(name, token)
        case .end: throw error("expected a value, found the end")
        case .symbol(let symbol): throw error("expected a value, found '\(symbol)'")
        }
    }

    private mutating func negation(_ token: Token) throws(ExpressionError) -> Expression {
        position += 1
        let operand = try expression(binding: 30)
        return make(.not(operand), token.range.lowerBound..<operand.range.upperBound)
    }

    private mutating func named(_ name: String, _ token: Token) throws(ExpressionError) -> Expression {
        let word = name.lowercased()
        if word == "not" { return try negation(token) }
        position += 1
        if word == "case", beginsCase { return try cases(token) }
        if takeSymbol("(") {
            var arguments: [Expression] = []
            if word == "count", takeSymbol("*") {
            } else if current.kind != .symbol(")") {
                repeat { arguments.append(try expression()) } while takeSymbol(",")
            }
            if !takeSymbol(")") { throw error("expected ',' or ')'") }
            return make(.call(word, arguments), token.range.lowerBound..<tokens[position - 1].range.upperBound)
        }
        let kind: Expression.Kind =
            switch word {
            case "null": .literal(.null)
            case "true": .literal(.boolean(true))
            case "false": .literal(.boolean(false))
            case "now": .literal(.now)
            case "today": .literal(.day(0))
            case "yesterday": .literal(.day(-1))
            case "tomorrow": .literal(.day(1))
            case "and", "or", "in", "is", "as", "contains", "starts", "ends":
                throw ExpressionError("expected a value, found '\(name)'", in: source, at: token.range.lowerBound)
            default: .field(name)
            }
        return make(kind, token.range)
    }
}
