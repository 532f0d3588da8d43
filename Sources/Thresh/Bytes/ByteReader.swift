/// Takes bytes apart from front to back, for `Aggregate.init(decoding:)`. Nothing is read beyond the end: what is not
/// there is nil, and then nothing is taken.
public struct ByteReader: ~Escapable {
    @usableFromInline let bytes: ByteView
    @usableFromInline var position = 0

    @inlinable @_lifetime(copy bytes)
    public init(_ bytes: ByteView) { self.bytes = bytes }

    /// Bytes that have not been read.
    @inlinable public var remaining: Int { bytes.count - position }
    @inlinable public var isAtEnd: Bool { position == bytes.count }

    @inlinable public mutating func readByte() -> UInt8? {
        guard position < bytes.count else { return nil }
        defer { position += 1 }
        return bytes[position]
    }

    /// What `ByteBuffer.append(integer:)` wrote.
    @inlinable public mutating func read<T: FixedWidthInteger & BitwiseCopyable>(_: T.Type) -> T? {
        readBits(T.self).map { T(littleEndian: $0) }
    }

    /// The value whose bytes in memory come next. Only for types of which every pattern of bits is a value: not for
    /// `Bool`, enums or optionals.
    @inlinable public mutating func readBits<T: BitwiseCopyable>(_: T.Type) -> T? {
        let size = MemoryLayout<T>.size
        guard size <= remaining else { return nil }
        defer { position += size }
        // SAFETY: the range lies within the view.
        return unsafe bytes.rawBuffer.loadUnaligned(fromByteOffset: position, as: T.self)
    }

    /// What `ByteBuffer.append(varint:)` wrote.
    @inlinable public mutating func readVarint() -> UInt64? {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        var index = position
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            value |= UInt64(byte & 0x7F) &<< shift
            if byte < 0x80 {
                if shift == 63 && byte > 1 { return nil }
                position = index
                return value
            }
            shift += 7
            if shift > 63 { return nil }
        }
        return nil
    }

    /// A varint that is a size or a count: at most `limit`.
    @inlinable public mutating func readCount(limit: Int = .max) -> Int? {
        guard let value = readVarint(), value <= UInt64(limit) else { return nil }
        return Int(value)
    }

    @inlinable @_lifetime(copy self)
    public mutating func readBytes(_ count: Int) -> ByteView? {
        guard count >= 0 && count <= remaining else { return nil }
        let start = position
        position += count
        return bytes.slice(start, position)
    }
}
