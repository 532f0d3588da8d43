public import Multiprocessing

/// What went wrong with an object of a `Manager`.
public enum ManagerError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The server has ended or was killed. Whether the call was carried out is not known.
    case serverGone
    /// The call was carried out by the server, and threw.
    case remote(RemoteError)
    case connection(ConnectionError)
    case process(String)

    public var description: String {
        switch self {
        case .serverGone: "the manager's server has ended"
        case .remote(let error): error.description
        case .connection(let error): error.description
        case .process(let reason): "cannot start the manager's server: \(reason)"
        }
    }

    init(_ error: ConnectionError) {
        switch error {
        case .endOfFile, .truncated, .brokenPipe, .notListening: self = .serverGone
        default: self = .connection(error)
        }
    }
}
