/// How many inputs there were, or the sum of counts that are known: `add(3)` counts three.
public struct Count: FixedAggregate {
    public var count = 0

    @inlinable public init() {}
    @inlinable @inline(__always) public mutating func add(_ input: Int) { count &+= input }
    @inlinable @inline(__always) public mutating func merge(_ other: Count) { count &+= other.count }
    @inlinable public var result: Int { count }

    @inlinable public func encode(into bytes: inout ByteBuffer) {
        bytes.append(.count)
        bytes.append(integer: count)
    }

    @inlinable public init?(decoding bytes: ByteView) {
        var reader = ByteReader(bytes)
        guard reader.read(.count), let count = reader.read(Int.self), reader.isAtEnd else { return nil }
        self.count = count
    }
}
