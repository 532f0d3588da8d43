/// What is known of an expression's values before any line is read.
public enum ExpressionType: Sendable, Hashable {
    /// It depends on the line.
    case any
    case boolean
    case integer
    case number
    /// In seconds.
    case duration
    case text
    /// Texts that are numbers.
    case numeral(Numeral)
    case time

    var noun: String {
        switch self {
        case .any: "anything"
        case .boolean: "a condition"
        case .integer: "an integer"
        case .number: "a number"
        case .duration: "a duration"
        case .text, .numeral: "a text"
        case .time: "a time"
        }
    }

    /// Whether values are numbers; those of surveyed fields may also be texts that are.
    public var isNumber: Bool { self == .integer || self == .number || self == .duration }

    package var isNumeral: Bool {
        if case .numeral = self { true } else { false }
    }

    /// Whether values are texts, as far as is known.
    var isTextual: Bool {
        switch self {
        case .text, .numeral, .any: true
        default: false
        }
    }

    /// The type of values once they are converted to numbers.
    public var asNumber: ExpressionType {
        switch self {
        case .integer, .number, .duration: self
        case .numeral(.duration), .numeral(.commaDuration): .duration
        default: .number
        }
    }

    init(_ type: FieldType) {
        switch type {
        case .any: self = .any
        case .text, .ip, .url: self = .text
        case .numeral(let numeral): self = .numeral(numeral)
        case .boolean: self = .boolean
        case .integer, .bytes: self = .integer
        case .number: self = .number
        case .duration: self = .duration
        case .time: self = .time
        }
    }
}

/// A type as a number that is the same in every version.
extension ExpressionType {
    private static let codes: [ExpressionType] = [.any, .boolean, .integer, .number, .duration, .text, .time]
    private static let firstNumeral = 16

    package var code: Int {
        if case .numeral(let numeral) = self { return ExpressionType.firstNumeral + Int(numeral.rawValue) }
        return ExpressionType.codes.firstIndex(of: self)!
    }

    package init?(code: Int) {
        if ExpressionType.codes.indices.contains(code) {
            self = ExpressionType.codes[code]
        } else if let raw = UInt8(exactly: code - ExpressionType.firstNumeral), let numeral = Numeral(rawValue: raw) {
            self = .numeral(numeral)
        } else {
            return nil
        }
    }
}
