/// Two aggregates, each with inputs of its own: `Zipped<Distinct, Sum<Int>>` of addresses and sizes. Nest it for more.
public struct Zipped<First: Aggregate, Second: Aggregate> {
    public var first: First
    public var second: Second

    @inlinable public init(_ first: First, _ second: Second) {
        self.first = first
        self.second = second
    }
}

extension Zipped: Aggregate {
    public typealias Input = InputPair<First.Input, Second.Input>
    public typealias Result = (First.Result, Second.Result)

    @inlinable @inline(__always) public mutating func add(_ input: InputPair<First.Input, Second.Input>) {
        first.add(input.first)
        second.add(input.second)
    }

    @inlinable @inline(__always) public mutating func merge(_ other: Zipped) {
        first.merge(other.first)
        second.merge(other.second)
    }

    @inlinable public var result: Result { (first.result, second.result) }
    @inlinable public var heapBytes: Int { first.heapBytes + second.heapBytes }

    @inlinable public func encode(into bytes: inout ByteBuffer) {
        bytes.append(.zipped)
        bytes.appendWithLength { first.encode(into: &$0) }
        second.encode(into: &bytes)
    }

    @inlinable public init?(decoding bytes: ByteView) {
        var reader = ByteReader(bytes)
        guard reader.read(.zipped), let length = reader.read(UInt32.self), let front = reader.readBytes(Int(length)),
            let back = reader.readBytes(reader.remaining), let first = First(decoding: front),
            let second = Second(decoding: back)
        else { return nil }
        self.init(first, second)
    }
}

extension Zipped: DefaultAggregate where First: DefaultAggregate, Second: DefaultAggregate {
    @inlinable public init() { self.init(First(), Second()) }
}

extension Zipped: BitwiseCopyable where First: BitwiseCopyable, Second: BitwiseCopyable {}
extension Zipped: FixedAggregate where First: FixedAggregate, Second: FixedAggregate {}
extension Zipped: Sendable where First: Sendable, Second: Sendable {}

/// One input for each of two aggregates: what `Zipped` takes. A view is as good as a value.
public struct InputPair<First: ~Escapable, Second: ~Escapable>: ~Escapable {
    public var first: First
    public var second: Second

    @inlinable @_lifetime(copy first, copy second)
    public init(_ first: First, _ second: Second) {
        self.first = first
        self.second = second
    }
}

extension InputPair: Escapable where First: Escapable, Second: Escapable {}
extension InputPair: BitwiseCopyable where First: BitwiseCopyable, Second: BitwiseCopyable {}
