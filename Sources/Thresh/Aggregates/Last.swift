/// The value with the latest time; of several with that time, the largest. Nil when there was none.
///
/// Times and values that do not equal themselves (NaN) are left out. It goes between processes as the bytes of both in
/// memory.
public struct Last<Time: Comparable & BitwiseCopyable, Value: Comparable & BitwiseCopyable>: FixedAggregate {
    public var value: Timed<Time, Value>?

    @inlinable public init() {}

    @inlinable @inline(__always) public mutating func add(_ input: Timed<Time, Value>) {
        guard let value else {
            if input == input { self.value = input }
            return
        }
        if Extreme.precedes(value, input) { self.value = input }
    }

    @inlinable public mutating func add(_ value: Value, at time: Time) { add(Timed(time, value)) }

    @inlinable @inline(__always) public mutating func merge(_ other: Last) {
        if let value = other.value { add(value) }
    }

    @inlinable public var result: Timed<Time, Value>? { value }

    @inlinable public func encode(into bytes: inout ByteBuffer) {
        Extreme.encode(timed: value, as: .last, into: &bytes)
    }

    @inlinable public init?(decoding bytes: ByteView) {
        guard let value: Timed<Time, Value>? = Extreme.decode(timed: bytes, as: .last) else { return nil }
        self.value = value
    }
}
