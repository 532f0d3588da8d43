/// Turns `Codable` values into compact bytes for a process of the same program.
///
///     let bytes = try MessageEncoder().encode(order)
///     let same = try MessageDecoder().decode(Order.self, from: bytes)
///
/// Not for files or other programs: the format may change with any version of this library.
public struct MessageEncoder: Sendable {
    /// For the `encode(to:)` of the values.
    public var userInfo: [CodingUserInfoKey: any Sendable] = [:]

    public init() {}

    /// - Complexity: O(*n*) in the bytes of the message times the depth of its containers.
    public func encode<T: Encodable>(_ value: T) throws(MessageCodingError) -> [UInt8] {
        let table = MessageKeys()
        let root = ValueEncoder(table: table, userInfo: userInfo, path: nil, depth: 0)
        do {
            try root.put(value, key: nil)
        } catch {
            throw MessageCodingError(error)
        }
        if let failure = table.failure { throw failure }
        var bytes: [UInt8] = []
        WireWriter.varint(UInt64(table.keys.count), to: &bytes)
        for key in table.keys { WireWriter.text(key, to: &bytes) }
        if bytes.count == 1, table.keys.isEmpty {
            // Most messages without keys are one large array of bytes or numbers: spare a copy where it counts.
            bytes.reserveCapacity(root.payload.count + 1)
        }
        root.finish(into: &bytes)
        return bytes
    }
}

/// What all encoders of one message share: the keys so far, and the first fault that could not be thrown.
final class MessageKeys {
    private var indices: [String: Int] = [:]
    private(set) var keys: [String] = []
    /// Asking for a container cannot throw.
    var failure: MessageCodingError?

    func index(of key: String) -> Int {
        if let index = indices[key] { return index }
        let index = keys.count
        indices[key] = index
        keys.append(key)
        return index
    }
}
