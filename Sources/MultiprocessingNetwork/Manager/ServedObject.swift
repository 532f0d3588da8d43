internal import Multiprocessing

/// An object in a manager's server, called by name with encoded arguments.
protocol ServedObject: AnyObject {
    func call(_ method: String, _ argument: [UInt8]) throws -> [UInt8]
}

extension ServedObject {
    func unknown(_ method: String) -> RemoteError {
        RemoteError(type: "UnknownMethod", message: "there is no method \(method)")
    }
}

func decoded<T: Decodable>(_ type: T.Type, _ bytes: [UInt8]) throws -> T {
    try MessageDecoder().decode(type, from: bytes)
}

func encoded<T: Encodable>(_ value: T) throws -> [UInt8] { try MessageEncoder().encode(value) }
