/// The semaphore behind `ManagedSemaphore`: permits that a process holds at its end come back.
final class ServedSemaphore: ServedObject {
    enum Method: String { case acquire, release, value }

    struct Creation: Codable {
        let permits: Int
        let isBounded: Bool
    }

    private let limit: Int
    private var value: Int
    /// Permits that each process has acquired and not released.
    private var held: [UInt64: Int] = [:]

    init(_ creation: Creation) {
        value = max(0, creation.permits)
        limit = creation.isBounded ? value : .max
    }

    func call(_ request: ObjectRequest) throws -> [UInt8]? {
        let session = request.caller.session
        switch Method(rawValue: request.method) {
        case .acquire:
            if value == 0 { return nil }
            value -= 1
            held[session, default: 0] += 1
        case .release:
            let count = try decoded(Int.self, request.argument)
            guard count >= 0, count <= limit - value else { throw Refusal.overReleased }
            value += count
            if let own = held[session] { held[session] = own > count ? own - count : nil }
        case .value: return try encoded(value)
        case nil: throw unknown(request.method)
        }
        return try encoded(Nothing())
    }

    func end(_ session: UInt64, pid: Int32?) { value = min(limit, value + (held.removeValue(forKey: session) ?? 0)) }
}
