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
    /// The two sides do not have the same key.
    case authenticationFailed(KeyMismatch)
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
        case .authenticationFailed(let mismatch): mismatch.description
        case .addressInUse(let address): "\(address): another process listens there"
        case .notListening(let address): "\(address): no process listens there"
        case .coding(let error): error.description
        case .system(let error): "connection: \(error)"
        }
    }
}

/// Which of the two sides of a new connection does not have the other's key, as far as that can be known.
public enum KeyMismatch: Error, Equatable, CustomStringConvertible {
    /// To who connects: the listener has a key, and this side gave none.
    case keyIsMissing
    /// To who connects: this side gave a key, and the listener has none.
    case listenerHasNone
    /// To who connects: the listener did not take this side's key.
    case keyIsRefused
    /// To who connects: the listener took the proof of this side and gave a wrong one of its own. Perhaps it is not the
    /// program that should listen there.
    case listenerIsUnproven
    /// To the listener: a client has another key than it.
    case clientIsUnproven
    /// To the listener: a client said nothing in the time that it had.
    case clientIsSilent

    public var description: String {
        switch self {
        case .keyIsMissing: "the listener has a key and this side gave none; connect with the listener's"
        case .listenerHasNone: "this side gave a key and the listener has none; connect with nil, or give both the same"
        case .keyIsRefused: "the listener refused the key of this side, which is not the one that it was made with"
        case .listenerIsUnproven:
            "the listener does not know the key of this side; another program may be listening at its address"
        case .clientIsUnproven: "a client does not know the key of this listener; it was turned away"
        case .clientIsSilent: "a client connected and said nothing; it was turned away"
        }
    }
}
