/// A set in a manager's server; see `RemoteManager.set`. Any process and thread may use it, and send it on.
public struct ManagedSet<Element: Codable & Hashable & Sendable>: Sendable, Codable {
    public let object: ManagedObject
    private var entries: ManagedDictionary<Element, Nothing> { ManagedDictionary(object) }

    /// The object must be one of this type.
    public init(_ object: ManagedObject) { self.object = object }

    /// False when it was there already.
    ///
    /// - Complexity: O(1) in the server, on average.
    @discardableResult
    public func insert(_ element: Element) throws(ManagerError) -> Bool {
        try entries.insert(element, Nothing()) == nil
    }

    /// False when it was not there.
    ///
    /// - Complexity: O(1) in the server, on average.
    @discardableResult
    public func remove(_ element: Element) throws(ManagerError) -> Bool { try entries.remove(element) != nil }

    /// - Complexity: O(1) in the server, on average.
    public func contains(_ element: Element) throws(ManagerError) -> Bool { try entries.get(element) != nil }

    /// - Complexity: O(*n*).
    public func removeAll() throws(ManagerError) { try entries.removeAll() }

    /// - Complexity: O(1).
    public var count: Int {
        get throws(ManagerError) { try entries.count }
    }

    /// A copy of all of it, of one moment.
    ///
    /// - Complexity: O(*n*).
    public var all: Set<Element> {
        get throws(ManagerError) { Set(try entries.all.keys) }
    }
}
