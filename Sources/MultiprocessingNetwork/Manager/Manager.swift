internal import Multiprocessing
internal import Platform

/// Shares dictionaries, lists and objects of one's own between any processes, through a server process.
///
///     let manager = try Manager()
///     let counts = try manager.dictionary(String.self, Int.self)
///     let child = try ChildProcess.fork(name: "worker") { ... try counts.set("apples", 3) ... }
///
/// Every operation is a message to the server and its answer, some tens of microseconds: for convenience, not for speed;
/// what lies in shared memory is reached in a fraction of one. The server carries out one operation at a time, so each is
/// atomic. What it holds lives until it is removed, or the server ends.
///
/// The server is forked, so make managers before anything makes threads. It ignores SIGINT, and ends with this process.
/// When it is killed, calls throw `.serverGone` at once. The objects are used by any process that inherited or
/// received them; the manager itself is for the process that made it.
public final class Manager {
    public let address: SocketAddress
    private let client: ManagerClient
    private let server: ChildProcess
    private var owner: Connection?
    private let process = Fork.currentPid

    /// Starts the server.
    ///
    /// - Parameters:
    ///   - address: where it listens; a name of its own when nil. An address can be used again at once after a shutdown.
    ///   - key: what clients must know; a random one when nil.
    ///   - registry: the types it serves beside dictionaries and lists.
    ///   - prepare: runs in the server before it serves. Sockets and pipes that this process has open are closed there,
    ///     but for the standard streams: otherwise their other ends would wait for the server to end.
    public init(
        at address: SocketAddress? = nil, key: AuthenticationKey? = nil, registry: ManagerRegistry = ManagerRegistry(),
        prepare: () -> Void = {}
    ) throws(ManagerError) {
        let key = key ?? .random()
        let place = address ?? .unique()
        self.address = place
        client = .shared(address: place, key: key)
        var socket: StreamSocket?
        do {
            socket = try Listener.bind(place, backlog: 128)
        } catch {
            throw .connection(error.isAddressInUse ? .addressInUse(place.description) : .system(error))
        }
        let child: ConnectedChild
        do {
            child = try ChildProcess.fork(name: "manager") { (owner: consuming Connection) in
                guard let listener = socket.take() else { return 70 }
                Signals.ignore(Signals.interrupt)
                Fork.closeInheritedLines(except: [listener.rawValue, owner.descriptor])
                prepare()
                let server = ManagerServer(listener: listener, owner: owner, key: key, registry: registry)
                return (try? server.run()) == nil ? 70 : 0
            }
        } catch {
            throw .process(error.description)
        }
        server = child.process
        owner = consume child.connection
        // The server alone listens: clients of one that was killed would wait for this process for ever.
        socket = nil
    }

    deinit { shutdown() }

    /// The process of the server.
    public var pid: Int32 { server.pid }

    /// An empty dictionary. Keys are the same when their encodings are: take strings, numbers, and types made of those.
    public func dictionary<Key: Codable & Hashable & Sendable, Value: Codable & Sendable>(
        _ key: Key.Type, _ value: Value.Type
    ) throws(ManagerError) -> ManagedDictionary<Key, Value> {
        ManagedDictionary(try create("Dictionary", Nothing()))
    }

    /// An empty list.
    public func list<Element: Codable & Sendable>(of type: Element.Type) throws(ManagerError) -> ManagedList<Element> {
        ManagedList(try create("List", Nothing()))
    }

    /// A place for values of different types by name.
    public func namespace() throws(ManagerError) -> ManagedNamespace {
        ManagedNamespace(try create("Dictionary", Nothing()))
    }

    /// An object of a registered type.
    ///
    /// - Throws: `.remote` with the type `UnknownType`, or what making it threw.
    public func make<Argument: Codable>(_ type: String, _ argument: Argument) throws(ManagerError) -> ManagedObject {
        try create(type, argument)
    }

    /// How many objects there are.
    public var count: Int {
        get throws(ManagerError) { try client.call(0, ServerMethod.count, Nothing(), as: Int.self) }
    }

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

    private func create<Argument: Codable>(_ type: String, _ argument: Argument) throws(ManagerError) -> ManagedObject {
        let bytes: [UInt8]
        do {
            bytes = try MessageEncoder().encode(argument)
        } catch {
            throw .connection(.coding(error))
        }
        let identifier = try client.call(0, ServerMethod.create, Creation(type: type, argument: bytes), as: UInt64.self)
        return ManagedObject(client: client, identifier: identifier)
    }
}
