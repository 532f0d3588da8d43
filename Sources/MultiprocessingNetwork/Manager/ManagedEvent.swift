/// An event in a manager's server; see `RemoteManager.event`. Any process and thread may use it, and send it on.
public struct ManagedEvent: Sendable, Codable {
    public let object: ManagedObject

    /// The object must be one of this type.
    public init(_ object: ManagedObject) { self.object = object }

    /// Lets everyone who waits go on, and those who come later, until `clear`.
    public func set() throws(ManagerError) { try object.call(ServedEvent.Method.set) }

    public func clear() throws(ManagerError) { try object.call(ServedEvent.Method.clear) }

    public var isSet: Bool {
        get throws(ManagerError) { try object.call(ServedEvent.Method.isSet, as: Bool.self) }
    }

    /// Waits until it is set; false when that did not happen within `timeout`. nil waits for ever.
    @discardableResult
    public func wait(timeout: Duration? = nil) throws(ManagerError) -> Bool {
        try unlessTimedOut { () throws(ManagerError) in
            try object.call(ServedEvent.Method.wait, timeout: timeout)
        } != nil
    }
}
