/// Values of different types by name, in a manager's server; see `Manager.namespace`. Any process and thread may use
/// it, and send it on.
public struct ManagedNamespace: Sendable, Codable {
    public let object: ManagedObject

    /// The object must be one of this type.
    public init(_ object: ManagedObject) { self.object = object }

    /// nil when there is no value of that name; one of another type is an error.
    ///
    /// - Complexity: O(1) in the server, on average.
    public func get<T: Codable>(_ name: String, as type: T.Type) throws(ManagerError) -> T? {
        let found = try object.call(ServedDictionary.Method.get, object.packed(name), as: [UInt8]?.self)
        guard let found else { return nil }
        return try object.unpacked(type, found)
    }

    /// - Complexity: O(1) in the server, on average.
    public func set<T: Codable>(_ name: String, _ value: T) throws(ManagerError) {
        let entry = ServedDictionary.Entry(key: try object.packed(name), value: try object.packed(value))
        object.forget(try object.call(ServedDictionary.Method.set, entry, as: [UInt8]?.self))
    }

    /// False when there was none.
    ///
    /// - Complexity: O(1) in the server, on average.
    @discardableResult
    public func remove(_ name: String) throws(ManagerError) -> Bool {
        let removed = try object.call(ServedDictionary.Method.remove, object.packed(name), as: [UInt8]?.self)
        object.forget(removed)
        return removed != nil
    }
}
