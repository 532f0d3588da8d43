package import Thresh
package import ThreshLogs

/// What a question is made of, read from text; mistakes are those of usage.
package enum QueryText {
    package static func expression(_ text: String) throws(ThreshError) -> Expression {
        try reporting { () throws(ExpressionError) in try Expression.parse(text) }
    }

    package static func list(_ text: String) throws(ThreshError) -> [NamedExpression] {
        try reporting { () throws(ExpressionError) in try Expression.parseList(text) }
    }

    package static func order(_ sort: String) throws(ThreshError) -> LogQuery.Order {
        var order: LogQuery.Order = []
        for part in parts(sort) {
            var text = part.drop { $0 == " " }
            let isDescending = text.hasPrefix("-") || text.hasSuffix(" desc")
            if text.hasPrefix("-") { text = text.dropFirst() }
            for suffix in [" desc", " asc"] where text.hasSuffix(suffix) { text = text.dropLast(suffix.count) }
            order.append((try QueryText.expression(String(text)), isDescending))
        }
        return order
    }

    /// What is between commas that are not in parentheses or quotes.
    private static func parts(_ list: String) -> [Substring] {
        var parts: [Substring] = []
        var start = list.startIndex
        var (depth, quote): (Int, Character?) = (0, nil)
        var isEscaped = false
        for index in list.indices {
            let character = list[index]
            if let open = quote {
                if !isEscaped, character == open { quote = nil }
                isEscaped = !isEscaped && character == "\\"
                continue
            }
            switch character {
            case "'", "\"", "`": quote = character
            case "(", "[": depth += 1
            case ")", "]": depth -= 1
            case "," where depth == 0:
                parts.append(list[start..<index])
                start = list.index(after: index)
            default: break
            }
        }
        return (parts + [list[start...]]).filter { !$0.isEmpty }
    }

    package static func limit(_ limit: Int?) throws(ThreshError) -> Int? {
        if let limit, limit < 0 { throw ThreshError(.usage, "--limit \(limit) is less than nothing; give 0 or more") }
        return limit
    }
}

/// Turns a mistake in an expression into one of usage.
package func reporting<R>(_ body: () throws(ExpressionError) -> R) throws(ThreshError) -> R {
    do { return try body() } catch { throw error.usage }
}

/// What a page is unless the user says it: the path of what was asked for, without its query.
enum UsualPage {
    static let text = "path(path)"

    static func expression() throws(ThreshError) -> Expression { try QueryText.expression(text) }
}
