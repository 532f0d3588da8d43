extension ByteBuffer {
    @inlinable @inline(__always)
    mutating func append(bigEndian bits: some FixedWidthInteger) {
        unsafe withUnsafeBytes(of: bits.bigEndian) { unsafe append($0) }
    }
}

/// Integers are big-endian, signed ones with the sign bit flipped.
extension JobKey where Self: FixedWidthInteger & UnsignedInteger {
    @inlinable @inline(__always)
    public func encodePart(into key: inout ByteBuffer) { key.append(bigEndian: self) }
    @inlinable public init(decodingPart reader: inout KeyReader) { self = reader.readBigEndian(Self.self) }
}

extension JobKey where Self: FixedWidthInteger & SignedInteger, Magnitude: FixedWidthInteger & UnsignedInteger {
    @inlinable @inline(__always)
    public func encodePart(into key: inout ByteBuffer) { key.append(bigEndian: self ^ Self.min) }
    @inlinable public init(decodingPart reader: inout KeyReader) {
        self = Self(truncatingIfNeeded: reader.readBigEndian(Magnitude.self)) ^ Self.min
    }
}

extension Int: JobKey {}
extension Int8: JobKey {}
extension Int16: JobKey {}
extension Int32: JobKey {}
extension Int64: JobKey {}
extension UInt: JobKey {}
extension UInt8: JobKey {}
extension UInt16: JobKey {}
extension UInt32: JobKey {}
extension UInt64: JobKey {}

/// -0 counts as 0; NaN comes after everything.
extension Double: JobKey {
    @inlinable public func encodePart(into key: inout ByteBuffer) {
        key.append(bigEndian: ByteBuffer.orderedBits(self))
    }
    @inlinable public init(decodingPart reader: inout KeyReader) {
        self = ByteBuffer.number(orderedBits: reader.readBigEndian(UInt64.self))
    }
}

extension Float: JobKey {
    @inlinable public func encodePart(into key: inout ByteBuffer) { Double(self).encodePart(into: &key) }
    @inlinable public init(decodingPart reader: inout KeyReader) { self = Float(Double(decodingPart: &reader)) }
}

extension Bool: JobKey {
    @inlinable public func encodePart(into key: inout ByteBuffer) { key.append(self ? 1 : 0) }
    @inlinable public init(decodingPart reader: inout KeyReader) { self = reader.readByte() != 0 }
}
