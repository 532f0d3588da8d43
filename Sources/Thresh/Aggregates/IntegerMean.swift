/// The mean of integers, from their exact sum; nil when there was none.
public struct IntegerMean: FixedAggregate {
    public var count = 0
    // The sum, of 128 bits, in two halves: an `Int128` would be aligned to 16 bytes.
    @usableFromInline var low: UInt64 = 0
    @usableFromInline var high: Int64 = 0

    @inlinable public init() {}

    @inlinable @inline(__always) public mutating func add(_ input: Int) {
        count &+= 1
        add(UInt64(bitPattern: Int64(input)), Int64(input) >> 63)
    }

    @inlinable @inline(__always) public mutating func merge(_ other: IntegerMean) {
        count &+= other.count
        add(other.low, other.high)
    }

    @inlinable @inline(__always) mutating func add(_ otherLow: UInt64, _ otherHigh: Int64) {
        let (sum, carry) = low.addingReportingOverflow(otherLow)
        low = sum
        high = high &+ otherHigh &+ (carry ? 1 : 0)
    }

    @inlinable public var total: Int128 { Int128(high) << 64 | Int128(low) }

    /// Within one unit in the last place.
    @inlinable public var result: Double? { count == 0 ? nil : Double(total) / Double(count) }

    @inlinable public func encode(into bytes: inout ByteBuffer) {
        bytes.append(.integerMean)
        bytes.append(integer: count)
        bytes.append(integer: low)
        bytes.append(integer: high)
    }

    @inlinable public init?(decoding bytes: ByteView) {
        var reader = ByteReader(bytes)
        // No more than can be added to others.
        guard reader.read(.integerMean), let count = reader.read(Int.self), (0..<1 << 60).contains(count),
            let low = reader.read(UInt64.self), let high = reader.read(Int64.self), reader.isAtEnd
        else { return nil }
        self.count = count
        self.low = low
        self.high = high
    }
}
