/// A dictionary in a manager's server; see `Manager.dictionary`. Any process and thread may use it, and send it on.
///
/// Every call is a request and its answer (`update` two or more), whose costs are those of their bytes. The server needs O(1)
/// for each key on average, and O(*n*) for `all` and `removeAll`.
public struct ManagedDictionary<Key: Codable & Hashable & Sendable, Value: Codable & Sendable>: Sendable, Codable {
    public let object: ManagedObject

    /// The object must be one of this type.
    public init(_ object: ManagedObject) { self.object = object }

    /// - Complexity: O(1) in the server, on average.
    public func get(_ key: Key) throws(ManagerError) -> Value? { try value(of: bytes(of: key)) }

    /// Returns the value that was there before.
    ///
    /// - Complexity: O(1) in the server, on average.
    @discardableResult
    public func set(_ key: Key, _ value: Value) throws(ManagerError) -> Value? {
        let entry = ServedDictionary.Entry(key: try object.packed(key), value: try object.packed(value))
        return try self.value(of: call(.set, entry, as: [UInt8]?.self))
    }

    /// Sets the value where there is none; otherwise returns the one that is there.
    ///
    /// - Complexity: O(1) in the server, on average.
    public func insert(_ key: Key, _ value: Value) throws(ManagerError) -> Value? {
        let entry = ServedDictionary.Entry(key: try object.packed(key), value: try object.packed(value))
        return try self.value(of: call(.insert, entry, as: [UInt8]?.self))
    }

    /// The value that is there; where there is none, what `make` returns, which is there from then on.
    ///
    ///     let page = try cache.get(address, orInsert: try fetch(address))
    ///
    /// `make` runs here, without holding up anybody: several processes may run it for one key at once, and all get the value of
    /// the first that was done.
    ///
    /// - Complexity: O(1) in the server, on average; one request where the value is there, and two where not.
    /// - Throws: what `make` throws, and `ManagerError`.
    public func get(_ key: Key, orInsert make: @autoclosure () throws -> Value) throws -> Value {
        if let value = try get(key) { return value }
        let made = try make()
        return try insert(key, made) ?? made
    }

    /// Replaces the value by what `change` makes of it, as if no other process were there; nil stands for no value.
    ///
    /// `change` runs here, and again when another process changed the value meanwhile.
    ///
    /// - Complexity: O(1) in the server, on average, each time.
    @discardableResult
    public func update(_ key: Key, _ change: (Value?) -> Value?) throws(ManagerError) -> Value? {
        let key = try object.packed(key)
        while true {
            let present = try call(.get, key, as: [UInt8]?.self)
            let new = change(try value(of: present))
            var bytes: [UInt8]?
            if let new { bytes = try object.packed(new) }
            let exchange = ServedDictionary.Exchange(key: key, expected: present, value: bytes)
            if try call(.exchange, exchange, as: Bool.self) { return new }
        }
    }

    /// Returns the value that was there.
    ///
    /// - Complexity: O(1) in the server, on average.
    @discardableResult
    public func remove(_ key: Key) throws(ManagerError) -> Value? {
        try value(of: call(.remove, object.packed(key), as: [UInt8]?.self))
    }

    /// - Complexity: O(*n*).
    public func removeAll() throws(ManagerError) { _ = try call(.removeAll, Nothing(), as: Nothing.self) }

    /// - Complexity: O(1).
    public var count: Int {
        get throws(ManagerError) { try call(.count, Nothing(), as: Int.self) }
    }

    /// A copy of all of it, of one moment.
    ///
    /// - Complexity: O(*n*).
    public var all: [Key: Value] {
        get throws(ManagerError) {
            var result: [Key: Value] = [:]
            for entry in try call(.all, Nothing(), as: [ServedDictionary.Entry].self) {
                result[try object.unpacked(Key.self, entry.key)] = try object.unpacked(Value.self, entry.value)
            }
            return result
        }
    }

    private func bytes(of key: Key) throws(ManagerError) -> [UInt8]? {
        try call(.get, object.packed(key), as: [UInt8]?.self)
    }

    private func value(of bytes: [UInt8]?) throws(ManagerError) -> Value? {
        guard let bytes else { return nil }
        return try object.unpacked(Value.self, bytes)
    }

    private func call<A: Codable, R: Codable>(
        _ method: ServedDictionary.Method, _ argument: A, as type: R.Type
    ) throws(ManagerError) -> R {
        try object.call(method, argument, as: type)
    }
}
