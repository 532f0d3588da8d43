internal import CThresh

/// A place in JSON text, and how to pass what stands there.
struct JSONReader {
    let line: LineBytes
    var position = 0
    /// What was expected where passing a value failed.
    private(set) var expectation: StaticString = "a value"

    init(_ line: LineBytes) { self.line = line }

    var peek: UInt8 { line.at(position) }

    mutating func take(_ byte: UInt8) -> Bool {
        if position >= line.count || line[position] != byte { return false }
        position += 1
        return true
    }

    mutating func passBlanks() {
        while position < line.count, line[position] == 32 || line[position] &- 9 < 5 { position += 1 }
    }

    /// The inside of a string; nil, and nothing passed, when there is none.
    mutating func string() -> (start: Int, end: Int, isEscaped: Bool)? {
        guard peek == UInt8(ascii: "\"") else { return nil }
        let start = position + 1
        // SAFETY: the line has 64 readable bytes behind it.
        let end = unsafe LineScan.quote(line.base, start, line.count)
        if end < 0 { return nil }
        position = end + 1
        let isEscaped = unsafe LineScan.byte(UInt8(ascii: "\\"), 1, line.base, start, end) >= 0
        return (start, end, isEscaped)
    }

    /// Passes a string, from behind its first quote.
    @inline(__always)
    mutating func passText() -> Bool {
        // SAFETY: the line has 64 readable bytes behind it.
        let end = unsafe LineScan.quote(line.base, position, line.count)
        if end < 0 { return false }
        position = end &+ 1
        return true
    }

    /// Passes any value. Within arrays and objects that nobody wants, only quotes and brackets are looked at.
    mutating func passValue() -> Bool {
        switch peek {
        case UInt8(ascii: "\""):
            if string() != nil { return true }
            expectation = "a string with a closing quote"
            return false
        case UInt8(ascii: "{"), UInt8(ascii: "["): return passContainer()
        case UInt8(ascii: "t"): return pass("true")
        case UInt8(ascii: "f"): return pass("false")
        case UInt8(ascii: "n"): return pass("null")
        default: return passNumber() || passNoNumber()
        }
    }

    private mutating func pass(_ word: StaticString) -> Bool {
        guard line.starts(with: word, at: position) else { return false }
        position += word.utf8CodeUnitCount
        return true
    }

    /// What Python and others write, though JSON has no such thing.
    @inline(never)
    private mutating func passNoNumber() -> Bool { pass("NaN") || pass("Infinity") || pass("-Infinity") }

    private mutating func passNumber() -> Bool {
        // SAFETY: the line has 64 readable bytes behind it.
        let digits = unsafe LineScan.digits(line.base, position).count
        if digits > 0, digits < 8, position &+ digits < line.count, !isNumeric(line[position &+ digits]) {
            position &+= digits
            return true
        }
        return passLongNumber()
    }

    @inline(__always)
    private func isNumeric(_ byte: UInt8) -> Bool {
        byte &- 48 < 10 || byte == 43 || byte == 45 || byte == 46 || byte | 0x20 == 101
    }

    @inline(never)
    private mutating func passLongNumber() -> Bool {
        let start = position
        while position < line.count {
            guard isNumeric(line[position]) else { break }
            position += 1
        }
        guard position > start, line[start] == 45 || line[start] &- 48 < 10, line[position - 1] &- 48 < 10 else {
            position = start
            return false
        }
        return true
    }

    private mutating func passContainer() -> Bool {
        // SAFETY: the line has 64 readable bytes behind it.
        let end = unsafe thresh_json_container_end(line.base, Int64(position), Int64(line.count))
        if end < 0 { return passContainerByBytes() }
        position = Int(end)
        return true
    }

    /// Where there is no end, says why; passes those whose strings masks do not find.
    @inline(never)
    private mutating func passContainerByBytes() -> Bool {
        var depth = 0
        while position < line.count {
            switch line[position] {
            case UInt8(ascii: "\""):
                if string() == nil {
                    expectation = "a string with a closing quote"
                    return false
                }
                continue
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
                if depth == 0 {
                    position += 1
                    return true
                }
            default: break
            }
            position += 1
        }
        expectation = "the end of an object or array"
        return false
    }

    func fault(_ expected: StaticString) -> LineFault {
        let found = position < line.count ? QuotedText.of(line, from: position) : "the line's end"
        return LineFault(column: position + 1, reason: "expected \(expected), found \(found)")
    }
}
