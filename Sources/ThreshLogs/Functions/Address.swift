/// An address of the Internet: 4 bytes or 16.
struct Address: Equatable {
    private(set) var bytes: [UInt8]

    var isVersion4: Bool { bytes.count == 4 }

    /// `192.0.2.1`, `2001:db8::1`, `::ffff:192.0.2.1`, also in brackets; nil for anything else.
    init?(_ text: LineBytes) {
        var text = text
        if text.at(0) == UInt8(ascii: "["), text.at(text.count - 1) == UInt8(ascii: "]") {
            text = text.slice(1, text.count - 1)
        }
        guard (2...45).contains(text.count) else { return nil }
        guard let bytes = Address.version4(text) ?? Address.version6(text) else { return nil }
        self.bytes = bytes
    }

    init(bytes: [UInt8]) { self.bytes = bytes }

    private static func version4(_ text: LineBytes) -> [UInt8]? {
        var bytes: [UInt8] = []
        var value = 0
        var digits = 0
        for index in 0...text.count {
            let byte = text.at(index)
            if index < text.count, byte &- 48 < 10 {
                value = value * 10 + Int(byte &- 48)
                digits += 1
                if digits > 3 || value > 255 { return nil }
            } else if digits > 0, index == text.count || byte == UInt8(ascii: "."), bytes.count < 4 {
                bytes.append(UInt8(value))
                (value, digits) = (0, 0)
            } else {
                return nil
            }
        }
        return bytes.count == 4 ? bytes : nil
    }

    private static func version6(_ text: LineBytes) -> [UInt8]? {
        var head: [UInt8] = []
        var tail: [UInt8]?
        var index = 0
        if text.at(0) == UInt8(ascii: ":") {
            guard text.at(1) == UInt8(ascii: ":") else { return nil }
            tail = []
            index = 2
        }
        while index < text.count {
            let start = index
            var value = 0
            while index < text.count, let digit = hexadecimal(text[index]), index - start < 4 {
                value = value << 4 | digit
                index += 1
            }
            if index < text.count, text[index] == UInt8(ascii: "."), let last = version4(text.slice(start, text.count))
            {
                if tail == nil { head += last } else { tail! += last }
                break
            }
            if index == start { return nil }
            let pair = [UInt8(value >> 8), UInt8(value & 0xFF)]
            if tail == nil { head += pair } else { tail! += pair }
            if index == text.count { break }
            if text[index] != UInt8(ascii: ":") { return nil }
            index += 1
            if text.at(index) == UInt8(ascii: ":"), index < text.count {
                if tail != nil { return nil }
                tail = []
                index += 1
            } else if index == text.count {
                return nil
            }
        }
        guard let tail else { return head.count == 16 ? head : nil }
        guard head.count + tail.count <= 14 else { return nil }
        return head + [UInt8](repeating: 0, count: 16 - head.count - tail.count) + tail
    }

    private static func hexadecimal(_ byte: UInt8) -> Int? {
        if byte &- 48 < 10 { return Int(byte &- 48) }
        return (byte | 0x20) &- 97 < 6 ? Int((byte | 0x20) &- 87) : nil
    }

    /// The network of the first `length` bits.
    func network(_ length: Int) -> Address {
        var masked = bytes
        for index in masked.indices {
            let kept = min(8, max(0, length - index * 8))
            masked[index] &= UInt8(truncatingIfNeeded: 0xFF00 >> kept)
        }
        return Address(bytes: masked)
    }

    /// As it is usually written; the longest run of zeros of an IPv6 address is left out.
    var text: String {
        if isVersion4 { return bytes.map { String($0) }.joined(separator: ".") }
        let groups = (0..<8).map { Int(bytes[2 * $0]) << 8 | Int(bytes[2 * $0 + 1]) }
        var best = 0..<0
        var start = 0
        while start < 8 {
            var end = start
            while end < 8, groups[end] == 0 { end += 1 }
            if end - start > max(1, best.count) { best = start..<end }
            start = max(end, start + 1)
        }
        func joined(_ part: ArraySlice<Int>) -> String { part.map { String($0, radix: 16) }.joined(separator: ":") }
        if best.isEmpty { return joined(groups[...]) }
        return joined(groups[..<best.lowerBound]) + "::" + joined(groups[best.upperBound...])
    }
}
