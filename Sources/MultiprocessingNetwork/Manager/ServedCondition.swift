/// The condition behind `ManagedCondition`, with its lock.
final class ServedCondition: ServedObject {
    enum Method: String { case acquire, release, isLocked, wait, notify, waitingCount }

    struct Wake: Codable {
        let isNotified: Bool
        let inheritance: HeldLock.Inheritance
    }

    private struct Waiter {
        let request: UInt64
        var state = State.waiting

        enum State { case waiting, notified, late }
    }

    private var lock = HeldLock(isRecursive: false)
    /// In the order of arrival. Those that are not `waiting` wait for the lock alone.
    private var waiters: [Waiter] = []

    func call(_ request: ObjectRequest) throws -> [UInt8]? {
        switch Method(rawValue: request.method) {
        case .acquire: return try lock.acquire(request.caller).map(encoded)
        case .release: try lock.release(request.caller)
        case .isLocked: return try encoded(lock.owner != nil)
        case .wait: return try wait(request)
        case .notify:
            guard lock.owner == request.caller else { throw Refusal.notOwner }
            notify(try decoded(Int.self, request.argument))
        case .waitingCount: return try encoded(waiters.count { $0.state == .waiting })
        case nil: throw unknown(request.method)
        }
        return try encoded(Nothing())
    }

    private func wait(_ request: ObjectRequest) throws -> [UInt8]? {
        guard let index = waiters.firstIndex(where: { $0.request == request.identifier }) else {
            try lock.release(request.caller)
            waiters.append(Waiter(request: request.identifier))
            return nil
        }
        let state = waiters[index].state
        guard state != .waiting, let inheritance = try lock.acquire(request.caller) else { return nil }
        waiters.remove(at: index)
        return try encoded(Wake(isNotified: state == .notified, inheritance: inheritance))
    }

    private func notify(_ count: Int) {
        var left = count
        for index in waiters.indices where left > 0 && waiters[index].state == .waiting {
            waiters[index].state = .notified
            left -= 1
        }
    }

    func giveUp(_ request: ObjectRequest) throws -> [UInt8]? {
        guard let index = waiters.firstIndex(where: { $0.request == request.identifier }) else {
            throw Refusal.timedOut
        }
        // It goes on with the lock held, however long that takes.
        if waiters[index].state == .waiting { waiters[index].state = .late }
        return try wait(request)
    }

    func forget(_ request: ObjectRequest) {
        guard let index = waiters.firstIndex(where: { $0.request == request.identifier }) else { return }
        // A notification is not lost with one who is gone.
        if waiters.remove(at: index).state == .notified { notify(1) }
    }

    func end(_ session: UInt64, pid: Int32?) { lock.end(session, pid: pid) }
}
