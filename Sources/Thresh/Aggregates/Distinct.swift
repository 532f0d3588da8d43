/// How many different byte strings there were: exact, with every one of them in memory, about 30 bytes and its length
/// each. `HyperLogLog` estimates the number in at most 16 KiB.
public struct Distinct: DefaultAggregate, Sendable {
    private var table = ByteTable()

    public init() {}

    /// - Complexity: O(bytes of the input), amortised: they are hashed.
    public mutating func add(_ input: ByteView) { _ = table.insert(input) }

    /// - Complexity: O(bytes of the other).
    public mutating func merge(_ other: Distinct) {
        var added = other.table
        // The smaller one is put into the larger one.
        if table.count < added.count { swap(&table, &added) }
        for index in 0..<added.count { added.with(index) { _ = table.insert($0) } }
    }

    public var count: Int { table.count }
    public var result: Int { count }

    /// Calls `body` with each of them, in no order.
    ///
    /// - Complexity: O(*n*) calls.
    public func forEach(_ body: (ByteView) -> Void) { for index in 0..<count { table.with(index, body) } }

    public var heapBytes: Int { table.heapBytes }

    public func encode(into bytes: inout ByteBuffer) {
        bytes.append(.distinct)
        table.encode(into: &bytes)
    }

    public init?(decoding bytes: ByteView) {
        var reader = ByteReader(bytes)
        guard reader.read(.distinct), let table = ByteTable(from: &reader), reader.isAtEnd else { return nil }
        self.table = table
    }
}
