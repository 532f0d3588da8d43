/// A child with a line to it.
@frozen public struct ConnectedChild: ~Copyable {
    public let process: ChildProcess
    public let connection: Connection
}

extension ChildProcess {
    /// Forks a child that has a connection to this process.
    ///
    ///     let worker = try ChildProcess.fork(name: "worker") { (connection: consuming Connection) in serve(connection) }
    ///     try worker.connection.send(12)
    ///
    /// Each process has its own end alone, so that either sees the end of file when the other dies. But a child that is
    /// forked later inherits the ends of this process, as every descriptor: it should not outlive what its siblings
    /// wait for.
    ///
    /// - Throws: `.multithreaded` when this process has more than one thread.
    public static func fork(
        name: String, connected body: (consuming Connection) -> Int32
    ) throws(ProcessError) -> ConnectedChild {
        try connected { (ends) throws(ProcessError) in
            try fork(name: name) {
                // In the child this is its own copy of the ends.
                guard let pair = ends.take() else { return 70 }
                return body(pair.keepingSecond())
            }
        }
    }

    /// The same for a closure that may throw, as with `start` without a connection. When this process ends in order, its end is
    /// closed before it waits for the child.
    ///
    ///     let child = try ChildProcess.start { connection in try connection.send([1, 2, 3]) }
    ///     let list = try child.connection.receive(as: [Int].self)
    ///     try child.process.join()
    ///
    /// - Throws: as that.
    public static func start(
        _ options: ChildOptions = ChildOptions(), connected body: (consuming Connection) throws -> Void
    ) throws(ProcessError) -> ConnectedChild {
        try connected { (ends) throws(ProcessError) in
            var options = options
            if case .only(let kept) = options.descriptors, let theirs = ends?.second.descriptor {
                options.descriptors = .only(kept + [theirs])
            }
            return try start(options) { if let pair = ends.take() { try body(pair.keepingSecond()) } }
        }
    }

    /// Makes the ends, of which the child takes its own.
    private static func connected(
        _ start: (inout ConnectionPair<Connection, Connection>?) throws(ProcessError) -> ChildProcess
    ) throws(ProcessError) -> ConnectedChild {
        var ends: ConnectionPair<Connection, Connection>?
        do {
            ends = try MessagePipe.pair()
        } catch {
            guard case .system(let cause) = error else { preconditionFailure("making a pair only fails in the kernel") }
            throw .system(cause)
        }
        let process = try start(&ends)
        guard let pair = ends.take() else { preconditionFailure("only the child takes the ends before") }
        let connection = pair.keepingFirst()
        process.keepLine(connection.descriptor)
        return ConnectedChild(process: process, connection: connection)
    }
}
