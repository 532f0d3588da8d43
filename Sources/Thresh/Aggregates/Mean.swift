/// The mean of doubles, from their exact sum, so that it is the same bits in whatever order they come; nil when there
/// was none. Integers have `IntegerMean`, which is several times as fast.
public struct Mean: DefaultAggregate, Sendable {
    public var count = 0
    @usableFromInline var sum = ExactSum()

    @inlinable public init() {}

    @inlinable @inline(__always) public mutating func add(_ input: Double) {
        count &+= 1
        sum.add(input)
    }

    @inlinable public mutating func merge(_ other: Mean) {
        count &+= other.count
        sum.merge(other.sum)
    }

    /// The nearest double.
    public var result: Double? { count == 0 ? nil : sum.divided(by: count) }

    @inlinable public var heapBytes: Int { sum.heapBytes }

    @inlinable public func encode(into bytes: inout ByteBuffer) {
        bytes.append(.mean)
        bytes.append(varint: count)
        sum.encode(into: &bytes)
    }

    @inlinable public init?(decoding bytes: ByteView) {
        var reader = ByteReader(bytes)
        guard reader.read(.mean), let count = reader.readCount(), let sum = ExactSum(from: &reader), reader.isAtEnd
        else { return nil }
        self.count = count
        self.sum = sum
    }
}
