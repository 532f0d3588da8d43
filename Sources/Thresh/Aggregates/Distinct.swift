/// How many different byte strings there were: exact, with every one of them in memory, about 30 bytes and its length
/// each. A reducer keeps those of a key on disk when its memory is full. `HyperLogLog` estimates the number in at most
/// 16 KiB.
public struct Distinct: DefaultAggregate, Sendable {
    private var table = ByteTable()
    /// All of them, where there is no room for them in memory.
    private var spilled: SpilledKeys?

    public init() {}

    /// - Complexity: O(bytes of the input), amortised: they are hashed.
    public mutating func add(_ input: ByteView) {
        if spilled == nil { _ = table.insert(input) } else { ownSpilled().add(input) }
    }

    /// - Complexity: O(bytes of the other).
    public mutating func merge(_ other: Distinct) {
        if spilled != nil || other.spilled != nil { return mergeSpilled(other) }
        var added = other.table
        // The smaller one is put into the larger one.
        if table.count < added.count { swap(&table, &added) }
        for index in 0..<added.count { added.with(index) { _ = table.insert($0) } }
        if let space = SpillSpace.current, heapBytes > space.byteCount { spill(to: space, share: 1) }
    }

    public var count: Int { spilled?.differentCount ?? table.count }
    public var result: Int { count }

    /// Calls `body` with each of them, in no order.
    ///
    /// - Complexity: O(*n*) calls.
    public func forEach(_ body: (ByteView) -> Void) {
        if let spilled {
            return spilled.forEach { key, _ in
                body(key)
                return true
            }
        }
        for index in 0..<table.count { table.with(index, body) }
    }

    public var heapBytes: Int { spilled?.heapBytes ?? table.heapBytes }

    public func encode(into bytes: inout ByteBuffer) {
        bytes.append(.distinct)
        if spilled == nil { return table.encode(into: &bytes) }
        var all = ByteTable()
        forEach { all.append($0) }
        all.encode(into: &bytes)
    }

    public init?(decoding bytes: ByteView) {
        var reader = ByteReader(bytes)
        guard reader.read(.distinct), let table = ByteTable(from: &reader), reader.isAtEnd else { return nil }
        self.table = table
    }
}

// MARK: more than fits in memory

extension Distinct: SpillableAggregate {
    package mutating func spill(to space: SpillSpace, share: Int) {
        if spilled != nil { return }
        let keys = SpilledKeys(in: space, share: share)
        for index in 0..<table.count { table.with(index) { keys.add($0) } }
        table = ByteTable()
        spilled = keys
    }

    private mutating func mergeSpilled(_ other: Distinct) {
        if spilled == nil {
            let mine = self
            self = other
            return merge(mine)
        }
        let keys = ownSpilled()
        other.forEach { keys.add($0) }
    }

    /// REQUIRES: there are some.
    private mutating func ownSpilled() -> SpilledKeys {
        if !isKnownUniquelyReferenced(&spilled) { spilled = spilled?.copy() }
        return spilled!
    }

    package func forEachPart(of byteCount: Int, _ body: (Distinct) throws(ThreshError) -> Void) throws(ThreshError) {
        var part = Distinct()
        var size = 0
        var failure: ThreshError?
        forEach { key in
            if failure != nil { return }
            part.table.append(key)
            size += key.count + 1
            if size < byteCount { return }
            do throws(ThreshError) { try body(part) } catch { failure = error }
            (part, size) = (Distinct(), 0)
        }
        if let failure { throw failure }
        try body(part)
    }
}
