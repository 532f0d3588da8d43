/// Byte strings, each kept once and numbered in the order in which they came: a hash table with linear probing over an
/// arena. All strings together have less than 4 GiB; more stop the process.
package struct ByteTable: Sendable {
    private var bytes: [UInt8] = []
    /// Where each string ends in `bytes`.
    private var ends: [UInt32] = []
    /// The upper 32 bits: a string's hash; the lower: its number plus one. 0 is free. Made when it is first needed, so
    /// that what is decoded only to be merged into another table does without.
    private var slots: [UInt64] = []

    private static let firstSlots = 8

    package init() {}

    package var count: Int { ends.count }
    package var heapBytes: Int { bytes.capacity + ends.capacity * 4 + slots.capacity * 8 + 96 }

    func length(at index: Int) -> Int { Int(ends[index]) - start(of: index) }

    private func start(of index: Int) -> Int { index == 0 ? 0 : Int(ends[index - 1]) }

    package func with<R>(_ index: Int, _ body: (ByteView) -> R) -> R {
        let range = start(of: index)..<Int(ends[index])
        return unsafe bytes.withUnsafeBytes { body(unsafe ByteView(UnsafeRawBufferPointer(rebasing: $0[range]))) }
    }

    package func array(at index: Int) -> [UInt8] { Array(bytes[start(of: index)..<Int(ends[index])]) }

    /// Order by bytes.
    package func precedes(_ a: Int, _ b: Int) -> Bool {
        with(a) { a in with(b) { b in unsafe compareBytes(a.rawBuffer, b.rawBuffer) < 0 } }
    }

    /// The number of a string, which is added when it is not there.
    package mutating func insert(_ string: ByteView) -> (index: Int, isNew: Bool) {
        if (count + 1) * 4 > slots.count * 3 { rehash() }
        let hash = ByteTable.hash(string)
        let mask = slots.count - 1
        var place = Int(hash) & mask
        while slots[place] != 0 {
            if slots[place] >> 32 == hash {
                let index = Int(slots[place] & 0xFFFF_FFFF) - 1
                if with(index, { $0 == string }) { return (index, false) }
            }
            place = (place + 1) & mask
        }
        let index = count
        slots[place] = hash << 32 | UInt64(index + 1)
        append(string)
        return (index, true)
    }

    /// Adds a string that is known not to be there, to a table whose slots are made later.
    mutating func append(_ string: ByteView) {
        unsafe bytes.append(contentsOf: string.rawBuffer)
        precondition(bytes.count <= Int(UInt32.max), "more than 4 GiB of different strings for one key")
        ends.append(UInt32(bytes.count))
    }

    private static func hash(_ string: ByteView) -> UInt64 { ByteHash.hash(string, seed: ByteHash.tableSeed) >> 32 }

    private mutating func rehash() {
        var size = ByteTable.firstSlots
        while (count + 1) * 2 > size { size *= 2 }
        var larger = [UInt64](repeating: 0, count: size)
        func put(_ entry: UInt64) {
            var place = Int(entry >> 32) & (size - 1)
            while larger[place] != 0 { place = (place + 1) & (size - 1) }
            larger[place] = entry
        }
        if slots.isEmpty {
            for index in 0..<count { put(with(index) { ByteTable.hash($0) } << 32 | UInt64(index + 1)) }
        } else {
            for entry in slots where entry != 0 { put(entry) }
        }
        slots = larger
    }

    // MARK: format

    /// count:varint length:varint* bytes
    func encode(into buffer: inout ByteBuffer) {
        buffer.append(varint: count)
        for index in 0..<count { buffer.append(varint: length(at: index)) }
        unsafe bytes.withUnsafeBytes { unsafe buffer.append($0) }
    }

    /// Strings that are there twice, which only damage can have made, stay so.
    init?(from reader: inout ByteReader) {
        guard let count = reader.readCount(limit: reader.remaining) else { return nil }
        ends.reserveCapacity(count)
        var total = 0
        for _ in 0..<count {
            guard let length = reader.readCount(limit: Int(UInt32.max) - total) else { return nil }
            total += length
            ends.append(UInt32(total))
        }
        guard let all = reader.readBytes(total) else { return nil }
        bytes = Array(all)
    }
}
