internal import Platform

/// One end of a two-way line of messages between processes.
///
///     let child = try ChildProcess.start { connection in
///         let number = try connection.receive(as: Int.self)
///         try connection.send(number * number)
///     }
///     try child.connection.send(12)
///     print(try child.connection.receive(as: Int.self))
///
/// A message arrives whole or not at all, never merged with another, in the order of sending; an empty one is a message
/// too. When the peer closes its end or dies, what it sent can still be received, and then comes `.endOfFile`; that
/// needs every copy of its end to be gone, so a process closes the end that it does not use. Sending waits while the
/// kernel's buffer (some 200 KiB) is full, and throws `.brokenPipe` once the peer is gone; no signal is raised.
///
/// It has one owner, and cannot be copied or used after `close()`: the compiler sees to both. A variable at the top level of
/// a script has no end at which it could be closed: there, and for several owners, use `PipeEnd`. To keep many in a
/// collection use `ConnectionSet`. Processes forked later inherit it; two of them must not receive from the same end.
/// Not for several threads at once.
public struct Connection: ~Copyable {
    let core: ConnectionCore

    /// Takes over a connected Unix stream socket, whose other end is a `Connection` too.
    public init(owning descriptor: Int32) { core = ConnectionCore(owning: descriptor) }

    /// Closes this end. It is closed too when its owner goes away.
    public consuming func close() {}

    /// For `poll` and the like; readable when there is a message, a part of one, or the end of file.
    public var descriptor: Int32 { core.socket.rawValue }

    /// Whether there is something to receive, waiting for it at most `timeout`: a message, an empty one too, or the
    /// end of file. It takes nothing out; asking again gives the same answer. A negative timeout is none.
    public func poll(timeout: Duration = .zero) throws(ConnectionError) -> Bool {
        try core.isReady(until: Instant.now.advanced(by: timeout))
    }

    /// The process that held the other end when the connection was made, and its user. For a pair, the process that
    /// made it.
    public var peer: (pid: Int32, user: UInt32) {
        get throws(ConnectionError) {
            do {
                return try core.socket.peer()
            } catch {
                throw .system(error)
            }
        }
    }
}
