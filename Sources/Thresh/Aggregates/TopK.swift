/// The keys that come most often, with their counts: exact, with every key in memory, or on disk in a reducer whose memory
/// is full. `SpaceSaving` needs a fixed amount and reports how wrong it may be.
public struct TopK: Aggregate, Sendable {
    /// How many keys the result has at most.
    public private(set) var k: Int
    private var table = ByteTable()
    private var counts: [Int] = []
    /// All keys, where there is no room for them in memory.
    private var spilled: SpilledKeys?

    /// - Parameter k: at least 1.
    public init(_ k: Int) {
        precondition(k > 0, "the number of keys must be positive")
        self.k = k
    }

    public mutating func add(_ input: ByteView) { add(input, count: 1) }

    /// - Complexity: O(bytes of the key), amortised: they are hashed.
    public mutating func add(_ key: ByteView, count: Int) {
        if spilled != nil { return ownSpilled().add(key, count: count) }
        let (index, isNew) = table.insert(key)
        if isNew { counts.append(count) } else { counts[index] &+= count }
    }

    /// The result has as many keys as the larger `k` of both says.
    ///
    /// - Complexity: O(bytes of the other's keys).
    public mutating func merge(_ other: TopK) {
        k = max(k, other.k)
        if spilled == nil, let theirs = other.spilled {
            spilled = theirs.copy()
            spillTable()
        } else {
            other.forEach { add($0, count: $1) }
        }
        if spilled == nil, let space = SpillSpace.current, heapBytes > space.byteCount { spill(to: space, share: 1) }
    }

    /// The same of keys that are called otherwise.
    package func renaming(_ name: (ByteView) -> [UInt8]) -> TopK {
        var renamed = TopK(k)
        for index in counts.indices {
            let key = table.with(index, name)
            unsafe key.withUnsafeBytes { unsafe renamed.add(ByteView($0), count: counts[index]) }
        }
        return renamed
    }

    /// The most frequent first; keys that are equally frequent in the order of their bytes.
    ///
    /// - Complexity: O(*n* log *n*) in the keys.
    public var result: [RankedKey] {
        if let spilled { return mostFrequent(of: spilled) }
        let order = counts.indices.sorted { a, b in
            counts[a] == counts[b] ? table.precedes(a, b) : counts[a] > counts[b]
        }
        return order.prefix(k).map { RankedKey(key: table.array(at: $0), count: counts[$0], error: 0) }
    }

    public var heapBytes: Int { spilled?.heapBytes ?? table.heapBytes + counts.capacity * 8 }

    public func encode(into bytes: inout ByteBuffer) {
        bytes.append(.topK)
        bytes.append(varint: k)
        var (table, counts) = (table, counts)
        spilled?.forEach { key, count in
            table.append(key)
            counts.append(count)
            return true
        }
        table.encode(into: &bytes)
        for count in counts { bytes.append(varint: count) }
    }

    public init?(decoding bytes: ByteView) {
        var reader = ByteReader(bytes)
        guard reader.read(.topK), let k = reader.readCount(), k > 0, let table = ByteTable(from: &reader) else {
            return nil
        }
        self.k = k
        self.table = table
        counts.reserveCapacity(table.count)
        for _ in 0..<table.count {
            guard let count = reader.readCount() else { return nil }
            counts.append(count)
        }
        guard reader.isAtEnd else { return nil }
    }
}

// MARK: more than fits in memory

extension TopK: SpillableAggregate {
    package mutating func spill(to space: SpillSpace, share: Int) {
        if spilled != nil { return }
        spilled = SpilledKeys(in: space, share: share)
        spillTable()
    }

    private mutating func spillTable() {
        let keys = ownSpilled()
        for index in counts.indices { table.with(index) { keys.add($0, count: counts[index]) } }
        (table, counts) = (ByteTable(), [])
    }

    /// REQUIRES: there are some.
    private mutating func ownSpilled() -> SpilledKeys {
        if !isKnownUniquelyReferenced(&spilled) { spilled = spilled?.copy() }
        return spilled!
    }

    private func forEach(_ body: (ByteView, Int) -> Void) {
        spilled?.forEach { key, count in
            body(key, count)
            return true
        }
        for index in counts.indices { table.with(index) { body($0, counts[index]) } }
    }

    /// Of keys that come in the order of their bytes.
    private func mostFrequent(of keys: SpilledKeys) -> [RankedKey] {
        var best: [RankedKey] = []
        func keepBest() {
            best.sort { $0.count == $1.count ? $0.key.lexicographicallyPrecedes($1.key) : $0.count > $1.count }
            best.removeSubrange(min(k, best.count)...)
        }
        var least = 0
        keys.forEach { key, count in
            if count <= least { return true }
            best.append(RankedKey(key: Array(key), count: count, error: 0))
            if best.count >= 2 * k {
                keepBest()
                least = best[k - 1].count
            }
            return true
        }
        keepBest()
        return best
    }

    package func forEachPart(of byteCount: Int, _ body: (TopK) throws(ThreshError) -> Void) throws(ThreshError) {
        var part = TopK(k)
        var size = 0
        var failure: ThreshError?
        forEach { key, count in
            if failure != nil { return }
            part.table.append(key)
            part.counts.append(count)
            size += key.count + 4
            if size < byteCount { return }
            do throws(ThreshError) { try body(part) } catch { failure = error }
            (part, size) = (TopK(k), 0)
        }
        if let failure { throw failure }
        try body(part)
    }
}

/// A key and how often it came: the result of `TopK` and `SpaceSaving`.
public struct RankedKey: Equatable, Sendable {
    public let key: [UInt8]
    /// Never less than the true count.
    public let count: Int
    /// By how much it may be more; 0 when it is exact.
    public let error: Int
}
