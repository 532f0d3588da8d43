/// A key in the opposite order: every byte of its encoding is inverted.
public struct Descending<Key: JobKey>: JobKey {
    public var key: Key

    @inlinable public init(_ key: Key) { self.key = key }

    @inlinable public func encodePart(into bytes: inout ByteBuffer) {
        let start = bytes.count
        key.encodePart(into: &bytes)
        bytes.invert(from: start)
    }

    @inlinable public init(decodingPart reader: inout KeyReader) {
        reader.mask ^= 0xFF
        key = Key(decodingPart: &reader)
        reader.mask ^= 0xFF
    }
}

extension Descending: Equatable where Key: Equatable {}
extension Descending: Hashable where Key: Hashable {}
extension Descending: Sendable where Key: Sendable {}
extension Descending: BitwiseCopyable where Key: BitwiseCopyable {}

extension Descending: Comparable where Key: Comparable {
    @inlinable public static func < (a: Descending, b: Descending) -> Bool { b.key < a.key }
}
