/// Which bytes stand in a text, and which stand next to which: a Bloom filter of one hash, so that a pair may seem to be there
/// that is not. Tells from a few words of memory that most literals are not in a line.
struct BytePairs {
    private var bits = InlineArray<8, UInt64>(repeating: 0)

    init() {}

    init(_ line: [UInt8]) { insert(line) }

    mutating func insert(_ bytes: [UInt8]) {
        var last: UInt8?
        for byte in bytes {
            insert(UInt32(byte))
            if let last { insert(UInt32(last) << 8 | UInt32(byte) | 1 << 16) }
            last = byte
        }
    }

    private mutating func insert(_ value: UInt32) {
        let hash = value &* 0x9E37_79B1
        bits[Int(hash >> 29)] |= 1 << UInt64(hash >> 23 & 63)
    }

    func isSubset(of other: BytePairs) -> Bool {
        for index in bits.indices where bits[index] & ~other.bits[index] != 0 { return false }
        return true
    }
}
