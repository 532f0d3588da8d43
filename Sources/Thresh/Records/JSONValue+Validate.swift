extension JSONValue {
    /// Objects and arrays within one another at most: `validate` refuses more.
    public static var greatestDepth: Int { 512 }

    /// Checks the whole value as RFC 8259 describes it; not that it is UTF-8.
    public func validate() throws(JSONError) {
        let found = try JSONValidator(scanner: scanner).endOfValue(from: start, depth: 0)
        if found < end { throw JSONError(reason: .extraBytes, offset: found) }
    }
}

private struct JSONValidator {
    let scanner: JSONStructure

    func endOfValue(from start: Int, depth: Int) throws(JSONError) -> Int {
        switch scanner.byte(start) {
        case UInt8(ascii: "{"): return try endOfContainer(from: start, closing: UInt8(ascii: "}"), depth: depth)
        case UInt8(ascii: "["): return try endOfContainer(from: start, closing: UInt8(ascii: "]"), depth: depth)
        case UInt8(ascii: "\""): return try endOfString(from: start)
        default: return try scanner.endOfValue(from: start)
        }
    }

    private func endOfString(from start: Int) throws(JSONError) -> Int {
        let end = try scanner.endOfValue(from: start)
        let text = JSONText(scanner, start + 1, end - 1)
        var cursor = text.cursor
        while try text.next(&cursor) != nil {}
        return end
    }

    private func endOfContainer(from start: Int, closing: UInt8, depth: Int) throws(JSONError) -> Int {
        if depth == JSONValue.greatestDepth { throw JSONError(reason: .tooDeep, offset: start) }
        var items = JSONItems(scanner, start, nil, closing: closing)
        while let item = try items.begin() {
            if closing == UInt8(ascii: "}") {
                _ = try items.passName(from: item)
                _ = try endOfString(from: item)
            }
            items.passValue(to: try endOfValue(from: items.position, depth: depth + 1))
        }
        return items.endOfContainer
    }
}
