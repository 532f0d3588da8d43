internal import Platform

/// An end of a pipe as an object: for the top level of a script, where a `Connection` in a variable can be neither closed nor
/// kept, and wherever an end has several owners.
///
///     let (ours, theirs) = try MessagePipe.ends()
///     let child = try ChildProcess.start {
///         ours.close()
///         try theirs.send(12)
///     }
///     theirs.close()
///     let number = try ours.receive(as: Int.self)
///
/// It is closed by `close`, when its last owner goes away, or when this process ends in order, before it waits for its children.
/// As with every end, the other one sees the end of file once no process has it open any more. Not for several threads at once.
public final class PipeEnd {
    private var connection: Connection?

    public init(_ connection: consuming Connection) {
        self.connection = consume connection
        OpenPipeEnds.shared.add(self)
    }

    deinit { OpenPipeEnds.shared.remove(self) }

    /// Closes this process's end. A second time does nothing.
    public func close() { connection = nil }

    public var isOpen: Bool { connection != nil }

    /// Takes the connection out, for good; nil when it is closed.
    public func take() -> Connection? { connection.take() }

    /// Runs `body` with the connection, for all that this has no call for; nil when it is closed.
    public func with<R, E: Error>(_ body: (borrowing Connection) throws(E) -> R) throws(E) -> R? {
        switch connection {
        case .some(let connection): return try body(connection)
        case .none: return nil
        }
    }

    /// As `Connection.send`; `.brokenPipe` when this end is closed.
    public func send<T: Encodable>(_ value: T) throws(ConnectionError) {
        let isSent: Void? = try with { (connection) throws(ConnectionError) in try connection.send(value) }
        if isSent == nil { throw .brokenPipe }
    }

    /// As `Connection.receive`; `.endOfFile` when this end is closed.
    public func receive<T: Decodable>(as type: T.Type, timeout: Duration? = nil) throws(ConnectionError) -> T {
        let value = try with { (connection) throws(ConnectionError) in
            try connection.receive(as: type, timeout: timeout)
        }
        guard let value else { throw .endOfFile }
        return value
    }

    /// As `Connection.poll`; true when this end is closed.
    public func poll(timeout: Duration = .zero) throws(ConnectionError) -> Bool {
        try with { (connection) throws(ConnectionError) in try connection.poll(timeout: timeout) } ?? true
    }
}

extension PipeEnd: CustomStringConvertible {
    /// "PipeEnd(open)" or "PipeEnd(closed)".
    public var description: String { "PipeEnd(\(isOpen ? "open" : "closed"))" }
}

extension MessagePipe {
    /// Two ends that both send and receive any messages, as objects.
    public static func ends() throws(ConnectionError) -> (first: PipeEnd, second: PipeEnd) {
        let pair = try pair()
        // The same descriptors, each with one owner.
        return PipeEnd.both(of: pair)
    }
}

extension PipeEnd {
    fileprivate static func both(
        of pair: consuming ConnectionPair<Connection, Connection>
    ) -> (first: PipeEnd, second: PipeEnd) {
        (PipeEnd(pair.first), PipeEnd(pair.second))
    }
}

/// The ends of this process, to be closed at its end: what is at the top level of a script has no other.
final class OpenPipeEnds: @unchecked Sendable {
    static let shared = OpenPipeEnds()

    private let ends = WeakSet<PipeEnd>()

    func add(_ end: PipeEnd) {
        ends.insert(end)
        ChildRegistry.shared.hookExit { OpenPipeEnds.shared.closeAll() }
    }

    func remove(_ end: PipeEnd) { ends.remove(end) }

    func closeAll() { for end in ends.all { end.close() } }
}
