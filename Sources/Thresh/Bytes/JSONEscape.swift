/// What stands behind a backslash in a JSON string: for readers that refuse what is wrong and for those that forgive it.
package enum JSONEscape {
    /// The byte that a letter stands for; nil for `u` and for what is no escape.
    @inlinable @inline(__always)
    package static func byte(of letter: UInt8) -> UInt8? {
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): letter
        case UInt8(ascii: "b"): 8
        case UInt8(ascii: "t"): 9
        case UInt8(ascii: "n"): 10
        case UInt8(ascii: "f"): 12
        case UInt8(ascii: "r"): 13
        default: nil
        }
    }

    /// The character whose hexadecimal digits begin at a place behind `\u`, and how many bytes it takes from there: 4, or
    /// 10 with the other half of a surrogate pair. Half a pair alone is U+FFFD. nil where four digits are missing.
    ///
    /// - Parameter byte: the byte at a place, and 0 or any other byte that is no digit behind the end.
    @inlinable @inline(__always)
    package static func scalar(
        at start: Int, _ byte: (Int) -> UInt8
    ) -> (scalar: Unicode.Scalar, length: Int)? {
        guard let unit = codeUnit(at: start, byte) else { return nil }
        if unit >> 10 == 0x36, byte(start + 4) == UInt8(ascii: "\\"), byte(start + 5) == UInt8(ascii: "u"),
            let low = codeUnit(at: start + 6, byte), low >> 10 == 0x37,
            let scalar = Unicode.Scalar(0x10000 + (unit & 0x3FF) << 10 + low & 0x3FF)
        {
            return (scalar, 10)
        }
        return (Unicode.Scalar(unit) ?? "\u{FFFD}", 4)
    }

    @inlinable
    static func codeUnit(at start: Int, _ byte: (Int) -> UInt8) -> UInt32? {
        var value: UInt32 = 0
        for position in start..<start + 4 {
            let digit = byte(position)
            if digit &- UInt8(ascii: "0") < 10 {
                value = value << 4 | UInt32(digit &- UInt8(ascii: "0"))
            } else if (digit | 0x20) &- UInt8(ascii: "a") < 6 {
                value = value << 4 | UInt32((digit | 0x20) &- UInt8(ascii: "a") &+ 10)
            } else {
                return nil
            }
        }
        return value
    }
}
