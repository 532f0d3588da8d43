/// The keys that come most often, with their counts: exact, with every key in memory. `SpaceSaving` needs a fixed amount
/// and reports how wrong it may be.
public struct TopK: Aggregate, Sendable {
    /// How many keys the result has at most.
    public private(set) var k: Int
    private var table = ByteTable()
    private var counts: [Int] = []

    /// - Parameter k: at least 1.
    public init(_ k: Int) {
        precondition(k > 0, "the number of keys must be positive")
        self.k = k
    }

    public mutating func add(_ input: ByteView) { add(input, count: 1) }

    /// - Complexity: O(bytes of the key), amortised: they are hashed.
    public mutating func add(_ key: ByteView, count: Int) {
        let (index, isNew) = table.insert(key)
        if isNew { counts.append(count) } else { counts[index] &+= count }
    }

    /// The result has as many keys as the larger `k` of both says.
    ///
    /// - Complexity: O(bytes of the other's keys).
    public mutating func merge(_ other: TopK) {
        k = max(k, other.k)
        for index in 0..<other.counts.count { other.table.with(index) { add($0, count: other.counts[index]) } }
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
        let order = counts.indices.sorted { a, b in
            counts[a] == counts[b] ? table.precedes(a, b) : counts[a] > counts[b]
        }
        return order.prefix(k).map { RankedKey(key: table.array(at: $0), count: counts[$0], error: 0) }
    }

    public var heapBytes: Int { table.heapBytes + counts.capacity * 8 }

    public func encode(into bytes: inout ByteBuffer) {
        bytes.append(.topK)
        bytes.append(varint: k)
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

/// A key and how often it came: the result of `TopK` and `SpaceSaving`.
public struct RankedKey: Equatable, Sendable {
    public let key: [UInt8]
    /// Never less than the true count.
    public let count: Int
    /// By how much it may be more; 0 when it is exact.
    public let error: Int
}
