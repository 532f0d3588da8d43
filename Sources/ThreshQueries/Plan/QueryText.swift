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

    /// What is behind each of some words that are not in parentheses or quotes, and before the first of them, under no word.
    static func clauses(_ text: String, _ words: Set<String>) throws(ThreshError) -> [String: String] {
        var clauses: [String: String] = [:]
        var (word, start) = ("", text.startIndex)
        var (depth, quote): (Int, Character?) = (0, nil)
        var isEscaped = false
        func close(at end: String.Index) throws(ThreshError) {
            let clause = text[start..<end].trimmingBlanks
            if clause.isEmpty {
                throw ThreshError(
                    .usage, "'\(text)': \(word.isEmpty ? "aggregates come first" : "nothing is behind \(word)")")
            }
            if clauses.updateValue(clause, forKey: word) != nil {
                throw ThreshError(.usage, "'\(text)': \(word) is there twice")
            }
        }
        var index = text.startIndex
        var isBehindBlank = false
        while index < text.endIndex {
            let character = text[index]
            if let open = quote {
                if !isEscaped, character == open { quote = nil }
                isEscaped = !isEscaped && character == "\\"
            } else if "'\"`".contains(character) {
                quote = character
            } else if "([".contains(character) {
                depth += 1
            } else if ")]".contains(character) {
                depth -= 1
            } else if depth == 0, isBehindBlank || index == text.startIndex {
                let name = text[index...].prefix { $0.isLetter }
                let end = text.index(index, offsetBy: name.count)
                if words.contains(name.lowercased()), end == text.endIndex || text[end].isWhitespace {
                    try close(at: index)
                    (word, start, index, isBehindBlank) = (name.lowercased(), end, end, false)
                    continue
                }
            }
            isBehindBlank = character.isWhitespace
            index = text.index(after: index)
        }
        try close(at: text.endIndex)
        return clauses
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

extension Substring {
    fileprivate var trimmingBlanks: String {
        var text = self
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
