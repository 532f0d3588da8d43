/// Mean, variance and standard deviation of doubles, from exact sums of the numbers and of their squares: the same bits
/// in whatever order they come, and none lost where the numbers lie close together. Nil when there was none.
public struct Variance: DefaultAggregate, Sendable {
    public var count = 0
    @usableFromInline var sum = ExactSum()
    @usableFromInline var squares = ExactSum()

    @inlinable public init() {}

    @inlinable @inline(__always) public mutating func add(_ input: Double) {
        count &+= 1
        sum.add(input)
        squares.addSquare(of: input)
    }

    @inlinable public mutating func merge(_ other: Variance) {
        count &+= other.count
        sum.merge(other.sum)
        squares.merge(other.squares)
    }

    public var result: Moments? {
        if count == 0 { return nil }
        let mean = sum.divided(by: count)
        if sum.specialValue != nil { return Moments(count: count, mean: mean) }
        let (_, total, exponent) = sum.exact
        let (_, totalOfSquares, squaresExponent) = squares.exact
        return Moments(
            count: count, mean: mean, sum: total, sumExponent: exponent, squares: totalOfSquares,
            squaresExponent: squaresExponent)
    }

    @inlinable public var heapBytes: Int { sum.heapBytes + squares.heapBytes }

    @inlinable public func encode(into bytes: inout ByteBuffer) {
        bytes.append(.variance)
        bytes.append(varint: count)
        sum.encode(into: &bytes)
        squares.encode(into: &bytes)
    }

    @inlinable public init?(decoding bytes: ByteView) {
        var reader = ByteReader(bytes)
        guard reader.read(.variance), let count = reader.readCount(limit: 1 << 60), let sum = ExactSum(from: &reader),
            let squares = ExactSum(from: &reader), reader.isAtEnd
        else { return nil }
        self.count = count
        self.sum = sum
        self.squares = squares
    }
}
