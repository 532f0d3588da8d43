public import Multiprocessing
internal import Platform

/// A condition with its lock in a manager's server; see `RemoteManager.condition`. Any process and thread may use it,
/// and send it on.
///
///     try condition.withLock { _ in try condition.wait(until: { try jobs.count > 0 }) }
///     try condition.withLock { _ in try condition.notify() }          // elsewhere
///
/// A notification of a process that ends before it is back from `wait` goes to another.
public struct ManagedCondition: Sendable, Codable {
    public let object: ManagedObject
    /// Its own. The server knows the same methods of both.
    public var lock: ManagedLock { ManagedLock(object) }

    /// The object must be one of this type.
    public init(_ object: ManagedObject) { self.object = object }

    /// Runs `body` holding the lock.
    public func withLock<R>(_ body: (SharedLock.Inheritance) throws -> R) throws -> R { try lock.withLock(body) }

    /// Releases the lock, waits to be notified, and takes the lock again; false when nobody notified it within
    /// `timeout`, nil waits for ever. The lock is held on return, and when it throws `.remote`.
    ///
    /// - Throws: `.notOwner` unless this thread holds the lock; `.remote` with the type `OwnerDied` when the lock was
    ///   last held by a process that ended, whether this one was notified or not.
    @discardableResult
    public func wait(timeout: Duration? = nil) throws(ManagerError) -> Bool {
        let wake = try object.call(ServedCondition.Method.wait, as: ServedCondition.Wake.self, timeout: timeout)
        if case .ownerDied(let pid) = wake.inheritance {
            let name = pid.map { "process \($0)" } ?? "a process"
            throw .remote(RemoteError(type: "OwnerDied", message: "\(name) ended while holding the condition's lock"))
        }
        return wake.isNotified
    }

    /// Waits until `condition` holds, which is looked at with the lock held; returns whether it does, in the end.
    @discardableResult
    public func wait(until condition: () throws -> Bool, timeout: Duration? = nil) throws -> Bool {
        let deadline = timeout.map { Instant.now.advanced(by: $0) }
        while try !condition() {
            let left = deadline.map { Duration.nanoseconds($0.nanoseconds - Instant.now.nanoseconds) }
            if let left, left <= .zero { return false }
            try wait(timeout: left)
        }
        return true
    }

    /// Wakes the `count` that have waited longest, or as many as there are.
    ///
    /// - Throws: `.notOwner` unless this thread holds the lock.
    public func notify(_ count: Int = 1) throws(ManagerError) {
        try object.call(ServedCondition.Method.notify, count)
    }

    /// Wakes everyone who waits.
    public func notifyAll() throws(ManagerError) { try notify(.max) }

    /// Threads that wait and have not been notified, at this moment.
    public var waitingCount: Int {
        get throws(ManagerError) { try object.call(ServedCondition.Method.waitingCount, as: Int.self) }
    }
}
