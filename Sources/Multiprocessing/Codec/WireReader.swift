/// The bytes of one message and its keys. Every read is checked against the bytes that are there.
final class WireReader {
    let bytes: [UInt8]
    private(set) var keys: [String] = []
    /// Where the outermost value begins.
    private(set) var start = 0

    init(_ bytes: [UInt8]) throws(MessageCodingError) {
        self.bytes = bytes
        let count = try count(at: &start, limit: bytes.count, of: "keys")
        keys.reserveCapacity(count)
        for _ in 0..<count {
            let range = try span(at: &start, limit: bytes.count)
            keys.append(try text(range))
        }
    }

    func value(at position: inout Int, limit: Int) throws(MessageCodingError) -> WireValue {
        let tag = try byte(at: &position, limit: limit)
        if tag >= WireTag.small { return .unsigned(UInt64(tag - WireTag.small)) }
        switch tag {
        case WireTag.null: return .null
        case WireTag.no: return .bool(false)
        case WireTag.yes: return .bool(true)
        case WireTag.unsigned: return .unsigned(try varint(at: &position, limit: limit))
        case WireTag.negative:
            let distance = try varint(at: &position, limit: limit)
            guard let distance = Int64(exactly: distance) else {
                throw malformed(position, "a negative number overflows")
            }
            return .signed(-1 - distance)
        case WireTag.wide:
            return .wide(Int128(truncatingIfNeeded: try fixed(UInt128.self, at: &position, limit: limit)))
        case WireTag.unsignedWide: return .unsignedWide(try fixed(UInt128.self, at: &position, limit: limit))
        case WireTag.float:
            return .float(Float(bitPattern: try fixed(UInt32.self, at: &position, limit: limit)))
        case WireTag.double:
            return .double(Double(bitPattern: try fixed(UInt64.self, at: &position, limit: limit)))
        case WireTag.string: return .string(try span(at: &position, limit: limit))
        case WireTag.bytes: return .bytes(try span(at: &position, limit: limit))
        case WireTag.unkeyed:
            let range = try span(at: &position, limit: limit)
            var inner = range.lowerBound
            let count = try count(at: &inner, limit: range.upperBound, of: "elements")
            return .unkeyed(inner..<range.upperBound, count: count)
        case WireTag.keyed: return .keyed(try span(at: &position, limit: limit))
        default: throw malformed(position - 1, "there is no tag \(tag)")
        }
    }

    func varint(at position: inout Int, limit: Int) throws(MessageCodingError) -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while true {
            let byte = try byte(at: &position, limit: limit)
            if shift == 63 && byte > 1 { throw malformed(position - 1, "a number is longer than 64 bits") }
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
            shift += 7
        }
    }

    func text(_ range: Range<Int>) throws(MessageCodingError) -> String {
        guard let text = String(validating: bytes[range], as: UTF8.self) else {
            throw malformed(range.lowerBound, "a string is not UTF-8")
        }
        return text
    }

    func malformed(_ offset: Int, _ reason: String) -> MessageCodingError { .malformed(offset: offset, reason: reason) }

    private func byte(at position: inout Int, limit: Int) throws(MessageCodingError) -> UInt8 {
        guard position < limit else { throw malformed(position, "it ends in the middle of a value") }
        defer { position += 1 }
        return bytes[position]
    }

    private func fixed<I: FixedWidthInteger>(
        _ type: I.Type, at position: inout Int, limit: Int
    ) throws(MessageCodingError) -> I {
        let size = I.bitWidth / 8
        guard limit - position >= size else { throw malformed(position, "it ends in the middle of a value") }
        defer { position += size }
        var value: I = 0
        for index in (position..<position + size).reversed() {
            value = value << 8 | I(truncatingIfNeeded: bytes[index])
        }
        return value
    }

    /// A length and that many bytes.
    private func span(at position: inout Int, limit: Int) throws(MessageCodingError) -> Range<Int> {
        let length = try varint(at: &position, limit: limit)
        guard length <= UInt64(limit - position) else {
            throw malformed(position, "a length of \(length) bytes where \(limit - position) are left")
        }
        defer { position += Int(length) }
        return position..<position + Int(length)
    }

    /// A number of things that each take a byte at least.
    private func count(at position: inout Int, limit: Int, of what: String) throws(MessageCodingError) -> Int {
        let count = try varint(at: &position, limit: limit)
        guard count <= UInt64(limit - position) else {
            throw malformed(position, "\(count) \(what) where \(limit - position) bytes are left")
        }
        return Int(count)
    }
}
