/// The sum of doubles: exact, and rounded once at the end, to the nearest double. So it is the same bits in whatever
/// order the numbers come, which a plain sum is not. Integers have `Sum`, which is several times as fast.
///
/// Infinities and NaN count as IEEE 754 says: one of each infinity, or a NaN, makes the sum NaN. A sum of 0 is +0.
public struct FloatingSum: DefaultAggregate, Sendable {
    @usableFromInline var sum = ExactSum()

    @inlinable public init() {}
    @inlinable @inline(__always) public mutating func add(_ input: Double) { sum.add(input) }
    @inlinable public mutating func merge(_ other: FloatingSum) { sum.merge(other.sum) }
    @inlinable public var result: Double { sum.rounded }
    @inlinable public var heapBytes: Int { sum.heapBytes }

    /// The double nearest to the sum divided by a count, also where the sum itself would be too large for one.
    package func divided(by count: Int) -> Double { sum.divided(by: count) }

    @inlinable public func encode(into bytes: inout ByteBuffer) {
        bytes.append(.floatingSum)
        sum.encode(into: &bytes)
    }

    @inlinable public init?(decoding bytes: ByteView) {
        var reader = ByteReader(bytes)
        guard reader.read(.floatingSum), let sum = ExactSum(from: &reader), reader.isAtEnd else { return nil }
        self.sum = sum
    }
}
