/// What is known of a group only when all groups are: `total(count)`, `share(sum(bytes))`, `running(count)`.
public struct WindowCall: Sendable, Equatable {
    public enum Function: String, Sendable {
        /// The sum over all groups, and a group's part of it.
        case total, share
        /// The sum over the rows before this one, and this one.
        case running
    }

    public let function: Function
    /// nil for `count`, which may be left out.
    public let argument: Expression?

    /// nil when the expression is none.
    public init?(_ expression: Expression) {
        switch expression.kind {
        case .field(let name):
            guard let function = Function(rawValue: name.lowercased()) else { return nil }
            (self.function, argument) = (function, nil)
        case .call(let name, let arguments):
            guard let function = Function(rawValue: name), arguments.count <= 1 else { return nil }
            (self.function, argument) = (function, arguments.first)
        default: return nil
        }
    }

    /// What the column of its values is called: of a share, that of the total.
    public var columnName: String {
        let name = function == .share ? Function.total : function
        return "\(name)(\(argument?.bareText ?? "count"))"
    }
}

extension Expression {
    /// The calls of windows in it.
    public var windows: [WindowCall] {
        if let call = WindowCall(self) { return [call] }
        return children.flatMap(\.windows)
    }

    /// Its own text without parentheses around it.
    public var bareText: String {
        var text = Array(self.text.utf8)[...]
        while text.first == UInt8(ascii: "("), text.last == UInt8(ascii: ")"), Expression.isEnclosed(text) {
            text = text.dropFirst().dropLast()
            while text.first == UInt8(ascii: " ") { text.removeFirst() }
            while text.last == UInt8(ascii: " ") { text.removeLast() }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Whether the first parenthesis is closed by the last byte.
    private static func isEnclosed(_ text: ArraySlice<UInt8>) -> Bool {
        var (depth, quote): (Int, UInt8?) = (0, nil)
        var isEscaped = false
        for (index, byte) in zip(text.indices, text) {
            if let open = quote {
                if byte == open && !isEscaped { quote = nil }
                isEscaped = !isEscaped && byte == UInt8(ascii: "\\")
                continue
            }
            switch byte {
            case UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "`"): quote = byte
            case UInt8(ascii: "("): depth += 1
            case UInt8(ascii: ")"):
                depth -= 1
                if depth == 0 { return index == text.endIndex - 1 }
            default: break
            }
        }
        return false
    }
}
