/// What a field's bytes stand for.
public enum FieldType: Sendable, Hashable, Codable {
    /// What it is in the line at hand: a number, a condition, or a text.
    case any
    /// Texts that are numbers in most lines.
    case numeral(Numeral)
    case boolean
    case text
    case integer
    case number
    /// A size; `-` is null.
    case bytes
    /// A length of time. Its value is in seconds, whatever the log's unit.
    case duration(DurationUnit)
    case time(TimeLayout)
    /// An address; a host name where the server logs those. Not checked.
    case ip
    /// A request target or an address of the web, as the log has it.
    case url

    /// Whether its texts are numbers with a comma before the fraction.
    package var hasDecimalComma: Bool {
        if case .numeral(let numeral) = self { numeral.hasDecimalComma } else { false }
    }

    /// The word for it in listings and errors.
    public var name: String {
        switch self {
        case .any: "any"
        case .numeral: "numeral"
        case .boolean: "boolean"
        case .text: "text"
        case .integer: "integer"
        case .number: "number"
        case .bytes: "bytes"
        case .duration: "duration"
        case .time: "time"
        case .ip: "ip"
        case .url: "url"
        }
    }

    public var isNumeric: Bool {
        switch self {
        case .integer, .number, .bytes, .duration, .numeral, .any: true
        case .text, .boolean, .time, .ip, .url: false
        }
    }
}
