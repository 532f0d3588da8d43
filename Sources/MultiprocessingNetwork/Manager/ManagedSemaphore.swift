/// A semaphore in a manager's server; see `RemoteManager.semaphore`. Any process and thread may use it, and send it on.
///
/// Permits that a process holds at its end are given back.
public struct ManagedSemaphore: Sendable, Codable {
    public let object: ManagedObject

    /// The object must be one of this type.
    public init(_ object: ManagedObject) { self.object = object }

    /// Takes a permit, waiting for one; false when none was free within `timeout`. nil waits for ever.
    @discardableResult
    public func acquire(timeout: Duration? = nil) throws(ManagerError) -> Bool {
        try unlessTimedOut { () throws(ManagerError) in
            try object.call(ServedSemaphore.Method.acquire, timeout: timeout)
        } != nil
    }

    /// Gives permits back. Any process may, also one that took none.
    ///
    /// - Throws: `.overReleased` when it is bounded.
    public func release(_ count: Int = 1) throws(ManagerError) {
        precondition(count >= 0, "\(count) permits cannot be released")
        try object.call(ServedSemaphore.Method.release, count)
    }

    /// Free permits at this moment.
    public var value: Int {
        get throws(ManagerError) { try object.call(ServedSemaphore.Method.value, as: Int.self) }
    }

    /// Runs `body` holding a permit.
    public func withPermit<R>(_ body: () throws -> R) throws -> R {
        try acquire()
        let result: R
        do {
            result = try body()
        } catch {
            try? release()
            throw error
        }
        try release()
        return result
    }
}
