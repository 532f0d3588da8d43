internal import Multiprocessing
internal import Platform

/// Shares containers, queues, locks and objects of one's own between any processes, through a server process.
///
///     let manager = try Manager()
///     let counts = try manager.dictionary(String.self, Int.self)
///     let child = try ChildProcess.start { try counts.set("apples", 3) }
///
/// Every operation is a message to the server and its answer, some tens of microseconds: for convenience, not for speed;
/// what lies in shared memory is reached in a fraction of one. The server carries out one operation at a time, so each is
/// atomic.
///
/// An object lives as long as somebody has a handle of it. A process that ends, however it does, has none any more; a
/// child has those that its parent had when it was forked, until it ends. A handle that was encoded, to be sent, keeps its
/// object until it is decoded for the first time, whoever dies meanwhile: one that never arrives keeps it for another hour
/// after the end of its sender (`ManagerRegistry.unreadHandleLife`).
/// So do a name (`publish`), and a value of another object of the manager that has the handle in it: that is noticed to be
/// gone when `count` is asked for, or after some changes. What a registered type was given is kept, since nobody knows what it does
/// with it. `remove` frees at once.
///
/// A process that ends, however it does, is no longer waited for: locks and permits that it held are released, and the
/// next holder of a lock is told; what it had taken from a joinable queue and not done is delivered again. That holds
/// for processes, not for threads of one that goes on.
///
/// The server is forked, so make managers before anything makes threads. It ignores SIGINT, and ends with this process.
/// When it is killed, calls throw `.serverGone` at once, those that wait included; when it is stopped, `.noAnswer`. The
/// objects are used by any process that inherited or received them; the manager itself is for the process that made it.
public final class Manager: RemoteManager {
    private let server: ChildProcess
    private var owner: Connection?
    private let process = Fork.currentPid

    /// Starts the server.
    ///
    /// - Parameters:
    ///   - address: where it listens; a name of its own when nil. An address can be used again at once after a shutdown.
    ///   - key: what clients must know; a random one when nil.
    ///   - patience: how long the server may be silent, see `ManagerError.noAnswer`; it goes with the objects.
    ///   - registry: the types it serves beside its own.
    ///   - prepare: runs in the server before it serves. Sockets and pipes that this process has open are closed there,
    ///     but for the standard streams: otherwise their other ends would wait for the server to end.
    public init(
        at address: SocketAddress? = nil, key: AuthenticationKey? = nil,
        patience: Duration = RemoteManager.defaultPatience, registry: ManagerRegistry = ManagerRegistry(),
        prepare: () -> Void = {}
    ) throws(ManagerError) {
        let key = key ?? .random()
        let asked = address ?? .unique()
        let place: SocketAddress
        var socket: StreamSocket?
        do {
            let bound = try Listener.bind(asked, backlog: 128)
            socket = StreamSocket(owning: bound.socket)
            place = bound.address
        } catch {
            throw .connection(error.isAddressInUse ? .addressInUse(asked.description) : .system(error))
        }
        let child: ConnectedChild
        do {
            child = try ChildProcess.fork(name: "manager") { (owner: consuming Connection) in
                guard let listener = socket.take() else { return 70 }
                Signals.ignore(Signals.interrupt)
                Fork.closeInheritedLines(except: [listener.rawValue, owner.descriptor])
                SharedEnd.closeAll()
                prepare()
                // What it does by itself is nothing to those who wait elsewhere, unless a type of the program's own does it.
                if registry.hasOnlyOwnTypes, Family.threads == (isOne: true, handlesSignals: false) { Family.leave() }
                let server = ManagerServer(
                    listener: listener, at: place, owner: owner, key: key, registry: registry)
                return (try? server.run()) == nil ? 70 : 0
            }
        } catch {
            throw .process(error.description)
        }
        server = child.process
        // It has nothing of this process's.
        server.heirNumber = 0
        owner = consume child.connection
        // The server alone listens: clients of one that was killed would wait for this process for ever.
        socket = nil
        super.init(client: .shared(address: place, key: key, patience: patience))
    }

    deinit { shutdown() }

    /// The process of the server.
    public var pid: Int32 { server.pid }

    /// What others need, with the address, to make a `RemoteManager`.
    public var key: AuthenticationKey { client.key }

    /// Ends the server, and returns when it has ended; all that it held is gone. A second time does nothing. One that
    /// does not end within two seconds is killed.
    public func shutdown() {
        guard process == Fork.currentPid else { return }
        owner = nil
        if (try? server.join(timeout: .seconds(2))) == nil {
            server.kill()
            _ = try? server.join()
        }
        if case .path(let path) = address { try? FileSystem.removeFile(path) }
    }
}
