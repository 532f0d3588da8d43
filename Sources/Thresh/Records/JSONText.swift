/// What is between the quotes of a JSON string.
struct JSONText {
    private let scanner: JSONStructure
    let start: Int
    let end: Int

    /// REQUIRES: the string is closed at `end`, so that no escape reaches over it.
    init(_ scanner: JSONStructure, _ start: Int, _ end: Int) {
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
        if let meant = JSONEscape.byte(of: byte) { return meant }
        guard byte == UInt8(ascii: "u"), let found = JSONEscape.scalar(at: cursor.position, { scanner.byte($0) }) else {
            throw JSONError(reason: .badEscape, offset: escape)
        }
        cursor.position += found.length
        return encode(found.scalar, &cursor)
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
