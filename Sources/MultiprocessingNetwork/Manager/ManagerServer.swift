internal import Multiprocessing
internal import Platform

/// The server process of a manager: one thread, one loop, no waiting for any client.
final class ManagerServer {
    private let listener: StreamSocket
    private let owner: Connection
    private let key: AuthenticationKey
    private let store: ObjectStore
    private var clients: [Int32: ServedClient] = [:]
    private var sessions: [UInt64: Session] = [:]
    /// How many lines each process has that has handles.
    private var holders: [UInt64: Int] = [:]

    /// A process that uses the manager, over one line or several.
    private final class Session {
        let pid: Int32?
        /// Readable once the process has ended: its lines may live on in a child that it forked. nil for one that is
        /// not on this machine.
        let process: Int32?
        var lines = 0

        init(pid: Int32?) {
            self.pid = pid
            process = if let pid { (try? Descriptors.ofProcess(pid))?.release() } else { nil }
        }

        deinit { if let process { Fork.closeDescriptor(process) } }
    }

    init(
        listener: consuming StreamSocket, at address: SocketAddress, owner: consuming Connection,
        key: AuthenticationKey, registry: ManagerRegistry
    ) {
        self.listener = listener
        self.owner = owner
        self.key = key
        store = ObjectStore(registry)
        ManagerServer.own.address = address
        ManagerServer.own.store = store
    }

    /// In a server's own process, which cannot call itself: its objects.
    private final class Own: @unchecked Sendable {
        var address: SocketAddress?
        var store: ObjectStore?
    }

    private static let own = Own()

    /// In the process of the server at an address, keeps an object of it; false anywhere else.
    static func keepsItself(_ object: UInt64, at address: SocketAddress) -> Bool {
        guard own.address == address else { return false }
        own.store?.keep(object)
        return true
    }

    /// Serves until the owner asks it to end, or is gone.
    func run() throws(SystemError) {
        while true {
            var reading = [listener.rawValue, owner.descriptor]
            var writing: [Int32] = []
            for session in sessions.values { if let process = session.process { reading.append(process) } }
            // A client that does not take its replies is not read from until it does.
            for (raw, client) in clients { if client.hasOutput { writing.append(raw) } else { reading.append(raw) } }
            let ready = try Poller.wait(reading: reading, writing: writing, until: nextLook)
            if ready.readable.contains(owner.descriptor) { return }
            for raw in ready.readable.union(ready.writable) {
                clients[raw]?.progress(isReadable: ready.readable.contains(raw)) { receive($0, from: $1) }
            }
            store.expire()
            let latest = Instant.now.advanced(by: .zero - Handshake.patience)
            for client in clients.values where client.stage == .proving && client.connectedAt < latest {
                client.hangUp()
            }
            for session in sessions.values {
                guard let process = session.process, ready.readable.contains(process) else { continue }
                for client in clients.values where sessions[client.session ?? 0] === session { leave(client) }
            }
            bury()
            if ready.readable.contains(listener.rawValue) { accept() }
        }
    }

    private var nextLook: Instant? {
        let proving = clients.values.contains { $0.stage == .proving }
        return [proving ? Instant.now.advanced(by: .seconds(1)) : nil, store.nextDeadline].compactMap { $0 }.min()
    }

    private func receive(_ message: [UInt8], from client: ServedClient) {
        guard let request = ServerRequest(bytes: message) else { return client.hangUp() }
        if client.session == nil {
            let number = request.caller.session
            let session = sessions[number] ?? Session(pid: client.pid)
            session.lines += 1
            sessions[number] = session
            client.session = number
        }
        if client.holder == nil {
            client.holder = request.holder
            holders[request.holder, default: 0] += 1
        }
        store.receive(request, from: client)
    }

    /// Takes leave of clients that are gone; what becomes free with them may tell others, who may be gone as well.
    private func bury() {
        while let (raw, client) = clients.first(where: { $0.value.isGone }) {
            clients[raw] = nil
            leave(client)
            guard let holder = client.holder, let lines = holders[holder] else { continue }
            holders[holder] = lines > 1 ? lines - 1 : nil
            if lines == 1 { store.endHolder(holder) }
        }
    }

    /// Its process is gone, and waits and holds no more.
    private func leave(_ client: ServedClient) {
        store.forget(client)
        guard let number = client.session, let session = sessions[number] else { return }
        client.session = nil
        session.lines -= 1
        if session.lines == 0 {
            sessions[number] = nil
            store.end(number, pid: session.pid)
        }
    }

    private func accept() {
        do {
            while let raw = try listener.accept() {
                let client = ServedClient(owning: raw, key: key)
                client.flush()
                clients[raw] = client
            }
        } catch {
            // Too many are connected: those who wait are taken when others leave. Not at once again, for nothing.
            _ = try? Poller.wait(for: [], until: Instant.now.advanced(by: .milliseconds(10)))
        }
    }
}
