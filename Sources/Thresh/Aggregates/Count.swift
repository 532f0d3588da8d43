/// How many inputs there were, or the sum of counts that are known: `add(3)` counts three.
public struct Count: FixedAggregate {
    public var count = 0

    @inlinable public init() {}
    @inlinable @inline(__always) public mutating func add(_ input: Int) { count &+= input }
    @inlinable @inline(__always) public mutating func merge(_ other: Count) { count &+= other.count }
    @inlinable public var result: Int { count }
}
