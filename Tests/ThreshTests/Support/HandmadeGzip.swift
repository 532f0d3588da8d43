/// gzip members with blocks as no compressor would make them: stored ones and ones of the fixed code, empty ones too.
struct HandmadeGzip {
    private var bytes: [UInt8] = []
    private var bits: UInt64 = 0
    private var bitCount = 0

    /// - Parameter blocks: the bytes of each; every third is stored.
    static func member(_ blocks: [[UInt8]]) -> [UInt8] {
        var writer = HandmadeGzip()
        writer.bytes = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255]
        for (index, block) in blocks.enumerated() {
            writer.put(index == blocks.count - 1 ? 1 : 0, 1)
            if index % 3 == 2 { writer.stored(block) } else { writer.fixed(block) }
        }
        writer.align()
        let content = blocks.flatMap { $0 }
        for word in [checksum(content), UInt32(content.count)] {
            writer.bytes += (0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) }
        }
        return writer.bytes
    }

    private mutating func stored(_ block: [UInt8]) {
        put(0, 2)
        align()
        let length = UInt16(block.count)
        for half in [length, ~length] { bytes += [UInt8(truncatingIfNeeded: half), UInt8(half >> 8)] }
        bytes += block
    }

    private mutating func fixed(_ block: [UInt8]) {
        put(1, 2)
        for byte in block {
            byte < 144 ? code(0x30 + UInt64(byte), 8) : code(0x190 + UInt64(byte) - 144, 9)
        }
        code(0, 7)
    }

    /// Codes begin with their highest bit.
    private mutating func code(_ value: UInt64, _ count: Int) {
        for bit in (0..<count).reversed() { put(value >> UInt64(bit) & 1, 1) }
    }

    private mutating func put(_ value: UInt64, _ count: Int) {
        bits |= value << UInt64(bitCount)
        bitCount += count
        while bitCount >= 8 {
            bytes.append(UInt8(truncatingIfNeeded: bits))
            bits >>= 8
            bitCount -= 8
        }
    }

    private mutating func align() { if bitCount > 0 { put(0, 8 - bitCount) } }

    private static func checksum(_ bytes: [UInt8]) -> UInt32 {
        var sum = ~UInt32(0)
        for byte in bytes {
            sum ^= UInt32(byte)
            for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
        }
        return ~sum
    }
}
