/// The keys that come most often, in fixed memory, with bounds: every key whose share of the inputs is more than
/// 1 / (`capacity` + 1) is among them, and no count is too large by more than `errorBound`, which is at most that share.
///
/// Space-Saving in its mergeable form (Agarwal et al., "Mergeable summaries", 2012), where many small counters are given
/// up at once. The bounds hold in every order of adding and merging, and merging is commutative; but which rare keys
/// are kept, and the counts within their bounds, depend on the order. A job whose output must be the same bytes for any
/// number of workers takes `TopK`.
public struct SpaceSaving: Aggregate, Sendable {
    /// Keys that are kept when room is made; up to twice as many are kept meanwhile.
    public let capacity: Int
    /// Inputs so far.
    public private(set) var total = 0
    /// The greatest count that a key may have had which is not kept.
    public private(set) var errorBound = 0
    private var table = ByteTable()
    /// Upper bounds of the counts, each with how much of it may be wrong.
    private var counts: [Int] = []
    private var errors: [Int] = []

    /// - Parameter capacity: at least 1.
    public init(capacity: Int) {
        precondition(capacity > 0 && capacity <= SpaceSaving.largestCapacity, "capacity out of range")
        self.capacity = capacity
    }

    private static let largestCapacity = 1 << 28

    public mutating func add(_ input: ByteView) { add(input, count: 1) }

    /// - `count`: not negative.
    ///
    /// - Complexity: O(bytes of the key) and a share of sorting the counts, amortised O(log capacity).
    public mutating func add(_ key: ByteView, count: Int) {
        total &+= count
        let (index, isNew) = table.insert(key)
        if isNew {
            counts.append(errorBound &+ count)
            errors.append(errorBound)
            if counts.count > 2 * capacity { makeRoom() }
        } else {
            counts[index] &+= count
        }
    }

    /// REQUIRES: the same capacity.
    ///
    /// - Complexity: O(bytes of the other's keys), and O(capacity log capacity) where there are too many then.
    public mutating func merge(_ other: SpaceSaving) {
        precondition(capacity == other.capacity, "SpaceSaving of different capacities cannot be merged")
        total &+= other.total
        // A key that one side does not have may have come there as often as its bound says.
        let mine = counts.count
        for index in 0..<mine {
            counts[index] &+= other.errorBound
            errors[index] &+= other.errorBound
        }
        for index in 0..<other.counts.count {
            let (place, isNew) = other.table.with(index) { table.insert($0) }
            if isNew {
                counts.append(errorBound &+ other.counts[index])
                errors.append(errorBound &+ other.errors[index])
            } else {
                counts[place] &+= other.counts[index] &- other.errorBound
                errors[place] &+= other.errors[index] &- other.errorBound
            }
        }
        errorBound &+= other.errorBound
        if counts.count > 2 * capacity { makeRoom() }
    }

    /// Gives up every key that is not among the `capacity` largest, and all that are as small as the largest of those.
    private mutating func makeRoom() {
        errorBound = counts.sorted(by: >)[capacity]
        var kept = ByteTable()
        var (keptCounts, keptErrors): ([Int], [Int]) = ([], [])
        for index in 0..<counts.count where counts[index] > errorBound {
            table.with(index) { kept.append($0) }
            keptCounts.append(counts[index])
            keptErrors.append(errors[index])
        }
        table = kept
        counts = keptCounts
        errors = keptErrors
    }

    /// The same of keys that are called otherwise.
    package func renaming(_ name: (ByteView) -> [UInt8]) -> SpaceSaving {
        var renamed = self
        (renamed.table, renamed.counts, renamed.errors) = (ByteTable(), [], [])
        for index in counts.indices {
            let key = table.with(index, name)
            let (place, isNew) = unsafe key.withUnsafeBytes { renamed.table.insert(unsafe ByteView($0)) }
            if isNew {
                renamed.counts.append(counts[index])
                renamed.errors.append(errors[index])
            } else {
                renamed.counts[place] &+= counts[index]
                renamed.errors[place] &+= errors[index]
            }
        }
        return renamed
    }

    /// All keys that are kept, the most frequent first; equally frequent ones in the order of their bytes.
    ///
    /// - Complexity: O(capacity log capacity).
    public var result: [RankedKey] {
        let order = counts.indices.sorted { a, b in
            counts[a] == counts[b] ? table.precedes(a, b) : counts[a] > counts[b]
        }
        return order.map { RankedKey(key: table.array(at: $0), count: counts[$0], error: errors[$0]) }
    }

    public var heapBytes: Int { table.heapBytes + (counts.capacity + errors.capacity) * 8 }

    public func encode(into bytes: inout ByteBuffer) {
        bytes.append(.spaceSaving)
        bytes.append(varint: capacity)
        bytes.append(varint: total)
        bytes.append(varint: errorBound)
        table.encode(into: &bytes)
        for index in counts.indices {
            bytes.append(varint: counts[index])
            bytes.append(varint: errors[index])
        }
    }

    public init?(decoding bytes: ByteView) {
        var reader = ByteReader(bytes)
        guard reader.read(.spaceSaving), let capacity = reader.readCount(limit: SpaceSaving.largestCapacity),
            capacity > 0, let total = reader.readCount(), let errorBound = reader.readCount(limit: total),
            let table = ByteTable(from: &reader), table.count <= 2 * capacity
        else { return nil }
        self.capacity = capacity
        self.total = total
        self.errorBound = errorBound
        self.table = table
        for _ in 0..<table.count {
            guard let count = reader.readCount(), let error = reader.readCount(limit: count) else { return nil }
            counts.append(count)
            errors.append(error)
        }
        guard reader.isAtEnd else { return nil }
    }
}
