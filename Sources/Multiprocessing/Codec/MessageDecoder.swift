/// Turns the bytes of a `MessageEncoder` back into values.
///
/// Bytes from anywhere are safe to decode: what is wrong with them is an error, and what is allocated is in proportion
/// to their number and the size of the types asked for.
public struct MessageDecoder: Sendable {
    /// For the `init(from:)` of the values.
    public var userInfo: [CodingUserInfoKey: any Sendable] = [:]

    public init() {}

    public func decode<T: Decodable>(_ type: T.Type, from bytes: [UInt8]) throws(MessageCodingError) -> T {
        let reader = try WireReader(bytes)
        var position = reader.start
        let value = try reader.value(at: &position, limit: bytes.count)
        guard position == bytes.count else {
            throw .malformed(offset: position, reason: "\(bytes.count - position) bytes follow the value")
        }
        do {
            return try ValueDecoder(reader: reader, value: value, userInfo: userInfo, path: nil, depth: 0).get(type)
        } catch {
            throw MessageCodingError(error)
        }
    }
}
