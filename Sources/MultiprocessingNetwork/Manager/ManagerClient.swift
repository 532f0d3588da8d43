internal import Multiprocessing
internal import Platform

/// This process's line to a manager's server, opened by the first call and shared by all objects of that manager.
///
/// A child that was forked with an open line opens one of its own: two processes must not share one.
@safe final class ManagerClient: @unchecked Sendable {
    let address: SocketAddress
    let key: AuthenticationKey
    private let mutex: ProcessLocalMutex
    private var connection: Connection?
    private var process: Int32 = 0

    private init(address: SocketAddress, key: AuthenticationKey) {
        self.address = address
        self.key = key
        mutex = ProcessLocalMutex()
    }

    /// The one client of this process for a server.
    static func shared(address: SocketAddress, key: AuthenticationKey) -> ManagerClient {
        clients.find(Identity(address: address, key: key)) { ManagerClient(address: address, key: key) }
    }

    private struct Identity: Hashable {
        let address: SocketAddress
        let key: AuthenticationKey
    }

    private static let clients = Clients()

    /// The clients in use. Those of managers that are gone leave with their last object.
    private final class Clients: @unchecked Sendable {
        private struct Entry { weak var client: ManagerClient? }

        private let mutex = ProcessLocalMutex()
        private var entries: [Identity: Entry] = [:]

        func find(_ identity: Identity, _ make: () -> ManagerClient) -> ManagerClient {
            mutex.lock()
            defer { mutex.unlock() }
            if let client = entries[identity]?.client { return client }
            entries = entries.filter { $0.value.client != nil }
            let client = make()
            entries[identity] = Entry(client: client)
            return client
        }
    }

    func call<Argument: Encodable, Result: Decodable>(
        _ object: UInt64, _ method: String, _ argument: Argument, as type: Result.Type
    ) throws(ManagerError) -> Result {
        let request: [UInt8]
        do {
            request = try MessageEncoder().encode(
                ServerRequest(object: object, method: method, argument: MessageEncoder().encode(argument)))
        } catch {
            throw .connection(.coding(error))
        }
        let reply: ServerReply
        mutex.lock()
        do {
            defer { mutex.unlock() }
            reply = try exchange(request)
        } catch {
            throw ManagerError(error)
        }
        switch reply {
        case .failure(let error): throw .remote(error)
        case .value(let bytes):
            do {
                return try MessageDecoder().decode(type, from: bytes)
            } catch {
                throw .connection(.coding(error))
            }
        }
    }

    private func exchange(_ request: [UInt8]) throws(ConnectionError) -> ServerReply {
        let line = try takeLine()
        try line.send(bytes: request)
        let reply = try line.receive(as: ServerReply.self)
        // Kept only after a whole exchange: after a failure nobody knows what would come next.
        connection = consume line
        return reply
    }

    private func takeLine() throws(ConnectionError) -> Connection {
        if process == Fork.currentPid, let line = connection.take() {
            // Between calls there is nothing to receive but the end: of a server that another may have followed.
            if try !line.poll() { return line }
        }
        connection = nil
        process = Fork.currentPid
        return try Connection.connect(to: address, key: key)
    }
}
