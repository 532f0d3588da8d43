/// One end of a two-way line that sends values of one type and receives values of another; see `Connection`.
public struct MessageConnection<Sent: Encodable, Received: Decodable>: ~Copyable {
    private let connection: Connection

    /// Both sides must agree on the types: a value of another is an error where it is received.
    public init(_ connection: consuming Connection) { self.connection = connection }

    public func send(_ message: Sent) throws(ConnectionError) { try connection.send(message) }

    /// Receives the next value, waiting for it at most `timeout`; nil waits for ever.
    public func receive(timeout: Duration? = nil) throws(ConnectionError) -> Received {
        try connection.receive(as: Received.self, timeout: timeout)
    }

    public func poll(timeout: Duration = .zero) throws(ConnectionError) -> Bool {
        try connection.poll(timeout: timeout)
    }
    public var descriptor: Int32 { connection.descriptor }
    public consuming func close() {}

    /// The connection without types, for example to hand it over to another process.
    public consuming func untyped() -> Connection { connection }
}
