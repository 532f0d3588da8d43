extension Connection {
    /// Sends any value. An array of bytes goes without any coding, as by `send(bytes:)`.
    public func send<T: Encodable>(_ value: T) throws(ConnectionError) {
        if T.self == [UInt8].self, let bytes = value as? [UInt8] { return try send(bytes: bytes) }
        let message: [UInt8]
        do {
            message = try MessageEncoder().encode(value)
        } catch {
            throw .coding(error)
        }
        try send(bytes: message)
    }

    /// Receives a value that the peer sent as one of this type. A message that is none is taken out of the connection
    /// all the same, which goes on working.
    public func receive<T: Decodable>(as type: T.Type, timeout: Duration? = nil) throws(ConnectionError) -> T {
        let message = try receiveBytes(timeout: timeout)
        if T.self == [UInt8].self, let bytes = message as? T { return bytes }
        do {
            return try MessageDecoder().decode(type, from: message)
        } catch {
            throw .coding(error)
        }
    }
}
