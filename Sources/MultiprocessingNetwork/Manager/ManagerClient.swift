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
    /// Lines that are not used any more, and kept until another is: to the server this process is there, and has its
    /// objects, as long as one of its lines is open.
    private var leftBehind: [ManagerLine] = []
    /// What this process is to the server, for as long as one of its lines is open: to what it holds or waits for, until
    /// it gives up on a call, and to the objects that it has handles of.
    private var session: UInt64 = 0
    private var holder: UInt64 = 0
    private var process: Int32 = 0
    /// The handles of this process by their objects.
    private var handles: [UInt64: Int] = [:]
    /// Inherited ones, of which the server does not know yet.
    private var unclaimed: [Hold] = []
    /// Handles that are gone, and how many children had been forked when they were made.
    private var givenUp: [(object: UInt64, forkCount: Int)] = []

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

    // MARK: calls

    /// - Parameter timeout: how long the object may keep this thread waiting; nil for ever.
    func call<Argument: Encodable, Result: Decodable>(
        _ object: UInt64, _ method: String, _ argument: Argument, as type: Result.Type, timeout: Duration? = nil
    ) throws(ManagerError) -> Result {
        let argument = try packed(argument)
        do {
            let outcome = try exchange(object, method, argument, timeout.map { max(0, $0.nanoseconds) })
            switch outcome {
            case .value(let bytes): return try unpacked(type, bytes)
            case .failure(let error): throw ManagerError.remote(error)
            case .refusal(let refusal): throw ManagerError(refusal)
            }
        }
    }

    /// In the values of a call of this client: the server then counts the handles among them by itself.
    static let inCall = CodingUserInfoKey(rawValue: "MultiprocessingNetwork.client")!

    func packed<T: Encodable>(_ value: T) throws(ManagerError) -> [UInt8] {
        var encoder = MessageEncoder()
        encoder.userInfo[ManagerClient.inCall] = self
        do { return try encoder.encode(value) } catch { throw .connection(.coding(error)) }
    }

    func unpacked<T: Decodable>(_ type: T.Type, _ bytes: [UInt8]) throws(ManagerError) -> T {
        var decoder = MessageDecoder()
        decoder.userInfo[ManagerClient.inCall] = self
        do { return try decoder.decode(type, from: bytes) } catch { throw .connection(.coding(error)) }
    }

    private func exchange(
        _ object: UInt64, _ method: String, _ argument: [UInt8], _ objectPatience: Int64?
    ) throws(ManagerError) -> ServerReply.Outcome {
        let line: ManagerLine
        do throws(ConnectionError) { line = try takeLine() } catch { throw failure(error, nil) }
        do throws(ConnectionError) {
            try claim(line)
            sendReleases(line)
            let outcome = try line.exchange(
                object, method, argument, objectPatience: objectPatience, patience: patience)
            keep(line)
            return outcome
        } catch {
            throw failure(error, line)
        }
    }

    private func failure(_ error: ConnectionError, _ line: ManagerLine?) -> ManagerError {
        if let line { mutex.withLock { leftBehind.append(line) } }
        guard error == .timedOut else { return ManagerError(error) }
        abandonSession()
        return .noAnswer(after: patience)
    }

    private func takeLine() throws(ConnectionError) -> ManagerLine {
        mutex.lock()
        becomeOwn()
        let (session, holder) = (session, holder)
        // Between calls there is nothing to receive but the end: of a server that another may have followed.
        while let line = idle.popLast() {
            if line.isOver { continue }
            mutex.unlock()
            return line
        }
        mutex.unlock()
        let connection = try Connection.connect(to: address, key: key, timeout: patience)
        return ManagerLine(connection, session: session, holder: holder)
    }

    /// Kept only after a whole exchange: after a failure nobody knows what would come next.
    private func keep(_ line: ManagerLine) {
        mutex.lock()
        defer { mutex.unlock() }
        guard line.session == session, line.holder == holder else { return }
        idle.append(line)
        if unclaimed.isEmpty { leftBehind = [] }
    }

    /// What was asked may still be carried out, and would then belong to this process, which does not know: so what it
    /// holds is another's from here on. Its handles stay.
    private func abandonSession() {
        mutex.lock()
        session = Machine.randomBits()
        leftBehind += idle
        idle = []
        mutex.unlock()
    }

    /// In a process that was forked: it has its parent's handles, and lines that keep the objects until it says so.
    ///
    /// REQUIRES: the mutex.
    private func becomeOwn() {
        guard process != Fork.currentPid else { return }
        process = Fork.currentPid
        session = Machine.randomBits()
        holder = Machine.randomBits()
        leftBehind += idle
        idle = []
        unclaimed = handles.map { Hold(object: $0.key, count: $0.value, loan: 0) }
        givenUp = []
    }

    // MARK: handles

    func begin(_ object: UInt64) {
        mutex.withLock {
            becomeOwn()
            handles[object, default: 0] += 1
        }
    }

    func end(_ object: UInt64, forkCount: Int) {
        mutex.lock()
        let isLast = handles[object] == 1
        handles[object] = isLast ? nil : (handles[object] ?? 1) - 1
        // In a process that was forked and has not said what it has, there is nothing to take back.
        guard process == Fork.currentPid else { return mutex.unlock() }
        givenUp.append((object, forkCount))
        let line = idle.popLast()
        mutex.unlock()
        // Without one, threads are in calls, or the next call says it.
        guard let line else { return }
        if sendReleases(line) { keep(line) } else { mutex.withLock { leftBehind.append(line) } }
    }

    /// Counts a handle that came from elsewhere. Where that fails, calls will say why.
    func take(_ object: UInt64, _ loan: UInt64) {
        if ManagerServer.keepsItself(object, at: address) { return }
        _ = try? call(0, ServerMethod.hold.rawValue, [Hold(object: object, count: 1, loan: loan)], as: Nothing.self)
    }

    /// Has the server keep an object for whoever decodes a handle that is being encoded; 0 where there is no server.
    func lend(_ object: UInt64) -> UInt64 {
        if ManagerServer.keepsItself(object, at: address) { return 0 }
        return (try? call(0, ServerMethod.lend.rawValue, object, as: UInt64.self)) ?? 0
    }

    private func claim(_ line: ManagerLine) throws(ConnectionError) {
        let holds = mutex.withLock { unclaimed }
        if holds.isEmpty { return }
        let bytes: [UInt8]
        do { bytes = try MessageEncoder().encode(holds) } catch { throw .coding(error) }
        _ = try line.exchange(0, ServerMethod.hold.rawValue, bytes, objectPatience: nil, patience: patience)
        mutex.withLock { unclaimed = [] }
    }

    /// Tells of the handles that are gone, but for those which children may have, as long as these live. False when
    /// that could not be sent, and will have to be later.
    @discardableResult
    private func sendReleases(_ line: ManagerLine) -> Bool {
        let all = mutex.withLock { () -> [(object: UInt64, forkCount: Int)] in
            defer { givenUp = [] }
            return givenUp
        }
        if all.isEmpty { return true }
        let newestHeir = ChildProcess.newestHeir
        let gone = all.filter { $0.forkCount >= newestHeir }.map(\.object)
        let isSent = gone.isEmpty || line.tell(.release, gone)
        mutex.withLock { givenUp += isSent ? all.filter { $0.forkCount < newestHeir } : all }
        return isSent
    }
}

extension ProcessLocalMutex {
    func withLock<R>(_ body: () -> R) -> R {
        lock()
        defer { unlock() }
        return body()
    }
}
