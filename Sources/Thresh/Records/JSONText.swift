/// What is between the quotes of a JSON string.
struct JSONText {
    private let scanner: JSONScanner
    let start: Int
    let end: Int

    /// REQUIRES: the string is closed at `end`, so that no escape reaches over it.
    init(_ scanner: JSONScanner, _ start: Int, _ end: Int) {
        self.scanner = scanner
        self.start = start
        self.end = end
    }

    var hasEscapes: Bool { unsafe findByte(UInt8(ascii: "\\"), scanner.base + start, end - start) != nil }

    /// A place in the text, and bytes of a character that has been read already: its last byte first.
    struct Cursor {
        var position: Int
        var pending: UInt32 = 0
    }

    var cursor: Cursor { Cursor(position: start) }

    /// The next byte of what the string says; nil at its end.
    @inline(__always)
    func next(_ cursor: inout Cursor) throws(JSONError) -> UInt8? {
        if cursor.pending != 0 {
            defer { cursor.pending >>= 8 }
            return UInt8(truncatingIfNeeded: cursor.pending)
        }
        if cursor.position >= end { return nil }
        let byte = scanner.byte(cursor.position)
        cursor.position += 1
        return byte == UInt8(ascii: "\\") ? try escape(&cursor) : byte
    }

    private func escape(_ cursor: inout Cursor) throws(JSONError) -> UInt8 {
        let escape = cursor.position - 1
        let byte = scanner.byte(cursor.position)
        cursor.position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return byte
        case UInt8(ascii: "b"): return 8
        case UInt8(ascii: "t"): return 9
        case UInt8(ascii: "n"): return 10
        case UInt8(ascii: "f"): return 12
        case UInt8(ascii: "r"): return 13
        case UInt8(ascii: "u"):
            guard let unit = codeUnit(cursor.position) else { throw JSONError(reason: .badEscape, offset: escape) }
            cursor.position += 4
            var scalar = unit
            if unit >> 10 == 0x36, scanner.byte(cursor.position) == UInt8(ascii: "\\"),
                scanner.byte(cursor.position + 1) == UInt8(ascii: "u"), let low = codeUnit(cursor.position + 2),
                low >> 10 == 0x37
            {
                scalar = 0x10000 + (unit & 0x3FF) << 10 + low & 0x3FF
                cursor.position += 6
            }
            return encode(Unicode.Scalar(scalar) ?? "\u{FFFD}", &cursor)
        default: throw JSONError(reason: .badEscape, offset: escape)
        }
    }

    private func codeUnit(_ start: Int) -> UInt32? {
        var value: UInt32 = 0
        for position in start..<start + 4 {
            let byte = scanner.byte(position)
            if byte &- UInt8(ascii: "0") < 10 {
                value = value << 4 | UInt32(byte &- UInt8(ascii: "0"))
            } else if (byte | 0x20) &- UInt8(ascii: "a") < 6 {
                value = value << 4 | UInt32((byte | 0x20) &- UInt8(ascii: "a") &+ 10)
            } else {
                return nil
            }
        }
        return value
    }

    /// The first byte of its UTF-8; the others wait.
    private func encode(_ scalar: Unicode.Scalar, _ cursor: inout Cursor) -> UInt8 {
        let value = scalar.value
        func continuation(_ shift: UInt32) -> UInt32 { 0x80 | value >> shift & 0x3F }
        switch value {
        case ..<0x80: return UInt8(value)
        case ..<0x800:
            cursor.pending = continuation(0)
            return UInt8(0xC0 | value >> 6)
        case ..<0x10000:
            cursor.pending = continuation(6) | continuation(0) << 8
            return UInt8(0xE0 | value >> 12)
        default:
            cursor.pending = continuation(12) | continuation(6) << 8 | continuation(0) << 16
            return UInt8(0xF0 | value >> 18)
        }
    }
}
