/// A list in a manager's server; see `Manager.list`. Any process and thread may use it, and send it on.
///
/// An index that is not in the list throws `.remote` with the type `IndexOutOfRange`.
///
/// Every call is a request and its answer, whose costs are those of their bytes. The server needs O(1) for `get`, `set`,
/// `popLast` and `count`, O(elements of the call) for `append`, amortised, and O(*n*) for what inserts, removes, looks for
/// or copies elements.
public struct ManagedList<Element: Codable & Sendable>: Sendable, Codable {
    public let object: ManagedObject

    /// The object must be one of this type.
    public init(_ object: ManagedObject) { self.object = object }

    /// - Complexity: O(1) in the server.
    public func get(_ index: Int) throws(ManagerError) -> Element {
        try object.unpacked(Element.self, call(.get, index, as: [UInt8].self))
    }

    /// - Complexity: O(1) in the server.
    public func set(_ index: Int, _ element: Element) throws(ManagerError) {
        _ = try call(.set, ServedList.Place(index: index, value: object.packed(element)), as: Nothing.self)
    }

    /// - Complexity: O(1) in the server, amortised.
    public func append(_ element: Element) throws(ManagerError) { try append(contentsOf: CollectionOfOne(element)) }

    /// All of them in one step: nothing of another process comes between them.
    ///
    /// - Complexity: O(elements of the call), amortised.
    public func append(contentsOf elements: some Sequence<Element>) throws(ManagerError) {
        var bytes: [[UInt8]] = []
        for element in elements { bytes.append(try object.packed(element)) }
        _ = try call(.append, bytes, as: Nothing.self)
    }

    /// Inserts before `index`, which may be the end.
    ///
    /// - Complexity: O(*n*).
    public func insert(_ element: Element, at index: Int) throws(ManagerError) {
        _ = try call(.insert, ServedList.Place(index: index, value: object.packed(element)), as: Nothing.self)
    }

    /// - Complexity: O(*n*).
    @discardableResult
    public func remove(at index: Int) throws(ManagerError) -> Element {
        try object.unpacked(Element.self, call(.remove, index, as: [UInt8].self))
    }

    /// nil when the list is empty.
    ///
    /// - Complexity: O(1) in the server.
    public func popLast() throws(ManagerError) -> Element? {
        guard let bytes = try call(.popLast, Nothing(), as: [UInt8]?.self) else { return nil }
        return try object.unpacked(Element.self, bytes)
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
    public var all: [Element] {
        get throws(ManagerError) {
            var result: [Element] = []
            for bytes in try call(.all, Nothing(), as: [[UInt8]].self) {
                result.append(try object.unpacked(Element.self, bytes))
            }
            return result
        }
    }

    private func call<A: Codable, R: Codable>(
        _ method: ServedList.Method, _ argument: A, as type: R.Type
    ) throws(ManagerError) -> R {
        try object.call(method, argument, as: type)
    }
}
