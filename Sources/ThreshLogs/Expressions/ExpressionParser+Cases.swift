/// `case when … then … end`, and aggregates of some lines.
extension ExpressionParser {
    /// Whether the word behind `case` cannot be what follows a field of that name.
    var beginsCase: Bool {
        switch current.kind {
        case .name(let word):
            !["or", "and", "is", "not", "in", "contains", "starts", "ends", "matches", "as", "where"]
                .contains(word.lowercased())
        case .quotedName, .literal, .symbol("("): true
        case .symbol, .end: false
        }
    }

    /// `case when condition then value … else value end`, or `case x when value then value … end`: calls of `if`, one in
    /// another. Without `else` it is null where nothing holds.
    mutating func cases(_ start: Token) throws(ExpressionError) -> Expression {
        let subject = isWord("when") ? nil : try expression()
        var branches: [(condition: Expression, value: Expression)] = []
        while takeWord("when") {
            var condition = try expression()
            if let subject {
                condition = make(.binary(.equal, subject, condition), condition.range)
            }
            if !takeWord("then") { throw error("expected 'then'") }
            branches.append((condition, try expression()))
            if branches.count > Self.mostBranches {
                throw error("more than \(Self.mostBranches) branches; one of many values is asked as x in (a, b)")
            }
        }
        if branches.isEmpty { throw error("expected 'when'") }
        var rest: Expression?
        if takeWord("else") { rest = try expression() }
        if !takeWord("end") { throw error("expected 'when', 'else' or 'end'") }
        let range = start.range.lowerBound..<lastRange.upperBound
        var result = rest ?? make(.literal(.null), range)
        for (condition, value) in branches.reversed() { result = make(.call("if", [condition, value, result]), range) }
        return result
    }

    private static let mostBranches = 100

    /// An aggregate with the condition that is behind it.
    mutating func filtered(_ aggregate: Expression) throws(ExpressionError) -> Expression {
        guard isWord("where") else { return aggregate }
        guard AggregateCall(aggregate) != nil else {
            throw error("'where' stands behind an aggregate, as in count where status >= 500")
        }
        if case .filtered = aggregate.kind { throw error("one 'where' is enough; join the conditions with and") }
        _ = takeWord("where")
        let condition = try expression()
        if condition.aggregates.first != nil {
            throw ExpressionError(
                """
                a condition behind 'where' is about lines and goes on to a comma or parenthesis; put parentheses around an \
                aggregate with its condition: (count where status >= 500) / count
                """, in: condition.source, at: condition.range.lowerBound)
        }
        return make(
            .filtered(aggregate, by: condition),
            aggregate.range.lowerBound..<max(condition.range.upperBound, lastRange.upperBound))
    }
}
