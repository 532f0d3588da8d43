/// A word of an expression.
struct Token: Equatable {
    enum Kind: Equatable {
        /// A field's, function's or operator's name.
        case name(String)
        /// A name in backquotes: always a field's.
        case quotedName(String)
        case literal(Expression.Literal)
        case symbol(String)
        case end
    }

    let kind: Kind
    let range: Range<Int>
}
