public import Multiprocessing
internal import Platform

/// Waits for connections from other processes.
///
///     let listener = try Listener(at: .path("/run/user/1000/squares"), key: key)
///     let connection = try listener.accept()
///
///     let server = try Connection.connect(to: .path("/run/user/1000/squares"), key: key)       // elsewhere
///
/// With a key, which may be empty, both sides prove that they know it before either sees the other's messages; what
/// follows is not encrypted, which between processes of one machine nobody can listen to. Clients that are gone before
/// they are accepted are passed over. Processes forked later inherit it, and may accept too.
public struct Listener: ~Copyable {
    /// Where clients find it: with the port that it got, when it was asked to have any.
    public let address: SocketAddress
    private let socket: StreamSocket
    private let key: AuthenticationKey?
    private let owner = Fork.currentPid
    private let last = LastAccepted()

    private final class LastAccepted { var peer: Peer? }

    /// Who was at the other end when it connected.
    public enum Peer: Sendable, Equatable {
        case process(pid: Int32, user: UInt32)
        /// Over TCP all that is known.
        case remote(host: String, port: UInt16)
    }

    /// Listens from here on: clients can connect before `accept` is called, and wait for it.
    ///
    /// A socket file that a killed listener left behind is replaced.
    /// - `backlog`: how many clients may wait; more are kept from connecting.
    /// - Throws: `.addressInUse` when another process listens there.
    public init(
        at address: SocketAddress, key: AuthenticationKey?, backlog: Int = 128
    ) throws(ConnectionError) {
        self.key = key
        let raw: Int32
        do {
            (raw, self.address) = try Listener.bind(address, backlog: Int32(clamping: max(1, backlog)))
        } catch {
            throw error.isAddressInUse ? .addressInUse(address.description) : .system(error)
        }
        socket = StreamSocket(owning: raw)
    }

    deinit {
        // A child that was forked with it must not take the name away from its parent.
        if case .path(let path) = address, Fork.currentPid == owner { try? FileSystem.removeFile(path) }
    }

    /// Stops listening, and removes the socket file.
    public consuming func close() {}

    /// For `poll` and the like: readable when a client waits.
    public var descriptor: Int32 { socket.rawValue }
    public var waitable: Waitable { .descriptor(socket.rawValue) }

    /// Who connected last; nil before the first.
    public var lastAccepted: Peer? { last.peer }

    /// The next connection, waiting for it at most `timeout`; nil waits for ever. A client that has connected by then
    /// gets up to five seconds more to prove that it knows the key.
    ///
    /// - Throws: `.authenticationFailed` when a client came that does not know the key, or said nothing for five
    ///   seconds. It is disconnected, and told; the listener goes on.
    public func accept(timeout: Duration? = nil) throws(ConnectionError) -> Connection {
        let deadline = timeout.map { Instant.now.advanced(by: $0) }
        while true {
            let connection = Connection(owning: try nextClient(until: deadline))
            // Asked now: a TCP client that says something and leaves has no address any more.
            let peer = try? Listener.peer(of: connection)
            if try welcome(connection) {
                last.peer = peer
                return connection
            }
        }
    }

    private func nextClient(until deadline: Instant?) throws(ConnectionError) -> Int32 {
        do {
            while try Poller.isReady(socket.rawValue, until: deadline) {
                if let raw = try socket.accept() { return raw }
            }
        } catch {
            throw .system(error)
        }
        throw .timedOut
    }

    /// False when the client is gone.
    private func welcome(_ connection: borrowing Connection) throws(ConnectionError) -> Bool {
        var mismatch = KeyMismatch.clientIsUnproven
        do {
            let handshake = Handshake(key: key)
            try connection.send(bytes: handshake.greeting)
            if key == nil { return true }
            let proof = try connection.receiveBytes(max: Handshake.largestMessage, timeout: Handshake.patience)
            if let reply = handshake.reply(to: proof) {
                try connection.send(bytes: reply)
                return true
            }
        } catch {
            switch error {
            case .endOfFile, .truncated, .brokenPipe: return false
            case .timedOut: mismatch = .clientIsSilent
            case .tooLarge, .carriesDescriptors: break
            default: throw error
            }
        }
        try? connection.send(bytes: Handshake.refusal)
        throw .authenticationFailed(mismatch)
    }

    private static func peer(of connection: borrowing Connection) throws(ConnectionError) -> Peer {
        do {
            if let (host, port) = try StreamSocket.internetPeer(connection.descriptor) {
                return .remote(host: host, port: port)
            }
        } catch {
            throw .system(error)
        }
        let peer = try connection.peer
        return .process(pid: peer.pid, user: peer.user)
    }

    // MARK: binding

    /// The caller owns the socket. A socket file that a killed listener left behind is replaced.
    static func bind(
        _ address: SocketAddress, backlog: Int32
    ) throws(SystemError) -> (socket: Int32, address: SocketAddress) {
        switch address {
        case .abstract(let name):
            return (try StreamSocket.listen([0] + Array(name.utf8), backlog: backlog).release(), address)
        case .internet(let host, let port):
            let (socket, port) = try StreamSocket.listen(host: host, port: port, backlog: backlog)
            return (socket, .internet(host: host, port: port))
        case .path(let path):
            let name = Array(path.utf8)
            do {
                return (try StreamSocket.listen(name, backlog: backlog).release(), address)
            } catch {
                guard error.isAddressInUse, isAbandoned(path) else { throw error }
                try FileSystem.removeFile(path)
                return (try StreamSocket.listen(name, backlog: backlog).release(), address)
            }
        }
    }

    /// Whether it is a socket file that nobody listens on any more.
    private static func isAbandoned(_ path: String) -> Bool {
        guard (try? FileSystem.status(path).kind) == .other else { return false }
        do {
            _ = try StreamSocket.connect(Array(path.utf8), timeout: .zero)
            return false
        } catch {
            return error.isNotListening
        }
    }
}
