/// A barrier in a manager's server; see `RemoteManager.barrier`. Any process and thread may use it, and send it on.
///
/// A party that gives up, or whose process ends while it waits, breaks it for all until `reset`. It has no action:
/// closures do not go to a server; let the party that comes first, whose index is 0, do it.
public struct ManagedBarrier: Sendable, Codable {
    public let object: ManagedObject

    /// The object must be one of this type.
    public init(_ object: ManagedObject) { self.object = object }

    /// Waits for the other parties; nil waits for ever.
    ///
    /// - Returns: how many came before: 0 for exactly one of a round's parties.
    /// - Throws: `.barrierBroken`, also when `timeout` passed first.
    @discardableResult
    public func wait(timeout: Duration? = nil) throws(ManagerError) -> Int {
        try object.call(ServedBarrier.Method.wait, as: Int.self, timeout: timeout)
    }

    /// Breaks it for everyone who waits or comes later.
    public func abort() throws(ManagerError) { try object.call(ServedBarrier.Method.abort) }

    /// Makes it new: those who wait get `.barrierBroken`.
    public func reset() throws(ManagerError) { try object.call(ServedBarrier.Method.reset) }

    public var isBroken: Bool {
        get throws(ManagerError) { try object.call(ServedBarrier.Method.isBroken, as: Bool.self) }
    }

    /// Parties that wait in this round.
    public var waitingCount: Int {
        get throws(ManagerError) { try object.call(ServedBarrier.Method.waitingCount, as: Int.self) }
    }
}
