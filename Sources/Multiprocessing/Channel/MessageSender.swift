internal import Platform

/// The end of a one-way line that sends; see `MessagePipe.oneWay(of:)`.
public struct MessageSender<Message: Encodable>: ~Copyable {
    private let connection: Connection

    /// The connection is one that only sends from here on.
    public init(_ connection: consuming Connection) {
        connection.core.socket.shutDown(sending: false)
        self.connection = connection
    }

    public func send(_ message: Message) throws(ConnectionError) { try connection.send(message) }

    public var descriptor: Int32 { connection.descriptor }
    public consuming func close() {}

    /// The connection without a type, for example to hand it over to another process.
    public consuming func untyped() -> Connection { connection }
}
