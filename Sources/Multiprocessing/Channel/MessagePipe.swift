internal import Platform

/// Makes connected pairs, for a process and the children that it forks later.
///
/// In both, an end that is not used should be closed: while any process has a copy of an end open, the other end waits
/// for messages instead of seeing the end of file. `ChildProcess.fork(name:connected:)` does all of that.
public enum MessagePipe {
    /// Two ends that both send and receive any messages.
    public static func pair() throws(ConnectionError) -> ConnectionPair<Connection, Connection> {
        let (one, other) = try descriptors()
        return ConnectionPair(Connection(owning: one), Connection(owning: other))
    }

    /// Two ends that send and receive values of fixed types: the first sends `Request`, the second `Reply`.
    public static func pair<Request: Codable, Reply: Codable>(
        sending request: Request.Type, receiving reply: Reply.Type
    ) throws(ConnectionError) -> ConnectionPair<MessageConnection<Request, Reply>, MessageConnection<Reply, Request>> {
        let (one, other) = try descriptors()
        return ConnectionPair(
            MessageConnection(Connection(owning: one)), MessageConnection(Connection(owning: other)))
    }

    /// An end that only receives and one that only sends. Sending to the first, or receiving from the second, does not
    /// compile.
    public static func oneWay<Message: Codable>(
        of type: Message.Type
    ) throws(ConnectionError) -> ConnectionPair<MessageReceiver<Message>, MessageSender<Message>> {
        let (one, other) = try descriptors()
        return ConnectionPair(
            MessageReceiver(Connection(owning: one)), MessageSender(Connection(owning: other)))
    }

    private static func descriptors() throws(ConnectionError) -> (Int32, Int32) {
        do {
            return try StreamSocket.pair()
        } catch {
            throw .system(error)
        }
    }
}
