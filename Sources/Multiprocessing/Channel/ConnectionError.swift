package import Platform

/// What went wrong on a connection. Errors about what a message is (`.tooLarge`, `.wrongSize`, `.carriesDescriptors`,
/// `.carriesNone`, `.timedOut`) leave it in the connection, to be received in another way.
public enum ConnectionError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The peer closed its end, or died, and everything it sent has been received.
    case endOfFile
    /// The peer closed its end, or died, in the middle of a message.
    case truncated(byteCount: Int, of: Int)
    /// The peer no longer receives: what was sent may be lost.
    case brokenPipe
    case timedOut
    /// The message did not fit the buffer. It has left the connection, and is here, whole.
    case bufferTooShort(message: [UInt8])
    /// The message has more bytes than were allowed.
    case tooLarge(byteCount: Int, limit: Int)
    /// The message does not have the size of the values that were asked for.
    case wrongSize(byteCount: Int, expected: Int)
    case carriesDescriptors(count: Int)
    /// A descriptor was asked for, and the message has none.
    case carriesNone
    /// The peer does not know the key.
    case authenticationFailed
    case addressInUse(String)
    /// Nobody listens there.
    case notListening(String)
    case coding(MessageCodingError)
    case system(SystemCallError)

    package static func system(_ error: SystemError) -> ConnectionError { .system(SystemCallError(error)) }

    public var description: String {
        switch self {
        case .endOfFile: "the peer has closed the connection"
        case .truncated(let byteCount, let whole):
            "the peer has closed the connection after \(byteCount) of a message's \(whole) bytes"
        case .brokenPipe: "the peer has closed the connection and receives no more"
        case .timedOut: "the connection timed out"
        case .bufferTooShort(let message): "a message of \(message.count) bytes does not fit the buffer"
        case .tooLarge(let byteCount, let limit): "a message of \(byteCount) bytes; at most \(limit) are allowed"
        case .wrongSize(let byteCount, let expected): "a message of \(byteCount) bytes where \(expected) are expected"
        case .carriesDescriptors(let count):
            "the message carries \(count) descriptors; receive it with receiveWithDescriptors()"
        case .carriesNone: "the message carries no descriptor"
        case .authenticationFailed: "the peer does not know the key"
        case .addressInUse(let address): "\(address): another process listens there"
        case .notListening(let address): "\(address): no process listens there"
        case .coding(let error): error.description
        case .system(let error): "connection: \(error)"
        }
    }
}
