internal import Platform

/// An object in a manager's server, as any process sees it: a handle, which copies share.
///
/// It can be sent to other processes: what is encoded is the server's address and key and the object's number. Whoever
/// has that can use every object of the manager, so send it over connections only.
///
/// The server frees an object when nobody has a handle of it any more: see `Manager`.
public struct ManagedObject: Sendable, Codable {
    private let handle: ManagedHandle

    var client: ManagerClient { handle.client }
    var identifier: UInt64 { handle.identifier }

    /// REQUIRES: the server has counted this handle.
    init(client: ManagerClient, identifier: UInt64) { handle = ManagedHandle(client, identifier) }

    private enum CodingKeys: String, CodingKey { case address, key, patience, mark, loan }

    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        let client = ManagerClient.shared(
            address: try fields.decode(SocketAddress.self, forKey: .address),
            key: try fields.decode(AuthenticationKey.self, forKey: .key),
            patience: .nanoseconds(try fields.decode(Int64.self, forKey: .patience)))
        guard let identifier = HandleMark.identifier(try fields.decode([UInt8].self, forKey: .mark)) else {
            throw DecodingError.dataCorruptedError(forKey: .mark, in: fields, debugDescription: "it is no handle")
        }
        let loan = try fields.decode(UInt64.self, forKey: .loan)
        // The server counts handles in its replies by itself.
        if decoder.userInfo[ManagerClient.inCall] as? ManagerClient !== client { client.take(identifier, loan) }
        handle = ManagedHandle(client, identifier)
    }

    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(client.address, forKey: .address)
        try fields.encode(client.key, forKey: .key)
        try fields.encode(client.patience.nanoseconds, forKey: .patience)
        try fields.encode(HandleMark.bytes(identifier), forKey: .mark)
        let isInCall = encoder.userInfo[ManagerClient.inCall] as? ManagerClient === client
        try fields.encode(isInCall ? 0 : client.lend(identifier), forKey: .loan)
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

    /// Frees the object in the server, whoever has handles of it; calls throw `NoSuchObject` from then on, in every
    /// process. False when it was gone already.
    @discardableResult
    public func remove() throws(ManagerError) -> Bool {
        try client.call(0, ServerMethod.remove.rawValue, identifier, as: Bool.self)
    }

    /// Encodes a key or a value of a managed container.
    func packed<T: Encodable>(_ value: T) throws(ManagerError) -> [UInt8] { try client.packed(value) }

    func unpacked<T: Decodable>(_ type: T.Type, _ bytes: [UInt8]) throws(ManagerError) -> T {
        try client.unpacked(type, bytes)
    }

    /// Gives up the handles in a value that is not decoded: the server has counted them.
    func forget(_ bytes: [UInt8]?) {
        for identifier in HandleMark.identifiers(in: bytes ?? []) { _ = ManagedHandle(client, identifier) }
    }
}
