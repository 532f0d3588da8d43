/// The smallest of the values; nil when there was none. Values that do not equal themselves (NaN) are left out.
///
/// It goes between processes as the bytes of a `Value` in memory.
public struct Minimum<Value: Comparable & BitwiseCopyable>: FixedAggregate {
    public var value: Value?

    @inlinable public init() {}

    @inlinable @inline(__always) public mutating func add(_ input: Value) {
        guard let value else {
            if input == input { self.value = input }
            return
        }
        if Extreme.precedes(input, value) { self.value = input }
    }

    @inlinable @inline(__always) public mutating func merge(_ other: Minimum) {
        if let value = other.value { add(value) }
    }

    @inlinable public var result: Value? { value }

    @inlinable public func encode(into bytes: inout ByteBuffer) { Extreme.encode(value, as: .minimum, into: &bytes) }

    @inlinable public init?(decoding bytes: ByteView) {
        guard let value: Value? = Extreme.decode(bytes, as: .minimum) else { return nil }
        self.value = value
    }
}
