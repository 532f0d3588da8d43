/// Why a value could not become a message, or a message not the value that was asked for.
///
/// A path names fields and indices from the outermost value: `orders[3].price`; it is empty for that value itself.
public enum MessageCodingError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The bytes are not a message, or not all of one.
    case malformed(offset: Int, reason: String)
    /// Containers nest deeper than this.
    case tooDeep(limit: Int)
    /// There is a value of another type.
    case typeMismatch(path: String, expected: String, found: String)
    /// There is a nil, or no more elements, where a value is needed.
    case valueNotFound(path: String, expected: String)
    case keyNotFound(path: String, key: String)
    /// The value is not one that its type allows.
    case invalidValue(path: String, reason: String)
    /// The type's own `encode(to:)` or `init(from:)` threw something else.
    case failed(type: String, message: String)

    public var description: String {
        switch self {
        case .malformed(let offset, let reason): "the message is damaged at byte \(offset): \(reason)"
        case .tooDeep(let limit): "the value nests containers more than \(limit) deep"
        case .typeMismatch(let path, let expected, let found):
            "\(MessageCodingError.place(path)) is \(found) where \(expected) is expected"
        case .valueNotFound(let path, let expected):
            "\(MessageCodingError.place(path)) is missing; expected \(expected)"
        case .keyNotFound(let path, let key): "\(MessageCodingError.place(path)) has no value for the key \"\(key)\""
        case .invalidValue(let path, let reason): "\(MessageCodingError.place(path)) is invalid: \(reason)"
        case .failed(let type, let message): "\(type): \(message)"
        }
    }

    private static func place(_ path: String) -> String { path.isEmpty ? "the value" : path }

    /// What the coding threw, as one of these.
    init(_ error: any Error) {
        switch error {
        case let error as MessageCodingError: self = error
        case DecodingError.typeMismatch(let type, let context):
            self = .typeMismatch(
                path: MessageCodingError.text(context.codingPath), expected: "\(type)", found: context.debugDescription)
        case DecodingError.valueNotFound(let type, let context):
            self = .valueNotFound(path: MessageCodingError.text(context.codingPath), expected: "\(type)")
        case DecodingError.keyNotFound(let key, let context):
            self = .keyNotFound(path: MessageCodingError.text(context.codingPath), key: key.stringValue)
        case DecodingError.dataCorrupted(let context):
            self =
                context.underlyingError as? MessageCodingError
                ?? .invalidValue(path: MessageCodingError.text(context.codingPath), reason: context.debugDescription)
        case EncodingError.invalidValue(_, let context):
            self =
                context.underlyingError as? MessageCodingError
                ?? .invalidValue(path: MessageCodingError.text(context.codingPath), reason: context.debugDescription)
        default: self = .failed(type: "\(type(of: error))", message: "\(error)")
        }
    }

    static func text(_ path: [any CodingKey]) -> String {
        path.reduce(into: "") { text, key in
            if key is IndexKey, let index = key.intValue {
                text += "[\(index)]"
            } else {
                text += (text.isEmpty ? "" : ".") + key.stringValue
            }
        }
    }
}
