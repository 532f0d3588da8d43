/// Two keys as one: ordered by the first, then by the second. Use a type of your own where names say more.
public struct Pair<First, Second> {
    public var first: First
    public var second: Second

    @inlinable public init(_ first: First, _ second: Second) {
        self.first = first
        self.second = second
    }
}

extension Pair: Equatable where First: Equatable, Second: Equatable {}
extension Pair: Hashable where First: Hashable, Second: Hashable {}
extension Pair: Sendable where First: Sendable, Second: Sendable {}
extension Pair: BitwiseCopyable where First: BitwiseCopyable, Second: BitwiseCopyable {}

extension Pair: Comparable where First: Comparable, Second: Comparable {
    @inlinable public static func < (a: Pair, b: Pair) -> Bool {
        a.first == b.first ? a.second < b.second : a.first < b.first
    }
}

extension Pair: JobValue where First: JobKey, Second: JobValue {
    @inlinable public func encode(into bytes: inout ByteBuffer) {
        first.encodePart(into: &bytes)
        second.encode(into: &bytes)
    }

    @inlinable public init(decoding bytes: ByteView) {
        var reader = KeyReader(bytes)
        first = First(decodingPart: &reader)
        second = Second(decoding: reader.rest)
    }
}

extension Pair: JobKey where First: JobKey, Second: JobKey {
    @inlinable public func encodePart(into key: inout ByteBuffer) {
        first.encodePart(into: &key)
        second.encodePart(into: &key)
    }

    @inlinable public init(decodingPart reader: inout KeyReader) {
        first = First(decodingPart: &reader)
        second = Second(decodingPart: &reader)
    }
}

extension Pair: Cells where First: Cells, Second: Cells {
    public static var cellKinds: [Column.Kind] { First.cellKinds + Second.cellKinds }
    public func writeCells(to part: inout PartWriter) {
        first.writeCells(to: &part)
        part.tab()
        second.writeCells(to: &part)
    }
}
