import Thresh
import ThreshLogs

/// A step of a funnel as it is typed: a page, or a condition.
struct FunnelStep {
    /// As typed.
    let text: String
    /// Whether a line is the step.
    let condition: Expression

    /// - Parameter page: what a line's page is.
    init(_ text: String, page: String?) throws(ThreshError) {
        self.text = text
        do {
            condition = try QueryText.expression(
                text.hasPrefix("/") ? FunnelStep.comparison(with: text, page: page) : text)
        } catch {
            throw ThreshError(
                error.kind, "step '\(text)', which is neither a path (/cart) nor a condition: \(error.message)")
        }
    }

    /// A path with a query is compared with the path and its query.
    private static func comparison(with text: String, page: String?) -> String {
        let value = page ?? (text.contains("?") ? "path" : UsualPage.text)
        guard let star = text.firstIndex(of: "*") else { return "\(value) = \(quoted(text))" }
        if text.index(after: star) == text.endIndex { return "\(value) starts \(quoted(String(text.dropLast())))" }
        var pattern = ""
        for character in text {
            if character == "*" {
                pattern += ".*"
            } else if character.isASCII && !character.isLetter && !character.isNumber {
                pattern += "\\\(character)"
            } else {
                pattern.append(character)
            }
        }
        return "\(value) ~ \(quoted("^\(pattern)$"))"
    }

    private static func quoted(_ text: String) -> String {
        var result = "'"
        for character in text {
            if character == "'" || character == "\\" { result += "\\" }
            result.append(character)
        }
        return result + "'"
    }
}
