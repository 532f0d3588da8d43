internal import Multiprocessing
internal import Platform

/// The server process of a manager: one thread, one loop, no waiting for any client.
final class ManagerServer {
    private let listener: StreamSocket
    private let owner: Connection
    private let key: AuthenticationKey
    private let registry: ManagerRegistry
    private var objects: [UInt64: any ServedObject] = [:]
    private var clients: [Int32: ServedClient] = [:]
    private var isEnding = false

    init(
        listener: consuming StreamSocket, owner: consuming Connection, key: AuthenticationKey, registry: ManagerRegistry
    ) {
        self.listener = listener
        self.owner = owner
        self.key = key
        self.registry = registry
    }

    /// Serves until the owner asks it to end, or is gone.
    func run() throws(SystemError) {
        while !isEnding {
            let proving = clients.values.contains { $0.stage == .proving }
            let ready = try Poller.wait(
                // A client that does not take its replies is not read from until it does.
                reading: [listener.rawValue, owner.descriptor] + clients.filter { !$0.value.hasOutput }.keys,
                writing: clients.filter { $0.value.hasOutput }.map(\.key),
                until: proving ? Instant.now.advanced(by: .seconds(1)) : nil)
            if ready.readable.contains(owner.descriptor) { return }
            for raw in ready.readable.union(ready.writable) { serve(raw, ready.readable.contains(raw)) }
            let latest = Instant.now.advanced(by: .zero - Handshake.patience)
            clients = clients.filter { $0.value.stage != .proving || $0.value.connectedAt > latest }
            if ready.readable.contains(listener.rawValue) { accept() }
        }
    }

    private func serve(_ raw: Int32, _ isReadable: Bool) {
        guard let client = clients[raw] else { return }
        let goesOn = try? isReadable ? client.receive(answer) : client.flush()
        if goesOn != true { clients[raw] = nil }
    }

    private func accept() {
        do {
            while let raw = try listener.accept() {
                let client = ServedClient(owning: raw, key: key)
                if try client.flush() { clients[raw] = client }
            }
        } catch {
            // Too many are connected: those who wait are taken when others leave. Not at once again, for nothing.
            _ = try? Poller.wait(for: [], until: Instant.now.advanced(by: .milliseconds(10)))
        }
    }

    private func answer(_ message: [UInt8]) -> [UInt8] {
        let reply: ServerReply
        do {
            let request = try decoded(ServerRequest.self, message)
            reply = .value(try call(request))
        } catch {
            reply = .failure(RemoteError(error))
        }
        return (try? encoded(reply)) ?? []
    }

    private func call(_ request: ServerRequest) throws -> [UInt8] {
        if request.object == 0 { return try callServer(request) }
        guard let object = objects[request.object] else {
            throw RemoteError(type: "NoSuchObject", message: "the manager has no such object, or has it no more")
        }
        return try object.call(request.method, request.argument)
    }

    private func callServer(_ request: ServerRequest) throws -> [UInt8] {
        switch request.method {
        case ServerMethod.create:
            let creation = try decoded(Creation.self, request.argument)
            guard let make = registry.makers[creation.type] else {
                throw RemoteError(type: "UnknownType", message: "no type \(creation.type) is registered")
            }
            let object = try make(creation.argument)
            // At random, so that what was handed out by an earlier server at this address never means another object.
            var identifier = Machine.randomBits()
            while identifier == 0 || objects[identifier] != nil { identifier = Machine.randomBits() }
            objects[identifier] = object
            return try encoded(identifier)
        case ServerMethod.remove:
            return try encoded(objects.removeValue(forKey: decoded(UInt64.self, request.argument)) != nil)
        case ServerMethod.count: return try encoded(objects.count)
        default: throw RemoteError(type: "UnknownMethod", message: "there is no method \(request.method)")
        }
    }
}
