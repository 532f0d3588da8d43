/// Bytes whose `memcmp` order is the order of what they stand for. Docs/Formats.md has the rules.
extension ByteBuffer {
    /// Text in byte order, ended so that a key can go on after it: 0 becomes 0 255, and 0 0 ends it.
    public mutating func append(ordered bytes: ByteView) {
        for index in 0..<bytes.count {
            append(bytes[index])
            if bytes[index] == 0 { append(0xFF) }
        }
        append(0)
        append(0)
    }

    /// The same in descending order: the complement of every byte.
    public mutating func append(descending bytes: ByteView) {
        for index in 0..<bytes.count {
            append(~bytes[index])
            if bytes[index] == 0 { append(0) }
        }
        append(0xFF)
        append(0xFF)
    }

    /// Appends what `append(descending:)` encoded, up to its end.
    public mutating func append(decodingDescending key: ByteView) {
        var index = 0
        while index + 1 < key.count {
            let byte = ~key[index]
            if byte == 0 {
                if key[index + 1] != 0 { return }
                index += 1
            }
            append(byte)
            index += 1
        }
    }

    /// A number in ascending order: the bits of a double, all inverted when negative, else with the sign bit set.
    /// -0 counts as 0; NaN comes after everything.
    public mutating func append(ordered number: Double) {
        append(bigEndian: ByteBuffer.orderedBits(number))
    }

    public mutating func append(descending number: Double) {
        append(bigEndian: ~ByteBuffer.orderedBits(number))
    }

    /// Inverts every byte from `start` on.
    @inlinable mutating func invert(from start: Int) {
        for index in start..<count { unsafe base[index] = ~base[index] }
    }

    @inlinable static func number(orderedBits bits: UInt64) -> Double {
        bits == .max ? .nan : Double(bitPattern: bits >> 63 == 1 ? bits & ~(1 << 63) : ~bits)
    }

    @inlinable static func orderedBits(_ number: Double) -> UInt64 {
        if number.isNaN { return .max }
        let bits = (number == 0 ? 0 : number).bitPattern
        return bits >> 63 == 1 ? ~bits : bits | 1 << 63
    }
}
