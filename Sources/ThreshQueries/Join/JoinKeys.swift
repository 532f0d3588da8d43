package import Thresh
import ThreshLogs

/// What must be equal: expressions of A's lines, and of B's.
package struct JoinKeys {
    let a: [NamedExpression]
    let b: [NamedExpression]

    /// - Parameter text: `id`, `id, day`, `id = user_id` or `a.id = b.user_id`; a side may be an expression.
    package init(_ text: String, option: String = "--on") throws(ThreshError) {
        var (a, b): ([NamedExpression], [NamedExpression]) = ([], [])
        for named in try QueryText.list(text) {
            var (left, right) = (named.expression, named.expression)
            if case .binary(.equal, let x, let y) = named.expression.kind { (left, right) = (x, y) }
            if JoinKeys.isOf("b", left), JoinKeys.isOf("a", right) { swap(&left, &right) }
            if left.fieldNames.isEmpty || right.fieldNames.isEmpty {
                throw ThreshError(
                    .usage,
                    "\(option) \(named.name): name a field of each side, as in \(option) id or \(option) id=user_id")
            }
            let isPair = left != right
            if isPair, JoinKeys.isOf("a", left), JoinKeys.isOf("b", right) {
                left = try QueryText.expression(String(left.text.dropFirst(2)))
                right = try QueryText.expression(String(right.text.dropFirst(2)))
            }
            let isNamed = named.name != named.expression.text
            a.append(NamedExpression(expression: left, name: isNamed ? named.name : JoinKeys.name(left)))
            b.append(NamedExpression(expression: right, name: JoinKeys.name(right)))
        }
        (self.a, self.b) = (a, b)
    }

    /// Whether a name has the side's letter before it. In backquotes it is a name that lines have.
    private static func isOf(_ letter: String, _ expression: Expression) -> Bool {
        guard case .field = expression.kind else { return false }
        return expression.text.lowercased().hasPrefix(letter + ".")
    }

    private static func name(_ expression: Expression) -> String {
        if case .field(let name) = expression.kind { return name }
        return expression.text
    }
}
