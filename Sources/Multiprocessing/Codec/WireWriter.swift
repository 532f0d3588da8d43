/// Appends the primitive parts of the format.
enum WireWriter {
    static func varint(_ value: UInt64, to bytes: inout [UInt8]) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    static func fixed<I: FixedWidthInteger>(_ value: I, to bytes: inout [UInt8]) {
        var rest = value
        for _ in 0..<I.bitWidth / 8 {
            bytes.append(UInt8(truncatingIfNeeded: rest))
            rest = I.bitWidth == 8 ? 0 : rest >> 8
        }
    }

    static func integer<I: FixedWidthInteger>(_ value: I, to bytes: inout [UInt8]) {
        if let small = UInt8(exactly: value), small < 0x80 {
            bytes.append(WireTag.small | small)
        } else if let unsigned = UInt64(exactly: value) {
            bytes.append(WireTag.unsigned)
            varint(unsigned, to: &bytes)
        } else if let signed = Int64(exactly: value) {
            bytes.append(WireTag.negative)
            varint(UInt64(-1 - signed), to: &bytes)
        } else if let wide = Int128(exactly: value) {
            bytes.append(WireTag.wide)
            fixed(wide, to: &bytes)
        } else {
            bytes.append(WireTag.unsignedWide)
            fixed(UInt128(truncatingIfNeeded: value), to: &bytes)
        }
    }

    static func text(_ string: String, to bytes: inout [UInt8]) {
        let utf8 = string.utf8
        varint(UInt64(utf8.count), to: &bytes)
        bytes.append(contentsOf: utf8)
    }

    /// Appends a value that the format knows by itself; false when `value` is none and has to encode itself.
    static func primitive<T>(_ value: T, to bytes: inout [UInt8]) -> Bool {
        // Comparing types is cheap where a cast of a generic value is not, and a cast would take an empty array of
        // any type for an array of bytes.
        if T.self == Int.self {
            integer(same(value, Int.self), to: &bytes)
        } else if T.self == String.self {
            bytes.append(WireTag.string)
            text(same(value, String.self), to: &bytes)
        } else if T.self == Double.self {
            bytes.append(WireTag.double)
            fixed(same(value, Double.self).bitPattern, to: &bytes)
        } else if T.self == Bool.self {
            bytes.append(same(value, Bool.self) ? WireTag.yes : WireTag.no)
        } else if T.self == UInt8.self {
            integer(same(value, UInt8.self), to: &bytes)
        } else if T.self == [UInt8].self {
            let array = same(value, [UInt8].self)
            bytes.append(WireTag.bytes)
            varint(UInt64(array.count), to: &bytes)
            bytes.append(contentsOf: array)
        } else if T.self == UInt64.self {
            integer(same(value, UInt64.self), to: &bytes)
        } else if T.self == Int64.self {
            integer(same(value, Int64.self), to: &bytes)
        } else if T.self == Int32.self {
            integer(same(value, Int32.self), to: &bytes)
        } else if T.self == UInt32.self {
            integer(same(value, UInt32.self), to: &bytes)
        } else if T.self == UInt.self {
            integer(same(value, UInt.self), to: &bytes)
        } else if T.self == Float.self {
            bytes.append(WireTag.float)
            fixed(same(value, Float.self).bitPattern, to: &bytes)
        } else if T.self == Int16.self {
            integer(same(value, Int16.self), to: &bytes)
        } else if T.self == UInt16.self {
            integer(same(value, UInt16.self), to: &bytes)
        } else if T.self == Int8.self {
            integer(same(value, Int8.self), to: &bytes)
        } else if T.self == Int128.self {
            integer(same(value, Int128.self), to: &bytes)
        } else if T.self == UInt128.self {
            integer(same(value, UInt128.self), to: &bytes)
        } else {
            return false
        }
        return true
    }

    @inline(__always)
    private static func same<T, U>(_ value: T, _ type: U.Type) -> U {
        precondition(T.self == U.self)
        // SAFETY: it is the same type, as has just been checked.
        return unsafe unsafeBitCast(value, to: U.self)
    }
}
