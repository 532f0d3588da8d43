// What cannot be sent, and what cannot be taken apart: the compiler says what to write instead. Nothing here is ever called.

extension MessageQueue {
    @available(
        *, unavailable,
        message:
            "elements are Codable or BitwiseCopyable: write a struct instead of a tuple, and an enum or a concrete type instead of any …"
    )
    public convenience init(capacity: Int = 1 << 20, limit: Int? = nil) throws(QueueError) { fatalError() }
}

extension JoinableQueue {
    @available(
        *, unavailable,
        message:
            "elements are Codable or BitwiseCopyable: write a struct instead of a tuple, and an enum or a concrete type instead of any …"
    )
    public convenience init(
        capacity: Int = 1 << 20, limit: Int? = nil, consumers: Int? = nil, redeliveries: Int = .max
    ) throws(QueueError) { fatalError() }
}

extension Connection {
    @available(
        *, unavailable,
        message:
            "what is sent is Codable: write a struct instead of a tuple, and an enum or a concrete type instead of any …"
    )
    public func send<T>(_ value: T) throws(ConnectionError) { fatalError() }

    @available(
        *, unavailable,
        message:
            "what is received is Codable: write a struct instead of a tuple, and an enum or a concrete type instead of any …"
    )
    public func receive<T>(as type: T.Type, timeout: Duration? = nil) throws(ConnectionError) -> T { fatalError() }
}

extension MessagePipe {
    @available(
        *, unavailable,
        message:
            "each end has one owner, which a tuple cannot have: write let pipe = try MessagePipe.pair(), and pipe.keepingFirst() or pipe.keepingSecond(); or ChildProcess.start { connection in … }"
    )
    public static func pair() throws(ConnectionError) -> (Connection.End, Connection.End) { fatalError() }

    @available(
        *, unavailable,
        message:
            "each end has one owner, which a tuple cannot have: write let pipe = try MessagePipe.pair(…), and pipe.keepingFirst() or pipe.keepingSecond()"
    )
    public static func pair<Request, Reply>(
        sending request: Request.Type, receiving reply: Reply.Type
    ) throws(ConnectionError) -> (Connection.End, Connection.End) { fatalError() }

    @available(
        *, unavailable,
        message:
            "each end has one owner, which a tuple cannot have: write let line = try MessagePipe.oneWay(of: …), and line.keepingFirst() to receive or line.keepingSecond() to send"
    )
    public static func oneWay<Message>(
        of type: Message.Type
    ) throws(ConnectionError) -> (Connection.End, Connection.End) { fatalError() }
}

extension Connection {
    /// What an end would be if it had no owner. There is none.
    public enum End {}
}
