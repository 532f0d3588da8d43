internal import Multiprocessing
internal import Platform

/// This process's lines to a manager's server, one for each thread that is in a call, shared by all objects of that
/// manager.
///
/// A child that was forked with open lines opens its own: two processes must not share one.
@safe final class ManagerClient: @unchecked Sendable {
    let address: SocketAddress
    let key: AuthenticationKey
    /// How long the server may be silent.
    let patience: Duration
    private let mutex = ProcessLocalMutex()
    private var idle: [ManagerLine] = []
    /// What this process is to the server, for as long as one of its lines is open.
    private var session: UInt64 = 0
    private var process: Int32 = 0

    private init(_ identity: Identity) {
        address = identity.address
        key = identity.key
        patience = identity.patience
    }

    /// The one client of this process for a server.
    static func shared(address: SocketAddress, key: AuthenticationKey, patience: Duration) -> ManagerClient {
        let identity = Identity(address: address, key: key, patience: patience)
        return clients.find(identity) { ManagerClient(identity) }
    }

    private struct Identity: Hashable {
        let address: SocketAddress
        let key: AuthenticationKey
        let patience: Duration
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

    /// - Parameter timeout: how long the object may keep this thread waiting; nil for ever.
    func call<Argument: Encodable, Result: Decodable>(
        _ object: UInt64, _ method: String, _ argument: Argument, as type: Result.Type, timeout: Duration? = nil
    ) throws(ManagerError) -> Result {
        let argument = try packed(argument)
        let line: ManagerLine
        let outcome: ServerReply.Outcome
        do {
            line = try takeLine()
            outcome = try line.exchange(
                object, method, argument, objectPatience: timeout.map { max(0, $0.nanoseconds) }, patience: patience)
        } catch {
            guard error == .timedOut else { throw ManagerError(error) }
            abandonSession()
            throw .noAnswer(after: patience)
        }
        keep(line)
        switch outcome {
        case .value(let bytes): return try unpacked(type, bytes)
        case .failure(let error): throw .remote(error)
        case .refusal(let refusal): throw ManagerError(refusal)
        }
    }

    private func takeLine() throws(ConnectionError) -> ManagerLine {
        mutex.lock()
        if process != Fork.currentPid {
            process = Fork.currentPid
            session = Machine.randomBits()
            idle = []
        }
        let session = session
        // Between calls there is nothing to receive but the end: of a server that another may have followed.
        while let line = idle.popLast() {
            if line.isOver { continue }
            mutex.unlock()
            return line
        }
        mutex.unlock()
        return ManagerLine(try Connection.connect(to: address, key: key, timeout: patience), session: session)
    }

    /// Kept only after a whole exchange: after a failure nobody knows what would come next.
    private func keep(_ line: ManagerLine) {
        mutex.lock()
        if line.session == session { idle.append(line) }
        mutex.unlock()
    }

    /// What was asked may still be carried out, and would then belong to this process, which does not know: so it is
    /// another from here on.
    private func abandonSession() {
        mutex.lock()
        session = Machine.randomBits()
        idle = []
        mutex.unlock()
    }
}
