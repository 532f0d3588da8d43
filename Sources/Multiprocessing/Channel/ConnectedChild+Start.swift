internal import Platform

extension ChildProcess {
    /// Forks a child that has a connection to this process.
    ///
    ///     let child = try ChildProcess.start { connection in try connection.send([1, 2, 3]) }
    ///     let list = try child.connection.receive(as: [Int].self)
    ///     try child.process.join()
    ///
    /// As with `fork(name:connected:)`, each process has its own end alone, except for children that are forked later.
    ///
    /// - Throws: as the form without a connection.
    public static func start(
        _ options: ChildOptions = ChildOptions(), connected body: (consuming Connection) throws -> Void
    ) throws(ProcessError) -> ConnectedChild {
        var ends: ConnectionPair<Connection, Connection>?
        do {
            ends = try MessagePipe.pair()
        } catch {
            guard case .system(let cause) = error else { preconditionFailure("making a pair only fails in the kernel") }
            throw .system(cause)
        }
        var options = options
        if case .only(let kept) = options.descriptors, let theirs = ends?.second.descriptor {
            options.descriptors = .only(kept + [theirs])
        }
        let process = try start(options) {
            // In the child this is its own copy of the ends.
            if let pair = ends.take() { try body(pair.keepingSecond()) }
        }
        guard let pair = ends.take() else { preconditionFailure("only the child takes the ends before") }
        return ConnectedChild(process: process, connection: pair.keepingFirst())
    }
}
