/// What `ByteReader` reads.
extension ByteBuffer {
    /// LEB128: seven bits a byte, least significant first, the high bit says that more follow.
    @inlinable public mutating func append(varint value: UInt64) {
        reserve(10)
        var rest = value
        var end = used
        while rest >= 0x80 {
            // SAFETY: a number of 64 bits has at most ten bytes, for which there is room.
            unsafe base[end] = UInt8(truncatingIfNeeded: rest) | 0x80
            end += 1
            rest &>>= 7
        }
        unsafe base[end] = UInt8(truncatingIfNeeded: rest)
        used = end + 1
    }

    /// A size or a count. REQUIRES: not negative.
    @inlinable public mutating func append(varint value: Int) { append(varint: UInt64(value)) }

    /// The bytes of a value in memory.
    @inlinable public mutating func append<T: BitwiseCopyable>(bits value: T) {
        unsafe withUnsafeBytes(of: value) { unsafe append($0) }
    }

    /// What `body` appends, behind its length: a `u32`.
    @inlinable public mutating func appendWithLength(_ body: (inout ByteBuffer) -> Void) {
        append(integer: UInt32(0))
        let start = used
        body(&self)
        let length = UInt32(used - start).littleEndian
        // SAFETY: these four bytes were appended above.
        unsafe UnsafeMutableRawPointer(base + start - 4).storeBytes(of: length, as: UInt32.self)
    }
}

extension ByteBuffer {
    /// Appends a number in decimal.
    package mutating func append(decimal number: Int) {
        if number < 0 { append(UInt8(ascii: "-")) }
        append(magnitude: UInt64(number.magnitude))
    }

    @usableFromInline mutating func append(magnitude: UInt64) {
        var digits = 1
        var rest = magnitude
        while rest >= 10 {
            rest /= 10
            digits += 1
        }
        reserve(digits)
        rest = magnitude
        for place in (count..<count + digits).reversed() {
            // SAFETY: room for all of them was reserved.
            unsafe base[place] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        }
        count += digits
    }
}
