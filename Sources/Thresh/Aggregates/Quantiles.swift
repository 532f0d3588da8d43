/// Exact quantiles by nearest rank: the least value that is not less than a share of all of them. So each is one of the
/// values. NaN is left out.
///
/// All different values are in memory, 8 bytes each, or 16 when values repeat. `DDSketch` needs a few kilobytes, for
/// quantiles that are off by at most a given share.
public struct Quantiles<Value: OrderedBits>: DefaultAggregate, Sendable {
    /// Values as they came, which have not been sorted yet.
    @usableFromInline var recent: [UInt64] = []
    @usableFromInline var sorted = SortedCounts()

    /// Values are sorted when there are so many, and as many as have been sorted before: so each is moved a few times,
    /// and memory stays near that of the different values.
    @inlinable static var leastSorted: Int { 1024 }

    @inlinable public init() {}

    /// - Complexity: O(1), amortised: a value is sorted a few times.
    @inlinable public mutating func add(_ input: Value) {
        guard let bits = input.orderedBits else { return }
        recent.append(bits)
        if recent.count >= Self.leastSorted && recent.count >= sorted.values.count { recent.sort(into: &sorted) }
    }

    /// - Complexity: O(different values of both).
    @inlinable public mutating func merge(_ other: Quantiles) {
        sorted.merge(other.sorted)
        recent.append(contentsOf: other.recent)
        if recent.count >= Self.leastSorted && recent.count >= sorted.values.count { recent.sort(into: &sorted) }
    }

    /// - Complexity: O(different values).
    @inlinable public var result: RankedValues<Value> { RankedValues(recent.sorted(into: sorted)) }

    @inlinable public var heapBytes: Int { recent.capacity * 8 + 32 + sorted.heapBytes }

    @inlinable public func encode(into bytes: inout ByteBuffer) {
        bytes.append(.quantiles)
        bytes.append(Value.orderedBitsCode)
        recent.sorted(into: sorted).encode(into: &bytes)
    }

    @inlinable public init?(decoding bytes: ByteView) {
        var reader = ByteReader(bytes)
        guard reader.read(.quantiles), reader.readByte() == Value.orderedBitsCode,
            let sorted = SortedCounts(from: &reader), reader.isAtEnd
        else { return nil }
        self.sorted = sorted
    }
}

extension Quantiles: DividedAggregate {
    package func forEachPart(of byteCount: Int, _ body: (Quantiles) throws(ThreshError) -> Void) throws(ThreshError) {
        let count = max(1, byteCount / MemoryLayout<UInt64>.size)
        for start in stride(from: 0, to: sorted.values.count, by: count) {
            var part = Quantiles()
            part.sorted = sorted.slice(start..<min(start + count, sorted.values.count))
            try body(part)
        }
        for start in stride(from: 0, to: max(1, recent.count), by: count) {
            var part = Quantiles()
            part.recent = Array(recent[start..<min(start + count, recent.count)])
            try body(part)
        }
    }

    /// Calls `body` with the bits of each value, in no order, and how often it came.
    package func forEachBits(_ body: (UInt64, Int) -> Void) {
        for index in sorted.values.indices { body(sorted.values[index], sorted.count(at: index)) }
        for bits in recent { body(bits, 1) }
    }
}

extension Array where Element == UInt64 {
    /// Moves its numbers to those that are sorted. Keeps its memory.
    @usableFromInline mutating func sort(into sorted: inout SortedCounts) {
        var scratch: [UInt64] = []
        radixSort(scratch: &scratch)
        sorted.merge(SortedCounts(sorted: self))
        removeAll(keepingCapacity: true)
    }

    /// What `sort(into:)` would make of `sorted`.
    @usableFromInline func sorted(into sorted: SortedCounts) -> SortedCounts {
        if isEmpty { return sorted }
        var (numbers, all) = (self, sorted)
        numbers.sort(into: &all)
        return all
    }
}
