internal import Multiprocessing

/// One value in a manager's server; see `RemoteManager.value`. Any process and thread may use it, and send it on.
public struct ManagedValue<Value: Codable & Sendable>: Sendable, Codable {
    public let object: ManagedObject
    private var entry: ManagedDictionary<Int, Value> { ManagedDictionary(object) }

    /// The object must be one of this type.
    public init(_ object: ManagedObject) { self.object = object }

    public func get() throws(ManagerError) -> Value {
        if let value = try entry.get(0) { return value }
        throw .remote(RemoteError(type: "NoValue", message: "the managed value was removed"))
    }

    public func set(_ value: Value) throws(ManagerError) { try entry.set(0, value) }

    /// Replaces the value by what `change` makes of it, as if no other process were there.
    ///
    /// `change` runs here, and again when another process changed the value meanwhile.
    @discardableResult
    public func update(_ change: (Value) -> Value) throws(ManagerError) -> Value {
        let changed = try entry.update(0) { $0.map(change) }
        guard let changed else { return try get() }
        return changed
    }
}
