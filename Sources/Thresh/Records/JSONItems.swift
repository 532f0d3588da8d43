/// The way through an object or array: what is between its brackets and commas.
struct JSONItems {
    let scanner: JSONStructure
    private let start: Int
    /// nil when it is not known yet.
    private let end: Int?
    private let closing: UInt8
    private(set) var position: Int
    private var isFirst = true
    private var isOver = false
    /// Whether the name that was passed last has escapes.
    private(set) var nameHasEscapes = false

    init(_ value: JSONValue, closing: UInt8) {
        self.init(value.scanner, value.start, value.end, closing: closing)
    }

    init(_ scanner: JSONStructure, _ start: Int, _ end: Int?, closing: UInt8) {
        self.scanner = scanner
        self.start = start
        self.end = end
        self.closing = closing
        position = start + 1
    }

    /// Goes to the next item, and returns where it begins; nil at the end.
    mutating func begin() throws(JSONError) -> Int? {
        if isOver { return nil }
        position = scanner.skippingSpace(from: position)
        let byte = scanner.byte(position)
        if byte == closing {
            isOver = true
            if let end, position + 1 < end { throw JSONError(reason: .extraBytes, offset: position + 1) }
            return nil
        }
        if !isFirst {
            guard byte == UInt8(ascii: ",") else { throw missing(.noComma) }
            position = scanner.skippingSpace(from: position + 1)
        }
        isFirst = false
        return position
    }

    /// Goes from a name to its value, and returns where the name ends.
    mutating func passName(from start: Int) throws(JSONError) -> Int {
        guard scanner.byte(start) == UInt8(ascii: "\"") else { throw missing(.noName) }
        nameHasEscapes = false
        let nameEnd = try scanner.closingQuote(from: start + 1, sawEscape: &nameHasEscapes) + 1
        position = scanner.skippingSpace(from: nameEnd)
        guard scanner.byte(position) == UInt8(ascii: ":") else { throw missing(.noColon) }
        position = scanner.skippingSpace(from: position + 1)
        return nameEnd
    }

    /// Goes behind the value that begins here.
    mutating func passValue() throws(JSONError) { position = try scanner.endOfValue(from: position) }

    mutating func passValue(to position: Int) { self.position = position }

    /// Where the object or array ends. REQUIRES: `begin` has returned nil.
    var endOfContainer: Int { position + 1 }

    private func missing(_ reason: JSONError.Reason) -> JSONError {
        position < scanner.end
            ? JSONError(reason: reason, offset: position) : JSONError(reason: .unterminatedContainer, offset: start)
    }
}
