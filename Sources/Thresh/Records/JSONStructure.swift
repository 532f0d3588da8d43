internal import CThresh

/// Finds where the parts of a JSON document (RFC 8259) end. Positions count from the document's beginning; none is
/// looked at behind `end`.
@safe @usableFromInline
struct JSONStructure {
    /// SAFETY: the owner is `~Escapable`, and depends on the bytes.
    let base: UnsafePointer<UInt8>
    @usableFromInline let end: Int

    init(_ base: UnsafePointer<UInt8>, end: Int) {
        unsafe self.base = base
        self.end = end
    }

    /// The byte at `position`; 0, which is no JSON, behind the end.
    @inline(__always)
    func byte(_ position: Int) -> UInt8 {
        precondition(position >= 0)
        return unsafe position < end ? base[position] : 0
    }

    @inline(__always)
    func skippingSpace(from start: Int) -> Int {
        var position = start
        while JSONStructure.isSpace(byte(position)) { position += 1 }
        return position
    }

    static func isSpace(_ byte: UInt8) -> Bool { byte == 32 || byte == 10 || byte == 13 || byte == 9 }

    /// The position of the quote that closes the string whose first byte behind the opening quote is at `start`. Escapes
    /// are passed over, and checked when the string is read.
    func closingQuote(from start: Int) throws(JSONError) -> Int {
        var sawEscape = false
        return try closingQuote(from: start, sawEscape: &sawEscape)
    }

    @inline(__always)
    func closingQuote(from start: Int, sawEscape: inout Bool) throws(JSONError) -> Int {
        var position = start
        while true {
            position = special(from: position)
            let byte = byte(position)
            if byte == UInt8(ascii: "\"") { return position }
            if byte != UInt8(ascii: "\\") {
                if position >= end { throw JSONError(reason: .unterminatedString, offset: start - 1) }
                throw JSONError(reason: .controlCharacter, offset: position)
            }
            sawEscape = true
            position += 2
        }
    }

    /// The first byte at or after `start` that cannot stand in a string as it is; at least `end` when there is none.
    @inline(__always)
    private func special(from start: Int) -> Int {
        var position = start
        while position + 16 <= end {
            // SAFETY: the 16 bytes end at or before `end`.
            let mask = unsafe thresh_json_string_mask(base + position)
            if mask != 0 { return position + mask.trailingZeroBitCount }
            position += 16
        }
        while position < end {
            let byte = unsafe base[position]
            if byte < 32 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { break }
            position += 1
        }
        return position
    }

    /// Where the value that begins at `start` ends. Numbers and words are checked; of objects and arrays only that quotes
    /// and brackets are closed.
    func endOfValue(from start: Int) throws(JSONError) -> Int {
        switch byte(start) {
        case UInt8(ascii: "\""): return try closingQuote(from: start + 1) + 1
        case UInt8(ascii: "{"), UInt8(ascii: "["): return try endOfContainer(from: start)
        case UInt8(ascii: "t"): return try endOfWord("true", from: start)
        case UInt8(ascii: "f"): return try endOfWord("false", from: start)
        case UInt8(ascii: "n"): return try endOfWord("null", from: start)
        default: return try endOfNumber(from: start)
        }
    }

    private func endOfWord(_ word: StaticString, from start: Int) throws(JSONError) -> Int {
        let count = word.utf8CodeUnitCount
        guard start + count <= end, unsafe compareBytes(base + start, word.utf8Start, count) == 0 else {
            throw JSONError(reason: .noValue, offset: start)
        }
        return start + count
    }

    private func endOfNumber(from start: Int) throws(JSONError) -> Int {
        var position = start
        if byte(position) == UInt8(ascii: "-") { position += 1 }
        let first = position
        position = skippingDigits(from: position)
        if position == first {
            throw JSONError(reason: position == start ? .noValue : .badNumber, offset: start)
        }
        if byte(first) == UInt8(ascii: "0") && position > first + 1 {
            throw JSONError(reason: .badNumber, offset: start)
        }
        if byte(position) == UInt8(ascii: ".") {
            let fraction = position + 1
            position = skippingDigits(from: fraction)
            if position == fraction { throw JSONError(reason: .badNumber, offset: start) }
        }
        if byte(position) | 0x20 == UInt8(ascii: "e") {
            position += 1
            if byte(position) == UInt8(ascii: "+") || byte(position) == UInt8(ascii: "-") { position += 1 }
            let exponent = position
            position = skippingDigits(from: exponent)
            if position == exponent { throw JSONError(reason: .badNumber, offset: start) }
        }
        return position
    }

    @inline(__always)
    private func skippingDigits(from start: Int) -> Int {
        var position = start
        while byte(position) &- UInt8(ascii: "0") < 10 { position += 1 }
        return position
    }

    private func endOfContainer(from start: Int) throws(JSONError) -> Int {
        var position = start + 1
        var depth = 1
        while position < end {
            var mask: UInt16
            if position + 16 <= end {
                // SAFETY: the 16 bytes end at or before `end`.
                mask = unsafe thresh_json_nesting_mask(base + position)
                if mask == 0 {
                    position += 16
                    continue
                }
                position += mask.trailingZeroBitCount
            }
            let byte = byte(position)
            switch byte | 0x20 {
            case UInt8(ascii: "{"): depth += 1
            case UInt8(ascii: "}"):
                depth -= 1
                if depth == 0 {
                    // '[' and ']', '{' and '}' are two apart.
                    if byte == self.byte(start) &+ 2 { return position + 1 }
                    throw JSONError(reason: .noComma, offset: position)
                }
            default:
                if byte == UInt8(ascii: "\"") { position = try closingQuote(from: position + 1) }
            }
            position += 1
        }
        throw JSONError(reason: .unterminatedContainer, offset: start)
    }
}
