/// What a list is asked for beside its single elements. Each call is one step, of one moment.
///
///     let middle = try list[10..<20]
///     for element in try list.all { print(element) }
extension ManagedList {
    /// Copies of some elements. A range that is not in the list throws `.remote` with the type `IndexOutOfRange`.
    ///
    /// - Complexity: O(elements of the range).
    public subscript(range: Range<Int>) -> [Element] {
        get throws(ManagerError) {
            let slice = try object.call(ServedList.Method.slice, range, as: ServedList.Snapshot.self)
            return try elements(slice.values)
        }
    }

    /// As `get`.
    ///
    /// - Complexity: O(1) in the server.
    public subscript(index: Int) -> Element {
        get throws(ManagerError) { try get(index) }
    }

    /// Puts elements, as many as there are, in the place of others.
    ///
    /// - Complexity: O(*n*).
    public func replace(_ range: Range<Int>, with elements: some Sequence<Element>) throws(ManagerError) {
        var values: [[UInt8]] = []
        for element in elements { values.append(try object.packed(element)) }
        let replacement = ServedList.Replacement(range: range, values: values)
        _ = try object.call(ServedList.Method.replace, replacement, as: Nothing.self)
    }

    /// Puts them the other way round.
    ///
    /// - Complexity: O(*n*).
    public func reverse() throws(ManagerError) { try object.call(ServedList.Method.reverse) }

    /// Sorts the list, as if no other process were there.
    ///
    /// `areInOrder` runs here, and the sort again when another process changed the list meanwhile.
    ///
    /// - Complexity: O(*n* log *n*) each time, and all of the list goes to and fro.
    public func sort(by areInOrder: (Element, Element) throws -> Bool) throws {
        while true {
            let before = try object.call(ServedList.Method.snapshot, Nothing(), as: ServedList.Snapshot.self)
            let sorted = try elements(before.values).sorted(by: areInOrder)
            var values: [[UInt8]] = []
            for element in sorted { values.append(try object.packed(element)) }
            let reordering = ServedList.Reordering(version: before.version, values: values)
            if try object.call(ServedList.Method.reorder, reordering, as: Bool.self) { return }
        }
    }

    fileprivate func elements(_ values: [[UInt8]]) throws(ManagerError) -> [Element] {
        var elements: [Element] = []
        for bytes in values { elements.append(try object.unpacked(Element.self, bytes)) }
        return elements
    }
}

extension ManagedList where Element: Comparable {
    /// Sorts the list, as if no other process were there.
    public func sort() throws { try sort(by: <) }
}

/// Elements are the same when their encodings are.
extension ManagedList where Element: Equatable {
    /// Where the first such element is; nil when there is none.
    ///
    /// - Complexity: O(*n*).
    public func firstIndex(of element: Element) throws(ManagerError) -> Int? {
        try object.call(ServedList.Method.index, object.packed(element), as: Int?.self)
    }

    /// - Complexity: O(*n*).
    public func contains(_ element: Element) throws(ManagerError) -> Bool { try firstIndex(of: element) != nil }

    /// Removes the first such element; false when there is none.
    ///
    /// - Complexity: O(*n*).
    @discardableResult
    public func remove(_ element: Element) throws(ManagerError) -> Bool {
        try object.call(ServedList.Method.removeElement, object.packed(element), as: Bool.self)
    }

    /// How many such elements there are.
    ///
    /// - Complexity: O(*n*), with a copy of all of the list.
    public func count(of element: Element) throws(ManagerError) -> Int {
        var count = 0
        for other in try all where other == element { count += 1 }
        return count
    }
}
