/// The sum of integers. Overflow stops the worker.
public struct Sum<Value: FixedWidthInteger & BitwiseCopyable>: FixedAggregate {
    public var total: Value = 0

    @inlinable public init() {}
    @inlinable @inline(__always) public mutating func add(_ input: Value) { total += input }
    @inlinable @inline(__always) public mutating func merge(_ other: Sum) { total += other.total }
    @inlinable public var result: Value { total }
}
