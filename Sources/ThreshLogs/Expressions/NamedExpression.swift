/// An expression and what its column is called.
public struct NamedExpression: Sendable, Equatable {
    public let expression: Expression
    /// As given behind `as`, else the source's own text.
    public let name: String
}
