/// The registers of a `HyperLogLog` that are not 0, while they are few: a hash table with linear probing. The upper bits
/// of an entry are the register's index, the lower six its rank, which is never 0.
struct SparseRegisters: Sendable {
    private var entries: [UInt32] = []
    private(set) var count = 0

    init() {}

    var heapBytes: Int { entries.capacity * 4 + 32 }

    mutating func raise(_ index: Int, to rank: UInt8) {
        if (count + 1) * 4 > entries.count * 3 { grow() }
        let mask = entries.count - 1
        // Indices are bits of a hash.
        var place = index & mask
        while entries[place] != 0 {
            if Int(entries[place] >> 6) == index {
                if entries[place] & 63 < UInt32(rank) { entries[place] = UInt32(index) << 6 | UInt32(rank) }
                return
            }
            place = (place + 1) & mask
        }
        entries[place] = UInt32(index) << 6 | UInt32(rank)
        count += 1
    }

    private mutating func grow() {
        let old = entries
        entries = [UInt32](repeating: 0, count: max(8, old.count * 2))
        count = 0
        for entry in old where entry != 0 { raise(Int(entry >> 6), to: UInt8(entry & 63)) }
    }

    func forEach(_ body: (_ index: Int, _ rank: UInt8) -> Void) {
        for entry in entries where entry != 0 { body(Int(entry >> 6), UInt8(entry & 63)) }
    }

    /// count:varint difference:varint*, of the entries in ascending order.
    func encode(into bytes: inout ByteBuffer) {
        bytes.append(varint: count)
        var before: UInt32 = 0
        for entry in entries.filter({ $0 != 0 }).sorted() {
            bytes.append(varint: UInt64(entry - before))
            before = entry
        }
    }

    init?(from reader: inout ByteReader, registers: Int, limit: Int, largestRank: UInt8) {
        guard let count = reader.readCount(limit: min(limit, reader.remaining)) else { return nil }
        var before: UInt64 = 0
        for position in 0..<count {
            guard let difference = reader.readVarint(), difference < 1 << 24 else { return nil }
            let entry = before + difference
            let rank = UInt8(entry & 63)
            let isNextRegister = position == 0 || entry >> 6 > before >> 6
            guard isNextRegister, entry >> 6 < UInt64(registers), rank > 0, rank <= largestRank else { return nil }
            raise(Int(entry >> 6), to: rank)
            before = entry
        }
    }
}
