/// The sum of integers. Overflow stops the worker; numbers with fractions have `FloatingSum`.
public struct Sum<Value: FixedWidthInteger & BitwiseCopyable>: FixedAggregate {
    public var total: Value = 0

    @inlinable public init() {}
    @inlinable @inline(__always) public mutating func add(_ input: Value) { total += input }
    @inlinable @inline(__always) public mutating func merge(_ other: Sum) { total += other.total }
    @inlinable public var result: Value { total }

    @inlinable public func encode(into bytes: inout ByteBuffer) {
        bytes.append(.sum)
        bytes.append(integer: total)
    }

    @inlinable public init?(decoding bytes: ByteView) {
        var reader = ByteReader(bytes)
        guard reader.read(.sum), let total = reader.read(Value.self), reader.isAtEnd else { return nil }
        self.total = total
    }
}
