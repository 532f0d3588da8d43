/// Takes an encoded key apart, from front to back.
public struct KeyReader: ~Escapable {
    @usableFromInline let bytes: ByteView
    @usableFromInline var position = 0
    /// Inverts every byte: 0xFF within what is in descending order.
    @usableFromInline var mask: UInt8 = 0

    @inlinable @_lifetime(copy bytes)
    public init(_ bytes: ByteView) { self.bytes = bytes }

    @inlinable public var isAtEnd: Bool { position == bytes.count }

    /// What has not been read.
    @inlinable public var rest: ByteView {
        @_lifetime(copy self) get { bytes.slice(position, bytes.count) }
    }

    /// REQUIRES: not at the end; stops the process otherwise, since that is no key of the type that reads it.
    @inlinable public mutating func readByte() -> UInt8 {
        defer { position += 1 }
        return bytes[position] ^ mask
    }

    @inlinable mutating func readBigEndian<T: FixedWidthInteger & UnsignedInteger>(_: T.Type) -> T {
        var value: T = 0
        for _ in 0..<MemoryLayout<T>.size { value = T(truncatingIfNeeded: UInt64(value) << 8) | T(readByte()) }
        return value
    }

    /// Bytes up to the end that `ByteBuffer.append(ordered:)` wrote, without escapes.
    @usableFromInline mutating func readText() -> [UInt8] {
        var text: [UInt8] = []
        while true {
            let byte = readByte()
            if byte == 0 && readByte() == 0 { return text }
            text.append(byte)
        }
    }
}
