/// A part of a delimited field that is a field of its own.
enum FieldPart: UInt8, Sendable, Hashable {
    case whole
    /// Of a request line, `GET /index.html HTTP/1.1`.
    case method
    case target
    case requestProtocol
    /// Of `address:port`.
    case address
    case port
    /// A level without the blanks that pad it; what is no level fits nothing.
    case level
    /// The name of a host; what cannot be one fits nothing.
    case host
    /// A text without the blanks that pad it.
    case trimmed
    /// A JSON string, or an array of its bytes.
    case textOrBytes
    /// Of a JSON string that ends with the line feed of the line it holds.
    case withoutLineEnd
}

extension FieldPart {
    /// Whether it is all that a step delimits, but for padding.
    var isOne: Bool { self == .whole || self == .level || self == .host || self == .trimmed }
}
