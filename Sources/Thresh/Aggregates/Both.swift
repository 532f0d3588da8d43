/// Two aggregates of the same inputs. Nest it for more: `Both<Minimum<Int>, Both<Maximum<Int>, IntegerMean>>`.
public struct Both<First: Aggregate, Second: Aggregate> where First.Input == Second.Input {
    public var first: First
    public var second: Second

    @inlinable public init(_ first: First, _ second: Second) {
        self.first = first
        self.second = second
    }
}

extension Both: Aggregate {
    public typealias Input = First.Input
    public typealias Result = (First.Result, Second.Result)

    @inlinable @inline(__always) public mutating func add(_ input: First.Input) {
        first.add(input)
        second.add(input)
    }

    @inlinable @inline(__always) public mutating func merge(_ other: Both) {
        first.merge(other.first)
        second.merge(other.second)
    }

    @inlinable public var result: Result { (first.result, second.result) }
    @inlinable public var heapBytes: Int { first.heapBytes + second.heapBytes }

    @inlinable public func encode(into bytes: inout ByteBuffer) {
        bytes.append(.both)
        bytes.appendWithLength { first.encode(into: &$0) }
        second.encode(into: &bytes)
    }

    @inlinable public init?(decoding bytes: ByteView) {
        var reader = ByteReader(bytes)
        guard reader.read(.both), let length = reader.read(UInt32.self), let front = reader.readBytes(Int(length)),
            let back = reader.readBytes(reader.remaining), let first = First(decoding: front),
            let second = Second(decoding: back)
        else { return nil }
        self.init(first, second)
    }
}

extension Both: DefaultAggregate where First: DefaultAggregate, Second: DefaultAggregate {
    @inlinable public init() { self.init(First(), Second()) }
}

extension Both: BitwiseCopyable where First: BitwiseCopyable, Second: BitwiseCopyable {}
extension Both: FixedAggregate where First: FixedAggregate, Second: FixedAggregate {}
extension Both: Sendable where First: Sendable, Second: Sendable {}
