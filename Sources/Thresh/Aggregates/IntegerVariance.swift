/// Mean, variance and standard deviation of integers, from exact sums of them and of their squares; nil when there was
/// none.
public struct IntegerVariance: FixedAggregate {
    @usableFromInline var mean = IntegerMean()
    // The sum of the squares, of 192 bits.
    @usableFromInline var low: UInt64 = 0
    @usableFromInline var middle: UInt64 = 0
    @usableFromInline var high: UInt64 = 0

    @inlinable public init() {}

    @inlinable public var count: Int { mean.count }

    @inlinable @inline(__always) public mutating func add(_ input: Int) {
        mean.add(input)
        let square = UInt64(input.magnitude).multipliedFullWidth(by: UInt64(input.magnitude))
        add(square.low, square.high, 0)
    }

    @inlinable @inline(__always) public mutating func merge(_ other: IntegerVariance) {
        mean.merge(other.mean)
        add(other.low, other.middle, other.high)
    }

    @inlinable @inline(__always) mutating func add(_ otherLow: UInt64, _ otherMiddle: UInt64, _ otherHigh: UInt64) {
        let (lowSum, carry) = low.addingReportingOverflow(otherLow)
        let (partial, first) = middle.addingReportingOverflow(otherMiddle)
        let (middleSum, second) = partial.addingReportingOverflow(carry ? 1 : 0)
        low = lowSum
        middle = middleSum
        high = high &+ otherHigh &+ (first || second ? 1 : 0)
    }

    var squares: Natural { Natural([low, middle, high]) }

    public var result: Moments? {
        guard let mean = mean.result else { return nil }
        return Moments(
            count: count, mean: mean, sum: Natural(self.mean.total.magnitude), sumExponent: 0, squares: squares,
            squaresExponent: 0)
    }

    @inlinable public func encode(into bytes: inout ByteBuffer) {
        bytes.append(.integerVariance)
        bytes.append(integer: mean.count)
        bytes.append(integer: mean.low)
        bytes.append(integer: mean.high)
        bytes.append(integer: low)
        bytes.append(integer: middle)
        bytes.append(integer: high)
    }

    @inlinable public init?(decoding bytes: ByteView) {
        var reader = ByteReader(bytes)
        // No more than can be added to others.
        guard reader.read(.integerVariance), let count = reader.read(Int.self), (0..<1 << 60).contains(count),
            let sumLow = reader.read(UInt64.self), let sumHigh = reader.read(Int64.self),
            let low = reader.read(UInt64.self), let middle = reader.read(UInt64.self),
            let high = reader.read(UInt64.self), reader.isAtEnd
        else { return nil }
        mean.count = count
        mean.low = sumLow
        mean.high = sumHigh
        self.low = low
        self.middle = middle
        self.high = high
    }
}
