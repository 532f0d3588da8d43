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
    /// Of a JSON string that ends with the line feed of the line it holds.
    case withoutLineEnd
}
