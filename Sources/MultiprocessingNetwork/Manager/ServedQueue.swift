/// The queue behind `ManagedQueue` and `ManagedJoinableQueue`: elements are bytes to it.
final class ServedQueue: ServedObject {
    enum Method: String { case put, get, count, isFull, close, isClosed, taskDone, join, unfinishedCount }

    struct Creation: Codable {
        let limit: Int?
        let isJoinable: Bool
    }

    private let limit: Int
    private let isJoinable: Bool
    private var elements: [[UInt8]] = []
    /// Elements before it are gone.
    private var first = 0
    private var isClosed = false
    /// What each thread has got and not done, the oldest first.
    private var held: [Caller: [[UInt8]]] = [:]

    init(_ creation: Creation) {
        limit = creation.limit ?? .max
        isJoinable = creation.isJoinable
    }

    /// An element that nobody has said to be done is delivered again if its getter dies.
    var values: [[UInt8]] { Array(elements[first...]) + held.values.joined() }

    private var count: Int { elements.count - first }
    private var unfinished: Int { count + held.values.reduce(0) { $0 + $1.count } }

    func call(_ request: ObjectRequest) throws -> [UInt8]? {
        switch Method(rawValue: request.method) {
        case .put:
            if isClosed { throw Refusal.closed }
            if count >= limit { return nil }
            elements.append(try decoded([UInt8].self, request.argument))
        case .get: return try get(request.caller)
        case .count: return try encoded(count)
        case .isFull: return try encoded(count >= limit)
        case .close:
            isClosed = true
            if try decoded(Bool.self, request.argument) {
                elements = []
                first = 0
            }
        case .isClosed: return try encoded(isClosed)
        case .taskDone:
            guard held[request.caller]?.isEmpty == false else { throw Refusal.tooManyDone }
            held[request.caller]?.removeFirst()
        case .join: if unfinished > 0 { return nil }
        case .unfinishedCount: return try encoded(unfinished)
        case nil: throw unknown(request.method)
        }
        return try encoded(Nothing())
    }

    private func get(_ caller: Caller) throws -> [UInt8]? {
        if count == 0 {
            if isClosed { throw Refusal.closed }
            return nil
        }
        let element = elements[first]
        elements[first] = []
        first += 1
        if first * 2 > elements.count {
            elements.removeFirst(first)
            first = 0
        }
        if isJoinable { held[caller, default: []].append(element) }
        return try encoded(element)
    }

    /// What the gone had not done is delivered again, before anything else.
    func end(_ session: UInt64, pid: Int32?) {
        for caller in held.keys where caller.session == session {
            elements.replaceSubrange(..<first, with: held.removeValue(forKey: caller) ?? [])
            first = 0
        }
    }
}
