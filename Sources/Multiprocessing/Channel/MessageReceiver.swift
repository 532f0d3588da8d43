internal import Platform

/// The end of a one-way line that receives; see `MessagePipe.oneWay(of:)`.
public struct MessageReceiver<Message: Decodable>: ~Copyable {
    private let connection: Connection

    /// The connection is one that only receives from here on.
    public init(_ connection: consuming Connection) {
        connection.core.socket.shutDown(sending: true)
        self.connection = connection
    }

    /// Receives the next value, waiting for it at most `timeout`; nil waits for ever.
    public func receive(timeout: Duration? = nil) throws(ConnectionError) -> Message {
        try connection.receive(as: Message.self, timeout: timeout)
    }

    public func poll(timeout: Duration = .zero) throws(ConnectionError) -> Bool {
        try connection.poll(timeout: timeout)
    }
    public var descriptor: Int32 { connection.descriptor }
    public consuming func close() {}

    /// The connection without a type, for example to hand it over to another process.
    public consuming func untyped() -> Connection { connection }
}
