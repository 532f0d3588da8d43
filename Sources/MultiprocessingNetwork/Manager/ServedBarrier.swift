/// The barrier behind `ManagedBarrier`.
final class ServedBarrier: ServedObject {
    enum Method: String { case wait, abort, reset, isBroken, waitingCount }

    private let parties: Int
    private var isBroken = false
    /// Requests that wait in this round, in the order of arrival.
    private var arrived: [UInt64] = []
    /// How the round of those ended that have not been told yet: their index, or nil when it broke.
    private var ended: [UInt64: Int?] = [:]

    init(parties: Int) { self.parties = max(1, parties) }

    func call(_ request: ObjectRequest) throws -> [UInt8]? {
        switch Method(rawValue: request.method) {
        case .wait: return try wait(request.identifier)
        case .abort: breakRound(forGood: true)
        case .reset: breakRound(forGood: false)
        case .isBroken: return try encoded(isBroken)
        case .waitingCount: return try encoded(arrived.count)
        case nil: throw unknown(request.method)
        }
        return try encoded(Nothing())
    }

    private func wait(_ identifier: UInt64) throws -> [UInt8]? {
        if let index = ended.removeValue(forKey: identifier) {
            guard let index else { throw Refusal.barrierBroken }
            return try encoded(index)
        }
        if arrived.contains(identifier) { return nil }
        if isBroken { throw Refusal.barrierBroken }
        arrived.append(identifier)
        if arrived.count < parties { return nil }
        for (index, identifier) in arrived.enumerated() { ended[identifier] = index }
        arrived = []
        return try wait(identifier)
    }

    private func breakRound(forGood: Bool) {
        isBroken = forGood
        for identifier in arrived { ended[identifier] = .some(nil) }
        arrived = []
    }

    func giveUp(_ request: ObjectRequest) throws -> [UInt8]? {
        breakRound(forGood: true)
        return try wait(request.identifier)
    }

    func forget(_ request: ObjectRequest) {
        if arrived.contains(request.identifier) { breakRound(forGood: true) }
        ended[request.identifier] = nil
    }
}
