internal import Multiprocessing

/// What a client asks of a manager's server: to call a method of an object.
struct ServerRequest: Codable {
    /// 0 for the server itself.
    let object: UInt64
    let method: String
    /// The encoded argument.
    let argument: [UInt8]
}

enum ServerReply: Codable {
    /// The encoded result.
    case value([UInt8])
    case failure(RemoteError)
}

/// The argument and the result of methods that have none.
public struct Nothing: Codable, Sendable, Equatable {
    public init() {}
}

/// The methods of the server itself, which is object 0.
enum ServerMethod {
    static let create = "create"
    static let remove = "remove"
    static let count = "count"
    static let shutdown = "shutdown"
}

struct Creation: Codable {
    let type: String
    let argument: [UInt8]
}
