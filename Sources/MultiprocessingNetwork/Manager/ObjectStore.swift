internal import Multiprocessing
internal import Platform

/// The objects of a manager's server, and the requests that wait for one of them to change.
final class ObjectStore {
    private let registry: ManagerRegistry
    private var objects: [UInt64: any ServedObject] = [:]
    private var names: [String: UInt64] = [:]
    private var holders: ObjectHolders
    /// Objects that were given values with handles in them, and the objects of those handles: the one may keep the other.
    private var nesting: Set<UInt64> = []
    private var nested: Set<UInt64> = []
    /// What may have freed nested objects since they were looked at.
    private var changes = 0
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

    init(_ registry: ManagerRegistry) {
        self.registry = registry
        holders = ObjectHolders(unreadLife: registry.unreadHandleLife)
    }

    /// Carries out a request and replies, now or once the object lets it.
    func receive(_ request: ServerRequest, from client: ServedClient) {
        if request.number == 0 { return client.reply(0, .value([])) }
        if request.object == 0 {
            let outcome = callServer(request) ?? .value([])
            if request.number != .max { client.reply(request.number, outcome) }
            return
        }
        requests += 1
        note(request)
        let asked = ObjectRequest(
            identifier: requests, caller: request.caller, pid: client.pid, method: request.method,
            argument: request.argument)
        let deadline = request.patience.map { Instant.now.advanced(by: .nanoseconds($0)) }
        let one = Waiting(request: asked, number: request.number, client: client, deadline: deadline)
        let reply = outcome { try object(request.object).call(asked) }
        if let reply { send(reply, to: one) } else { waiting[request.object, default: []].append(one) }
        settle(request.object)
        if reply == nil { expire(request.object) }
    }

    /// When the next request has waited long enough.
    var nextDeadline: Instant? {
        let waits = waiting.values.lazy.flatMap { $0 }.compactMap(\.deadline).min()
        return [waits, holders.nextDeadline].compactMap { $0 }.min()
    }

    /// Replies to those who have waited long enough.
    func expire() {
        for object in Array(waiting.keys) { expire(object) }
        free(holders.endLoans(before: .now))
    }

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

    // MARK: who has handles

    /// Nobody has the handles of a process any more.
    func endHolder(_ process: UInt64) { free(holders.end(process)) }

    /// For objects of registered types, which may do with a handle whatever they like.
    func keep(_ object: UInt64) { if objects[object] != nil { holders.keep(object) } }

    private func note(_ request: ServerRequest) {
        let inside = HandleMark.identifiers(in: request.argument).filter { objects[$0] != nil }
        if !inside.isEmpty {
            nesting.insert(request.object)
            nested.formUnion(inside)
        }
        if nesting.contains(request.object) { change() }
    }

    /// Frees those of `candidates` that nobody has.
    private func free(_ candidates: [UInt64]) {
        for object in candidates where objects[object] != nil && !isHeld(object) {
            if nested.contains(object) { change() } else { remove(object) }
        }
    }

    private func isHeld(_ object: UInt64) -> Bool { holders.hasHolder(object) || names.values.contains(object) }

    @discardableResult
    private func remove(_ object: UInt64) -> Bool {
        let isThere = objects.removeValue(forKey: object) != nil
        names = names.filter { $0.value != object }
        holders.forget(object)
        nested.remove(object)
        if nesting.remove(object) != nil { change() }
        settle(object)
        return isThere
    }

    /// Looking through values takes as long as there are many: after as many changes as there are objects.
    private func change() {
        changes += 1
        if changes > objects.count { freeNested() }
    }

    /// Frees nested objects that no value of an object that somebody has, or that such a value has, leads to.
    private func freeNested() {
        if changes == 0 { return }
        changes = 0
        var found = Set(objects.keys.filter(isHeld))
        var open = Array(found.intersection(nesting))
        while let next = open.popLast() {
            for object in objects[next]?.values.lazy.flatMap(HandleMark.identifiers(in:)) ?? []
            where objects[object] != nil && found.insert(object).inserted {
                if nesting.contains(object) { open.append(object) }
            }
        }
        for object in nested.subtracting(found) { remove(object) }
        changes = 0
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
        send(reply, to: one)
    }

    private func send(_ reply: ServerReply.Outcome, to one: Waiting) {
        if !nested.isEmpty, case .value(let bytes) = reply {
            for object in HandleMark.identifiers(in: bytes) where objects[object] != nil {
                holders.add(object, to: one.client.holder ?? 0)
            }
        }
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
            case .create:
                let identifier = try create(decoded(Creation.self, argument))
                holders.add(identifier, to: request.holder)
                return try encoded(identifier)
            case .remove: return try encoded(remove(decoded(UInt64.self, argument)))
            case .count:
                freeNested()
                return try encoded(objects.count)
            case .publish:
                let publication = try decoded(Publication.self, argument)
                _ = try object(publication.object)
                let before = names.updateValue(publication.object, forKey: publication.name)
                free(before.map { [$0] } ?? [])
                return try encoded(Nothing())
            case .hold:
                for hold in try decoded([Hold].self, argument) where objects[hold.object] != nil {
                    for _ in 0..<hold.count { holders.add(hold.object, to: request.holder) }
                    holders.redeem(hold.loan, of: hold.object)
                }
                return try encoded(Nothing())
            case .lend:
                let identifier = try decoded(UInt64.self, argument)
                return try encoded(objects[identifier] == nil ? 0 : holders.lend(identifier, by: request.holder))
            case .release:
                let released = try decoded([UInt64].self, argument)
                for identifier in released { holders.remove(identifier, from: request.holder, count: 1) }
                free(released)
                return try encoded(Nothing())
            case .find:
                let name = try decoded(String.self, argument)
                if let identifier = names[name] {
                    holders.add(identifier, to: request.holder)
                    return try encoded(identifier)
                }
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
