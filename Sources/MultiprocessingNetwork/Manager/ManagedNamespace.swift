/// Values of different types by name, in a manager's server; see `Manager.namespace`. Any process and thread may use
/// it, and send it on.
public struct ManagedNamespace: Sendable, Codable {
    public let object: ManagedObject

    /// The object must be one of this type.
    public init(_ object: ManagedObject) { self.object = object }

    /// nil when there is no value of that name; one of another type is an error.
    public func get<T: Codable>(_ name: String, as type: T.Type) throws(ManagerError) -> T? {
        let found = try object.call(ServedDictionary.Method.get, packed(name), as: [UInt8]?.self)
        guard let found else { return nil }
        return try unpacked(type, found)
    }

    public func set<T: Codable>(_ name: String, _ value: T) throws(ManagerError) {
        let entry = ServedDictionary.Entry(key: try packed(name), value: try packed(value))
        _ = try object.call(ServedDictionary.Method.set, entry, as: [UInt8]?.self)
    }

    /// False when there was none.
    @discardableResult
    public func remove(_ name: String) throws(ManagerError) -> Bool {
        try object.call(ServedDictionary.Method.remove, packed(name), as: [UInt8]?.self) != nil
    }
}
