internal import Platform

/// A process with one thread from which children can be had at any time: also when the program has long been running
/// threads, Dispatch or Swift concurrency, and cannot safely fork itself.
///
///     try ForkServer.start(square, cube)                      // first thing in main
///     ...
///     let task = try ForkServer.shared.start(square, 12)
///     let answer = try task.value()
///
/// Its children have what the program had when the server was started, and run entry points. The server dies with the
/// program, and the children with the server. When it is killed, the next request starts another, by executing the
/// program anew: such a server has nothing of the program's memory.
///
/// Any thread may use it. In a child that was forked or started later there is none, and what it kept of its parent's
/// throws `.notParent`.
public final class ForkServer: @unchecked Sendable {
    private let lock = ThreadLock()
    private var socket: MessageSocket
    private var process: ChildProcess
    private let starter = Fork.currentPid

    // SAFETY: written by `start`, which needs a process with one thread; only read after that.
    nonisolated(unsafe) private static var started: ForkServer?

    /// The one that was started.
    public static var shared: ForkServer {
        guard let server = unsafe started else {
            preconditionFailure("there is no fork server: call ForkServer.start first thing in main")
        }
        return server
    }

    /// Whether `start` was called in this process.
    public static var isStarted: Bool { unsafe started != nil }

    /// Starts the server. Call it first thing in `main`, with all entry points; in a process that was started to run
    /// one of them it does not return.
    ///
    /// - Throws: `.multithreaded` when this process has more than one thread.
    @discardableResult
    public static func start(_ entryPoints: any RegisteredEntryPoint...) throws(ProcessError) -> ForkServer {
        _ = PoolHost.entryPoint
        SpawnedProcess.runIfNeeded()
        if let server = unsafe started { return server }
        let (ours, theirs) = try pair()
        let process: ChildProcess
        let program = Family.own
        do {
            process = try ChildProcess.fork(name: "fork server") {
                Fork.closeDescriptor(ours)
                SharedEnd.closeAll()
                // It has served a request before the program goes on.
                Family.serve(program)
                return ForkServerLoop(socket: theirs).run()
            }
        } catch {
            for end in [ours, theirs] { Fork.closeDescriptor(end) }
            throw error
        }
        Fork.closeDescriptor(theirs)
        let server = ForkServer(socket: ours, process: process)
        unsafe started = server
        return server
    }

    private init(socket: Int32, process: ChildProcess) {
        self.socket = MessageSocket(owning: socket)
        self.process = process
        // It is nobody's child to be waited for.
        ChildRegistry.shared.remove(process)
    }

    /// Of the server process itself.
    public var pid: Int32 { lock.withLock { process.pid } }

    /// Starts a child that runs an entry point.
    ///
    /// - `descriptors`: the child gets copies, as `CurrentProcess.descriptors`.
    public func start<Argument, Output>(
        _ entryPoint: EntryPoint<Argument, Output>, _ argument: Argument, _ options: ChildOptions = ChildOptions(),
        descriptors: [Int32] = []
    ) throws(ProcessError) -> ProcessTask<Output> {
        ProcessTask(process: try start(entryPoint.call(argument), options, descriptors))
    }

    func start(
        _ call: EntryCall, _ options: ChildOptions, _ descriptors: [Int32]
    ) throws(ProcessError) -> ChildProcess {
        if Fork.currentPid != starter { throw .notParent(name: "the fork server") }
        if CurrentProcess.isDaemon { throw .isDaemon(name: CurrentProcess.name) }
        let name = options.name ?? ChildRegistry.shared.nextName()
        let (request, argument) = try ChildRequest.make(call, name: name, options)
        defer { if let argument { Fork.closeDescriptor(argument) } }
        let bytes = try request.bytes
        let kills = ChildProcess.outOfMemoryKills
        let outcome: FileDescriptor
        do { outcome = try Descriptors.memoryFile("outcome") } catch { throw .system(error) }
        let rights = [outcome.rawValue] + (argument.map { [$0] } ?? []) + descriptors
        let (status, pid, pidfd) = try reply(to: bytes, rights)
        let child = ChildProcess(
            name: name, pid: pid, pidfd: pidfd, descriptor: status, outcomeFile: outcome.release(),
            kind: .childOfServer, atExit: options.atExit, killsBefore: kills, limits: options.limits,
            member: Family.member(pid: pid))
        ChildRegistry.shared.add(child)
        return child
    }

    /// Asks for a child; asks another server when this one is gone.
    private func reply(
        to bytes: [UInt8], _ rights: [Int32]
    ) throws(ProcessError) -> (status: Int32, pid: Int32, pidfd: Int32) {
        try lock.withLock { () throws(ProcessError) in
            if let reply = try ask(bytes, rights) { return reply }
            try restart()
            if let reply = try ask(bytes, rights) { return reply }
            throw .serverLost
        }
    }

    /// nil when the server is gone.
    private func ask(
        _ bytes: [UInt8], _ rights: [Int32]
    ) throws(ProcessError) -> (status: Int32, pid: Int32, pidfd: Int32)? {
        let (ours, theirs) = try ForkServer.pair()
        let status = MessageSocket(owning: ours)
        do throws(SystemError) {
            defer { Fork.closeDescriptor(theirs) }
            try socket.send(bytes, descriptors: [theirs] + rights)
        } catch {
            if error.isBrokenPipe || error.isConnectionReset { return nil }
            throw .system(error)
        }
        do throws(SystemError) {
            guard case .message(let reply, let descriptors) = try status.receive() else { return nil }
            guard let pidfd = descriptors.first else {
                throw SystemError(code: ServerMessage.failure(reply), operation: "fork", subject: "fork server")
            }
            return (status.release(), ServerMessage.pid(reply), pidfd)
        } catch {
            throw .system(error)
        }
    }

    private func restart() throws(ProcessError) {
        process.kill()
        try process.join()
        let (ours, theirs) = try ForkServer.pair()
        defer { Fork.closeDescriptor(theirs) }
        do {
            process = try SpawnedProcess.start(.server, name: "fork server", descriptors: [theirs])
            ChildRegistry.shared.remove(process)
        } catch {
            Fork.closeDescriptor(ours)
            throw error
        }
        socket = MessageSocket(owning: ours)
    }

    private static func pair() throws(ProcessError) -> (Int32, Int32) {
        do { return try MessageSocket.pair() } catch { throw .system(error) }
    }

    /// In a process that has just been forked: the server is its parent's.
    static func abandon() {
        guard let server = unsafe started else { return }
        Fork.closeDescriptor(server.socket.rawValue)
        server.process.abandon()
        // Whoever holds the object keeps it; its descriptor is not closed twice.
        unsafe _ = Unmanaged.passRetained(server)
        unsafe started = nil
    }
}
