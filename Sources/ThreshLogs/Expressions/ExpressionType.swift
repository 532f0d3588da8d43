/// What is known of an expression's values before any line is read.
public enum ExpressionType: Sendable, Equatable {
    /// It depends on the line.
    case any
    case boolean
    case integer
    case number
    /// In seconds.
    case duration
    case text
    case time

    var noun: String {
        switch self {
        case .any: "anything"
        case .boolean: "a condition"
        case .integer: "an integer"
        case .number: "a number"
        case .duration: "a duration"
        case .text: "a text"
        case .time: "a time"
        }
    }

    var isNumeric: Bool { self == .integer || self == .number || self == .duration || self == .any }

    init(_ type: FieldType) {
        switch type {
        case .any: self = .any
        case .text, .ip, .url: self = .text
        case .integer, .bytes: self = .integer
        case .number: self = .number
        case .duration: self = .duration
        case .time: self = .time
        }
    }
}
