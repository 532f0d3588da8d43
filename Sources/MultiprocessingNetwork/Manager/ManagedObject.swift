internal import Multiprocessing
internal import Platform

/// An object in a manager's server, as any process sees it.
///
/// It can be sent to other processes: what is encoded is the server's address and key and the object's number. Whoever
/// has that can use every object of the manager, so send it over connections only.
public struct ManagedObject: Sendable, Codable {
    let client: ManagerClient
    let identifier: UInt64

    init(client: ManagerClient, identifier: UInt64) {
        self.client = client
        self.identifier = identifier
    }

    private enum CodingKeys: String, CodingKey { case address, key, patience, identifier }

    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        client = .shared(
            address: try fields.decode(SocketAddress.self, forKey: .address),
            key: try fields.decode(AuthenticationKey.self, forKey: .key),
            patience: .nanoseconds(try fields.decode(Int64.self, forKey: .patience)))
        identifier = try fields.decode(UInt64.self, forKey: .identifier)
    }

    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(client.address, forKey: .address)
        try fields.encode(client.key, forKey: .key)
        try fields.encode(client.patience.nanoseconds, forKey: .patience)
        try fields.encode(identifier, forKey: .identifier)
    }

    /// Calls a registered method. The server carries out one call at a time.
    ///
    /// - Throws: `.remote` with what the method threw, `NoSuchObject` or `UnknownMethod`; `.serverGone`, `.noAnswer`.
    public func call<Argument: Codable, Result: Codable>(
        _ method: String, _ argument: Argument, as result: Result.Type
    ) throws(ManagerError) -> Result {
        try client.call(identifier, method, argument, as: result)
    }

    /// - Parameter timeout: how long the object may keep this thread waiting; nil for ever.
    func call<Argument: Codable, Result: Codable>(
        _ method: some RawRepresentable<String>, _ argument: Argument = Nothing(), as result: Result.Type,
        timeout: Duration? = nil
    ) throws(ManagerError) -> Result {
        try client.call(identifier, method.rawValue, argument, as: result, timeout: timeout)
    }

    func call<Argument: Codable>(
        _ method: some RawRepresentable<String>, _ argument: Argument = Nothing(), timeout: Duration? = nil
    ) throws(ManagerError) {
        _ = try client.call(identifier, method.rawValue, argument, as: Nothing.self, timeout: timeout)
    }

    /// Frees the object in the server; calls throw `NoSuchObject` from then on, in every process. False when it was
    /// gone already.
    @discardableResult
    public func remove() throws(ManagerError) -> Bool {
        try client.call(0, ServerMethod.remove.rawValue, identifier, as: Bool.self)
    }
}

/// Encodes a key or a value of a managed container.
func packed<T: Encodable>(_ value: T) throws(ManagerError) -> [UInt8] {
    do {
        return try MessageEncoder().encode(value)
    } catch {
        throw .connection(.coding(error))
    }
}

func unpacked<T: Decodable>(_ type: T.Type, _ bytes: [UInt8]) throws(ManagerError) -> T {
    do {
        return try MessageDecoder().decode(type, from: bytes)
    } catch {
        throw .connection(.coding(error))
    }
}
