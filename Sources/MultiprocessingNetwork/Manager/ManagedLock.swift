public import Multiprocessing

/// A lock in a manager's server; see `RemoteManager.lock` and `recursiveLock`. Any process and thread may use it, and
/// send it on.
///
///     let lock = try manager.lock()
///     try lock.withLock { inheritance in update() }
///
/// It belongs to the thread that took it, which alone can release it; those who wait get it in the order of arrival.
/// When the holder's process ends, the next one gets the lock and is told so.
public struct ManagedLock: Sendable, Codable {
    public let object: ManagedObject

    /// The object must be one of this type.
    public init(_ object: ManagedObject) { self.object = object }

    /// Takes the lock, waiting until it is free.
    ///
    /// - Throws: `.alreadyHeld` when this thread holds it and it is not a recursive one.
    public func acquire() throws(ManagerError) -> SharedLock.Inheritance {
        SharedLock.Inheritance(try object.call(ServedLock.Method.acquire, as: HeldLock.Inheritance.self))
    }

    /// The same, giving up after `timeout`: nil then. `.zero` does not wait.
    public func acquire(timeout: Duration) throws(ManagerError) -> SharedLock.Inheritance? {
        try unlessTimedOut { () throws(ManagerError) in
            SharedLock.Inheritance(
                try object.call(ServedLock.Method.acquire, as: HeldLock.Inheritance.self, timeout: timeout))
        }
    }

    /// - Throws: `.notOwner` when this thread does not hold it.
    public func release() throws(ManagerError) { try object.call(ServedLock.Method.release) }

    /// Whether some thread of some process holds it at this moment.
    public var isLocked: Bool {
        get throws(ManagerError) { try object.call(ServedLock.Method.isLocked, as: Bool.self) }
    }

    /// Runs `body` holding the lock.
    public func withLock<R>(_ body: (SharedLock.Inheritance) throws -> R) throws -> R {
        let inheritance = try acquire()
        let result: R
        do {
            result = try body(inheritance)
        } catch {
            try? release()
            throw error
        }
        try release()
        return result
    }
}

extension SharedLock.Inheritance {
    init(_ inheritance: HeldLock.Inheritance) {
        switch inheritance {
        case .clean: self = .clean
        case .ownerDied(let pid): self = .ownerDied(pid: pid)
        }
    }
}

/// nil when `body` throws `.timedOut`.
func unlessTimedOut<R>(_ body: () throws(ManagerError) -> R) throws(ManagerError) -> R? {
    do {
        return try body()
    } catch {
        if error == .timedOut { return nil }
        throw error
    }
}
