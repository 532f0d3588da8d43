internal import Multiprocessing
internal import Platform

/// The objects of a manager's server, and the requests that wait for one of them to change.
final class ObjectStore {
    private let registry: ManagerRegistry
    private var objects: [UInt64: any ServedObject] = [:]
    private var names: [String: UInt64] = [:]
    /// By object, in the order of arrival.
    private var waiting: [UInt64: [Waiting]] = [:]
    private var requests: UInt64 = 0

    private struct Waiting {
        let request: ObjectRequest
        /// Of the client's own.
        let number: UInt64
        let client: ServedClient
        /// nil when it waits however long it takes.
        let deadline: Instant?
    }

    init(_ registry: ManagerRegistry) { self.registry = registry }

    /// Carries out a request and replies, now or once the object lets it.
    func receive(_ request: ServerRequest, from client: ServedClient) {
        if request.number == 0 { return client.reply(0, .value([])) }
        if request.object == 0 { return client.reply(request.number, callServer(request) ?? .value([])) }
        requests += 1
        let asked = ObjectRequest(
            identifier: requests, caller: request.caller, pid: client.pid, method: request.method,
            argument: request.argument)
        let deadline = request.patience.map { Instant.now.advanced(by: .nanoseconds($0)) }
        let one = Waiting(request: asked, number: request.number, client: client, deadline: deadline)
        let reply = outcome { try object(request.object).call(asked) }
        if let reply { client.reply(request.number, reply) } else { waiting[request.object, default: []].append(one) }
        settle(request.object)
        if reply == nil { expire(request.object) }
    }

    /// When the next request has waited long enough.
    var nextDeadline: Instant? { waiting.values.lazy.flatMap { $0 }.compactMap(\.deadline).min() }

    /// Replies to those who have waited long enough.
    func expire() { for object in Array(waiting.keys) { expire(object) } }

    /// Nobody waits for replies to this client any more.
    func forget(_ client: ServedClient) {
        for (identifier, list) in waiting where list.contains(where: { $0.client === client }) {
            waiting[identifier] = list.filter { $0.client !== client }
            for one in list where one.client === client { objects[identifier]?.forget(one.request) }
            settle(identifier)
        }
    }

    /// A process is gone: what it held is given back.
    func end(_ session: UInt64, pid: Int32?) {
        for (identifier, object) in objects {
            object.end(session, pid: pid)
            settle(identifier)
        }
    }

    // MARK: those that wait

    /// Lets those go on that can, after the object may have changed.
    private func settle(_ identifier: UInt64) {
        var index = 0
        while let list = waiting[identifier], index < list.count {
            let one = list[index]
            if let reply = outcome({ try object(identifier).call(one.request) }) {
                answer(one, of: identifier, reply)
                // It may have changed the object for those before it.
                index = 0
            } else {
                index += 1
            }
        }
        if waiting[identifier]?.isEmpty == true { waiting[identifier] = nil }
    }

    private func expire(_ identifier: UInt64) {
        let now = Instant.now
        while let one = waiting[identifier]?.first(where: { $0.deadline.map { $0 <= now } ?? false }) {
            if let reply = outcome({ try object(identifier).giveUp(one.request) }) {
                answer(one, of: identifier, reply)
            } else if let index = place(one, identifier) {
                waiting[identifier]?[index] = Waiting(
                    request: one.request, number: one.number, client: one.client, deadline: nil)
            }
            settle(identifier)
        }
    }

    private func answer(_ one: Waiting, of identifier: UInt64, _ reply: ServerReply.Outcome) {
        if let index = place(one, identifier) { waiting[identifier]?.remove(at: index) }
        one.client.reply(one.number, reply)
    }

    private func place(_ one: Waiting, _ identifier: UInt64) -> Int? {
        waiting[identifier]?.firstIndex { $0.request.identifier == one.request.identifier }
    }

    // MARK: calls

    /// nil when the caller has to wait.
    private func outcome(_ body: () throws -> [UInt8]?) -> ServerReply.Outcome? {
        do {
            return try body().map { .value($0) }
        } catch let refusal as Refusal {
            return .refusal(refusal)
        } catch {
            return .failure(RemoteError(error))
        }
    }

    private func object(_ identifier: UInt64) throws -> any ServedObject {
        if let object = objects[identifier] { return object }
        throw RemoteError(type: "NoSuchObject", message: "the manager has no such object, or has it no more")
    }

    private func callServer(_ request: ServerRequest) -> ServerReply.Outcome? {
        outcome {
            let argument = request.argument
            switch ServerMethod(rawValue: request.method) {
            case .create: return try encoded(create(decoded(Creation.self, argument)))
            case .remove:
                let identifier = try decoded(UInt64.self, argument)
                let isThere = objects.removeValue(forKey: identifier) != nil
                names = names.filter { $0.value != identifier }
                settle(identifier)
                return try encoded(isThere)
            case .count: return try encoded(objects.count)
            case .publish:
                let publication = try decoded(Publication.self, argument)
                _ = try object(publication.object)
                names[publication.name] = publication.object
                return try encoded(Nothing())
            case .find:
                let name = try decoded(String.self, argument)
                if let identifier = names[name] { return try encoded(identifier) }
                throw RemoteError(type: "NoSuchObject", message: "nothing is published as \(name)")
            case nil: throw RemoteError(type: "UnknownMethod", message: "there is no method \(request.method)")
            }
        }
    }

    private func create(_ creation: Creation) throws -> UInt64 {
        guard let make = registry.makers[creation.type] else {
            throw RemoteError(type: "UnknownType", message: "no type \(creation.type) is registered")
        }
        let object = try make(creation.argument)
        // At random, so that what was handed out by an earlier server at this address never means another object.
        var identifier = Machine.randomBits()
        while identifier == 0 || objects[identifier] != nil { identifier = Machine.randomBits() }
        objects[identifier] = object
        return identifier
    }
}
