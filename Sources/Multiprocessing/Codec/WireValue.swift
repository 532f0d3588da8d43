/// A value as its first bytes tell it; what has a length is a range of the message, not yet looked into.
enum WireValue {
    case null
    case bool(Bool)
    case unsigned(UInt64)
    case signed(Int64)
    case wide(Int128)
    case unsignedWide(UInt128)
    case float(Float)
    case double(Double)
    case string(Range<Int>)
    case bytes(Range<Int>)
    case unkeyed(Range<Int>, count: Int)
    case keyed(Range<Int>)

    /// For messages.
    var kind: String {
        switch self {
        case .null: "nil"
        case .bool: "a boolean"
        case .unsigned, .signed, .wide, .unsignedWide: "an integer"
        case .float, .double: "a floating-point number"
        case .string: "a string"
        case .bytes: "bytes"
        case .unkeyed: "an array"
        case .keyed: "a value with keys"
        }
    }

    /// The integer, when it is one and fits.
    func integer<I: FixedWidthInteger>(_ type: I.Type) -> I? {
        switch self {
        case .unsigned(let value): I(exactly: value)
        case .signed(let value): I(exactly: value)
        case .wide(let value): I(exactly: value)
        case .unsignedWide(let value): I(exactly: value)
        default: nil
        }
    }
}
