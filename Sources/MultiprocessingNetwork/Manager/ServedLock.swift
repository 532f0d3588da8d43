internal import Multiprocessing

/// Who holds a lock in the server, and what the next holder has to be told.
struct HeldLock {
    let isRecursive: Bool
    private(set) var owner: Caller?
    private var depth = 0
    private var inheritance = Inheritance.clean

    /// As `SharedLock.Inheritance`.
    enum Inheritance: Codable {
        case clean
        case ownerDied(pid: Int32?)
    }

    init(isRecursive: Bool) { self.isRecursive = isRecursive }

    /// nil when another holds it.
    mutating func acquire(_ caller: Caller) throws -> Inheritance? {
        if owner == caller {
            guard isRecursive else { throw Refusal.alreadyHeld }
            depth += 1
            return .clean
        }
        if owner != nil { return nil }
        owner = caller
        depth = 1
        defer { inheritance = .clean }
        return inheritance
    }

    mutating func release(_ caller: Caller) throws {
        guard owner == caller else { throw Refusal.notOwner }
        depth -= 1
        if depth == 0 { owner = nil }
    }

    mutating func end(_ session: UInt64, pid: Int32?) {
        guard owner?.session == session else { return }
        owner = nil
        depth = 0
        inheritance = .ownerDied(pid: pid)
    }
}

/// The lock behind `ManagedLock`.
final class ServedLock: ServedObject {
    enum Method: String { case acquire, release, isLocked }

    private var lock: HeldLock

    init(isRecursive: Bool) { lock = HeldLock(isRecursive: isRecursive) }

    func call(_ request: ObjectRequest) throws -> [UInt8]? {
        switch Method(rawValue: request.method) {
        case .acquire: return try lock.acquire(request.caller).map(encoded)
        case .release:
            try lock.release(request.caller)
            return try encoded(Nothing())
        case .isLocked: return try encoded(lock.owner != nil)
        case nil: throw unknown(request.method)
        }
    }

    func end(_ session: UInt64, pid: Int32?) { lock.end(session, pid: pid) }
}
