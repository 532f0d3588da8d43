/// An address of the Internet: 32 bits or 128.
struct Address: Equatable {
    /// Of version 4 in the lowest 32 bits.
    let value: UInt128
    let isVersion4: Bool

    var bitCount: Int { isVersion4 ? 32 : 128 }

    init(value: UInt128, isVersion4: Bool) {
        self.value = value
        self.isVersion4 = isVersion4
    }

    /// `192.0.2.1`, `2001:db8::1`, `::ffff:192.0.2.1`, also in brackets; nil for anything else.
    init?(_ text: LineBytes) {
        var text = text
        if text.at(0) == UInt8(ascii: "["), text.at(text.count - 1) == UInt8(ascii: "]") {
            text = text.slice(1, text.count - 1)
        }
        guard (2...45).contains(text.count) else { return nil }
        if let value = Address.version4(text) {
            self.init(value: UInt128(value), isVersion4: true)
        } else if let value = Address.version6(text) {
            self.init(value: value, isVersion4: false)
        } else {
            return nil
        }
    }

    /// The same, also with a port behind it (`192.0.2.1:443`, `[2001:db8::1]:443`); one of version 4 that is mapped into version 6
    /// is that of version 4.
    init?(ofEndpoint text: LineBytes) {
        var text = text
        var end = text.count
        while end > 0, text[end - 1] &- 48 < 10 { end -= 1 }
        if end > 1, end < text.count, text[end - 1] == UInt8(ascii: ":") {
            let host = text.slice(0, end - 1)
            // Behind a colon of version 6 without brackets it is a group.
            if host.at(host.count - 1) == UInt8(ascii: "]") || host.firstIndex(of: UInt8(ascii: ":")) == nil {
                text = host
            }
        }
        guard let address = Address(text) else { return nil }
        self = address.ofVersion4WhereMapped
    }

    private static func version4(_ text: LineBytes) -> UInt32? {
        var result: UInt32 = 0
        var value: UInt32 = 0
        var digits = 0
        var parts = 0
        for index in 0...text.count {
            let byte = text.at(index)
            if index < text.count, byte &- 48 < 10 {
                // A leading zero has made some programs read the number as octal.
                if digits > 0, value == 0 { return nil }
                value = value * 10 + UInt32(byte &- 48)
                digits += 1
                if digits > 3 || value > 255 { return nil }
            } else if digits > 0, index == text.count || byte == UInt8(ascii: "."), parts < 4 {
                result = result << 8 | value
                parts += 1
                (value, digits) = (0, 0)
            } else {
                return nil
            }
        }
        return parts == 4 ? result : nil
    }

    /// Groups before `::` and behind it are read apart.
    private static func version6(_ text: LineBytes) -> UInt128? {
        var head = Groups()
        var tail = Groups()
        var isBehind = false
        var index = 0
        if text.at(0) == UInt8(ascii: ":") {
            guard text.at(1) == UInt8(ascii: ":") else { return nil }
            isBehind = true
            index = 2
        }
        while index < text.count {
            let start = index
            var value: UInt128 = 0
            while index < text.count, let digit = hexadecimal(text[index]), index - start < 4 {
                value = value << 4 | digit
                index += 1
            }
            if text.at(index) == UInt8(ascii: "."), let last = version4(text.slice(start, text.count)) {
                if isBehind { tail.append(UInt128(last), groups: 2) } else { head.append(UInt128(last), groups: 2) }
                break
            }
            if index == start { return nil }
            if isBehind { tail.append(value, groups: 1) } else { head.append(value, groups: 1) }
            if head.count + tail.count > 8 { return nil }
            if index == text.count { break }
            if text[index] != UInt8(ascii: ":") { return nil }
            index += 1
            if index == text.count { return nil }
            if text[index] == UInt8(ascii: ":") {
                if isBehind { return nil }
                isBehind = true
                index += 1
            }
        }
        if !isBehind { return head.count == 8 ? head.value : nil }
        guard head.count + tail.count <= 7 else { return nil }
        return head.count == 0 ? tail.value : head.value << UInt128(16 * (8 - head.count)) | tail.value
    }

    private struct Groups {
        var value: UInt128 = 0
        var count = 0

        mutating func append(_ group: UInt128, groups: Int) {
            value = value << UInt128(16 * groups) | group
            count += groups
        }
    }

    private static func hexadecimal(_ byte: UInt8) -> UInt128? {
        if byte &- 48 < 10 { return UInt128(byte &- 48) }
        return (byte | 0x20) &- 97 < 6 ? UInt128((byte | 0x20) &- 87) : nil
    }

    /// The network of the first `length` bits.
    func network(_ length: Int) -> Address {
        let free = bitCount - max(0, min(length, bitCount))
        let kept = free >= 128 ? 0 : (value >> UInt128(free)) << UInt128(free)
        return Address(value: kept, isVersion4: isVersion4)
    }

    /// As it is usually written; the longest run of zeros of an IPv6 address is left out.
    var text: String {
        if isVersion4 { return (0..<4).map { String((value >> UInt128(24 - 8 * $0)) & 0xFF) }.joined(separator: ".") }
        let groups = (0..<8).map { (value >> UInt128(112 - 16 * $0)) & 0xFFFF }
        var best = 0..<0
        var start = 0
        while start < 8 {
            var end = start
            while end < 8, groups[end] == 0 { end += 1 }
            if end - start > max(1, best.count) { best = start..<end }
            start = max(end, start + 1)
        }
        func joined(_ part: ArraySlice<UInt128>) -> String {
            part.map { String($0, radix: 16) }.joined(separator: ":")
        }
        if best.isEmpty { return joined(groups[...]) }
        return joined(groups[..<best.lowerBound]) + "::" + joined(groups[best.upperBound...])
    }
}
