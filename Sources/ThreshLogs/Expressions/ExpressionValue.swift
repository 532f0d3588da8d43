public import Thresh

/// What an expression is for a line. Valid until the program goes to the next line.
@safe public struct ExpressionValue: ~Escapable {
    let scalar: Scalar

    @unsafe @_lifetime(immortal)
    init(_ scalar: Scalar) { self.scalar = scalar }

    public var isNull: Bool { scalar.kind == .null }

    /// Of a condition; null is not true.
    public var isTrue: Bool { scalar.isTrue }

    public var integer: Int? { scalar.kind == .integer ? Int(scalar.bits) : nil }

    /// Of integers too; a duration is in seconds.
    public var number: Double? { scalar.kind == .integer || scalar.kind == .number ? scalar.double : nil }

    public var time: Timestamp? { scalar.kind == .time ? Timestamp(nanoseconds: scalar.bits) : nil }

    /// The bytes of a text; empty for anything else.
    public var text: ByteView {
        @_lifetime(copy self) get {
            let bytes = scalar.bytes
            return unsafe _overrideLifetime(ByteView(unsafeStart: bytes.base, count: bytes.count), copying: self)
        }
    }

    public var kind: ExpressionType {
        switch scalar.kind {
        case .null: .any
        case .boolean: .boolean
        case .integer: .integer
        case .number: .number
        case .text: .text
        case .time: .time
        }
    }
}

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
