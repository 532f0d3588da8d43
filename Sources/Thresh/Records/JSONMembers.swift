/// The members of a JSON object, in the order of the document.
///
///     while let member = try members.next() { … }
public struct JSONMembers: ~Escapable {
    private var items: JSONItems

    @_lifetime(copy value)
    init(_ value: JSONValue) { items = JSONItems(value, closing: UInt8(ascii: "}")) }

    /// nil behind the last.
    @_lifetime(copy self)
    public mutating func next() throws(JSONError) -> JSONMember? {
        guard let name = try items.begin() else { return nil }
        let nameEnd = try items.passName(from: name)
        let start = items.position
        try items.passValue()
        // SAFETY: the value depends on what this does.
        return unsafe JSONMember(
            name: JSONValue(unsafe: items.scanner, name, nameEnd),
            value: JSONValue(unsafe: items.scanner, start, items.position))
    }
}

/// A name and its value.
public struct JSONMember: ~Escapable {
    /// A string.
    public let name: JSONValue
    public let value: JSONValue

    @_lifetime(copy name, copy value)
    init(name: JSONValue, value: JSONValue) {
        self.name = name
        self.value = value
    }
}

/// The elements of a JSON array, in order.
///
///     while let element = try elements.next() { … }
public struct JSONElements: ~Escapable {
    private var items: JSONItems

    @_lifetime(copy value)
    init(_ value: JSONValue) { items = JSONItems(value, closing: UInt8(ascii: "]")) }

    /// nil behind the last.
    @_lifetime(copy self)
    public mutating func next() throws(JSONError) -> JSONValue? {
        guard let start = try items.begin() else { return nil }
        try items.passValue()
        // SAFETY: the value depends on what this does.
        return unsafe JSONValue(unsafe: items.scanner, start, items.position)
    }
}

extension JSONValue {
    /// nil when it is no object.
    public var members: JSONMembers? {
        @_lifetime(copy self) get { kind == .object ? JSONMembers(self) : nil }
    }

    /// nil when it is no array.
    public var elements: JSONElements? {
        @_lifetime(copy self) get { kind == .array ? JSONElements(self) : nil }
    }
}
