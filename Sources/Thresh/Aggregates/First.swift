/// The value with the earliest time; of several with that time, the smallest. Nil when there was none.
///
/// Times and values that do not equal themselves (NaN) are left out. It goes between processes as the bytes of both in
/// memory.
public struct First<Time: Comparable & BitwiseCopyable, Value: Comparable & BitwiseCopyable>: FixedAggregate {
    public var value: Timed<Time, Value>?

    @inlinable public init() {}

    @inlinable @inline(__always) public mutating func add(_ input: Timed<Time, Value>) {
        guard let value else {
            if input == input { self.value = input }
            return
        }
        if Extreme.precedes(input, value) { self.value = input }
    }

    @inlinable public mutating func add(_ value: Value, at time: Time) { add(Timed(time, value)) }

    @inlinable @inline(__always) public mutating func merge(_ other: First) {
        if let value = other.value { add(value) }
    }

    @inlinable public var result: Timed<Time, Value>? { value }

    @inlinable public func encode(into bytes: inout ByteBuffer) {
        Extreme.encode(timed: value, as: .first, into: &bytes)
    }

    @inlinable public init?(decoding bytes: ByteView) {
        guard let value: Timed<Time, Value>? = Extreme.decode(timed: bytes, as: .first) else { return nil }
        self.value = value
    }
}
