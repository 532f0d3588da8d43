/// A wanted field of what an op delimits.
struct ExtractorTarget: BitwiseCopyable {
    enum Check: UInt8, BitwiseCopyable {
        case none
        case integer
        case number
        case duration
        case time
        case boolean
        /// Anything; what marks that there is no value becomes null.
        case numeral
        case level
        case host
        /// A word that is no level, and not empty.
        case program
        /// An address or a name, of which no other follows.
        case client
    }

    /// What is stored at once where it is what most lines have; for all else, and all others, see `ValueReaders.store`.
    enum Usual: UInt8, BitwiseCopyable { case none, text, integer, time }

    var slot: Int32
    var usual = Usual.none
    var part: FieldPart
    var check: Check
    var parser: Int32 = -1
    var unit: DurationUnit = .seconds
    var nulls: NullMarks
    /// Whether a number that is not written as answers print it stays a text, and a mark of no value among times is one.
    var keepsText = false
    var hasDecimalComma = false

    var isWholeInteger: Bool { part == .whole && check == .integer }

    var usualValue: Usual {
        if part != .whole { return .none }
        switch check {
        case .none: return .text
        case .integer: return .integer
        case .time: return .time
        default: return .none
        }
    }
}

extension NullMarks: BitwiseCopyable {}
extension FieldPart: BitwiseCopyable {}
extension DurationUnit: BitwiseCopyable {}

extension ExtractorTarget.Check {
    /// What it wants, for messages.
    var noun: String {
        switch self {
        case .none, .numeral: "a text"
        case .boolean: "true or false"
        case .integer: "an integer"
        case .number: "a number"
        case .duration: "a duration"
        case .time: "a time"
        case .level: "a level"
        case .host: "a host's name"
        case .program: "a program's name"
        case .client: "one client"
        }
    }
}
