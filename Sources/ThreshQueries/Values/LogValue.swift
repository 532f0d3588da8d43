public import Thresh
import ThreshLogs

/// A value of a line, of a group or of what a group amounts to, with its type.
public enum LogValue: Hashable, Sendable {
    /// There is none.
    case none
    case boolean(Bool)
    case integer(Int)
    case number(Double)
    /// A number with the digits that it is written with, which a double may not have.
    case decimal(Bytes)
    /// In seconds.
    case duration(Double)
    /// How many.
    case bytes(Int)
    case time(Timestamp)
    /// Of a host: what the log has for one.
    case address(Bytes)
    case text(Bytes)
    /// The most frequent values with their numbers of lines, the most frequent first.
    case ranking([Ranked])

    public struct Ranked: Hashable, Sendable {
        public let value: LogValue
        public let lines: Int
    }

    static func text(_ bytes: [UInt8]) -> LogValue { .text(Bytes(bytes)) }
}

extension LogValue {
    /// What an expression gave.
    init(_ value: borrowing ExpressionValue) {
        switch value.kind {
        case .boolean: self = .boolean(value.isTrue)
        case .integer: self = .integer(value.integer!)
        case .number, .duration:
            self = value.isLarge ? .decimal(Bytes(LargeNumber.printed(value.text))) : .number(value.number!)
        case .time: self = .time(value.time!)
        case .text, .numeral: self = .text(Bytes(value.text))
        case .any: self = .none
        }
    }

    /// nil of what is no integer.
    public var integer: Int? {
        switch self {
        case .integer(let value), .bytes(let value): value
        default: nil
        }
    }

    /// Of anything that is a number; a duration is in seconds. nil of what is none.
    public var double: Double? {
        switch self {
        case .integer(let value), .bytes(let value): Double(value)
        case .number(let value), .duration(let value): value
        case .decimal(let digits): Double(digits.description)
        case .none, .boolean, .time, .address, .text, .ranking: nil
        }
    }

    public var time: Timestamp? { if case .time(let time) = self { time } else { nil } }

    /// Of texts and addresses, as UTF-8; nil of anything else.
    public var string: String? {
        switch self {
        case .text(let bytes), .address(let bytes): bytes.description
        default: nil
        }
    }
}

/// Nothing first, then conditions, numbers, times, texts, each in the order of its kind.
extension LogValue: Comparable {
    public static func < (a: LogValue, b: LogValue) -> Bool {
        if let x = a.integer, let y = b.integer { return x < y }
        if case .decimal(let digits) = a, let order = digits.order(b) { return order < 0 }
        if case .decimal(let digits) = b, let order = digits.order(a) { return order > 0 }
        if let x = a.double, let y = b.double { return x < y }
        switch (a, b) {
        case (.boolean(let x), .boolean(let y)): return !x && y
        case (.time(let x), .time(let y)): return x < y
        case (.text(let x), .text(let y)), (.address(let x), .address(let y)), (.text(let x), .address(let y)),
            (.address(let x), .text(let y)):
            return x < y
        default: return a.rank < b.rank
        }
    }

    private var rank: Int {
        switch self {
        case .none: 0
        case .boolean: 1
        case .integer, .number, .decimal, .duration, .bytes: 2
        case .time: 3
        case .address, .text: 4
        case .ranking: 5
        }
    }
}

extension Bytes {
    /// The order of the number that they write and another; nil where that is none.
    fileprivate func order(_ other: LogValue) -> Int? {
        unsafe array.withUnsafeBytes { bytes in
            let digits = unsafe ByteView(bytes)
            switch other {
            case .integer(let value), .bytes(let value): return LargeNumber.order(digits, Int64(value))
            case .number(let value), .duration(let value): return LargeNumber.order(digits, value)
            case .decimal(let other):
                return unsafe other.array.withUnsafeBytes { LargeNumber.order(digits, unsafe ByteView($0)) }
            case .none, .boolean, .time, .address, .text, .ranking: return nil
            }
        }
    }
}

extension LogValue: ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral, ExpressibleByStringLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByNilLiteral
{
    public init(integerLiteral value: Int) { self = .integer(value) }
    public init(floatLiteral value: Double) { self = .number(value) }
    public init(stringLiteral value: String) { self = .text(Array(value.utf8)) }
    public init(booleanLiteral value: Bool) { self = .boolean(value) }
    public init(nilLiteral: ()) { self = .none }
}
