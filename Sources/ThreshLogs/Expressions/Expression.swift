public import Thresh

/// A question's expression as it was written: a tree.
public struct Expression: Sendable, Equatable {
    public indirect enum Kind: Sendable, Equatable {
        case field(String)
        case literal(Literal)
        case negate(Expression)
        case not(Expression)
        case binary(BinaryOperator, Expression, Expression)
        /// `x in (a, b)`.
        case among(Expression, [Expression])
        case isNull(Expression)
        /// A function or an aggregate, by its name in lower case.
        case call(String, [Expression])
        /// An aggregate of the lines for which a condition holds: `count where status >= 500`.
        case filtered(Expression, by: Expression)
    }

    public let kind: Kind
    /// Which bytes of the source it is.
    public let range: Range<Int>
    /// The whole text it was read from.
    public let source: String
    /// How many expressions it is deep: what walks it, recursively, needs as much of the stack.
    let height: Int

    init(kind: Kind, range: Range<Int>, source: String) {
        self.kind = kind
        self.range = range
        self.source = source
        height = 1 + (Expression.children(of: kind).map(\.height).max() ?? 0)
    }

    /// Its own text.
    public var text: String { String(decoding: Array(source.utf8)[range], as: UTF8.self) }

    public enum Literal: Sendable, Equatable {
        case null
        case boolean(Bool)
        case integer(Int)
        case number(Double)
        /// The digits of an integer that 64 bits do not hold.
        case large(String)
        case text(String)
        /// In seconds.
        case duration(Double)
        /// A clock's reading, for which the zone is asked later: seconds and nanoseconds as if it were UTC.
        case localTime(seconds: Int64, nanoseconds: Int64)
        case time(Timestamp)
        /// So many days after the start of today.
        case day(Int)
        case now
    }

    public enum BinaryOperator: String, Sendable, Equatable {
        case or, and
        case equal = "="
        case notEqual = "!="
        case less = "<"
        case lessOrEqual = "<="
        case greater = ">"
        case greaterOrEqual = ">="
        case matches = "~"
        case contains, starts, ends
        case add = "+"
        case subtract = "-"
        case multiply = "*"
        case divide = "/"
        case remainder = "%"
    }

    /// Reads one expression.
    /// - Throws: `ExpressionError` at the first byte that does not belong.
    public static func parse(_ source: String) throws(ExpressionError) -> Expression {
        var parser = try ExpressionParser(source)
        let expression = try parser.expression()
        try parser.expectEnd()
        return expression
    }

    /// Reads expressions between commas, each with an optional name: `path, hour(time) as h`.
    public static func parseList(_ source: String) throws(ExpressionError) -> [NamedExpression] {
        var parser = try ExpressionParser(source)
        return try parser.list()
    }

    /// The calls of aggregates in it, outermost first. Within one there is no other.
    public var aggregates: [AggregateCall] {
        if let call = AggregateCall(self) { return [call] }
        return children.flatMap(\.aggregates)
    }

    /// Whether it was written as a name in backquotes, which stands for a field and nothing else.
    package var isInBackquotes: Bool { text.contains("`") }

    /// The names of the fields in it.
    public var fieldNames: Set<String> {
        if case .field(let name) = kind { return [name] }
        return children.reduce(into: []) { $0.formUnion($1.fieldNames) }
    }

    /// What it is made of.
    package var children: [Expression] { Expression.children(of: kind) }

    private static func children(of kind: Kind) -> [Expression] {
        switch kind {
        case .field, .literal: []
        case .negate(let x), .not(let x), .isNull(let x): [x]
        case .binary(_, let a, let b): [a, b]
        case .among(let x, let list): [x] + list
        case .call(_, let arguments): arguments
        case .filtered(let aggregate, let condition): [aggregate, condition]
        }
    }
}

/// An expression and what its column is called.
public struct NamedExpression: Sendable, Equatable {
    public let expression: Expression
    /// As given behind `as`, else the source's own text.
    public let name: String

    package init(expression: Expression, name: String) {
        self.expression = expression
        self.name = name
    }
}
