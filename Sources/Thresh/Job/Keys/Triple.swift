/// Three keys as one, ordered by the first, then the second, then the third.
public struct Triple<First, Second, Third> {
    public var first: First
    public var second: Second
    public var third: Third

    @inlinable public init(_ first: First, _ second: Second, _ third: Third) {
        self.first = first
        self.second = second
        self.third = third
    }
}

extension Triple: Equatable where First: Equatable, Second: Equatable, Third: Equatable {}
extension Triple: Hashable where First: Hashable, Second: Hashable, Third: Hashable {}
extension Triple: Sendable where First: Sendable, Second: Sendable, Third: Sendable {}
extension Triple: BitwiseCopyable where First: BitwiseCopyable, Second: BitwiseCopyable, Third: BitwiseCopyable {}

extension Triple: Comparable where First: Comparable, Second: Comparable, Third: Comparable {
    @inlinable public static func < (a: Triple, b: Triple) -> Bool {
        (a.first, a.second, a.third) < (b.first, b.second, b.third)
    }
}

extension Triple: JobValue where First: JobKey, Second: JobKey, Third: JobValue {
    @inlinable public func encode(into bytes: inout ByteBuffer) {
        first.encodePart(into: &bytes)
        second.encodePart(into: &bytes)
        third.encode(into: &bytes)
    }

    @inlinable public init(decoding bytes: ByteView) {
        var reader = KeyReader(bytes)
        first = First(decodingPart: &reader)
        second = Second(decodingPart: &reader)
        third = Third(decoding: reader.rest)
    }
}

extension Triple: JobKey where First: JobKey, Second: JobKey, Third: JobKey {
    @inlinable public func encodePart(into key: inout ByteBuffer) {
        first.encodePart(into: &key)
        second.encodePart(into: &key)
        third.encodePart(into: &key)
    }

    @inlinable public init(decodingPart reader: inout KeyReader) {
        first = First(decodingPart: &reader)
        second = Second(decodingPart: &reader)
        third = Third(decodingPart: &reader)
    }
}

extension Triple: Cells where First: Cells, Second: Cells, Third: Cells {
    public static var cellKinds: [Column.Kind] { First.cellKinds + Second.cellKinds + Third.cellKinds }
    public func writeCells(to part: inout PartWriter) {
        first.writeCells(to: &part)
        part.tab()
        second.writeCells(to: &part)
        part.tab()
        third.writeCells(to: &part)
    }
}
