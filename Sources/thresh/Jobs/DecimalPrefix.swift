import Thresh

/// The number at the start of a field, as `sort -n` reads it: blanks, a minus sign, digits, a point, digits.
enum DecimalPrefix {
    /// 0 where there is none. Exact up to 2^53; beyond that the nearest double.
    static func value(of field: ByteView) -> Double {
        var index = 0
        while index < field.count && (field[index] == 32 || field[index] == 9) { index += 1 }
        let isNegative = index < field.count && field[index] == UInt8(ascii: "-")
        if isNegative { index += 1 }
        var value = 0.0
        while index < field.count, let digit = digit(field[index]) {
            value = value * 10 + digit
            index += 1
        }
        if index < field.count && field[index] == UInt8(ascii: ".") {
            index += 1
            // Digits beyond those that a double tells apart are left out, and so never make it overflow.
            var digits = 0.0
            var scale = 1.0
            while index < field.count, digits < 9e14, let digit = digit(field[index]) {
                digits = digits * 10 + digit
                scale *= 10
                index += 1
            }
            value += digits / scale
        }
        return isNegative ? -value : value
    }

    /// The same with a unit behind it, `K` or `k` to `Y`, as powers of 1024.
    static func humanValue(of field: ByteView) -> Double {
        var index = 0
        while index < field.count, field[index] == 32 || field[index] == 9 { index += 1 }
        if index < field.count, field[index] == UInt8(ascii: "-") { index += 1 }
        while index < field.count, digit(field[index]) != nil || field[index] == UInt8(ascii: ".") { index += 1 }
        var value = value(of: field)
        guard index < field.count else { return value }
        let letter = field[index] == UInt8(ascii: "k") ? UInt8(ascii: "K") : field[index]
        for unit in "KMGTPEZY".utf8 {
            value *= 1024
            if letter == unit { return value }
        }
        return DecimalPrefix.value(of: field)
    }

    private static func digit(_ byte: UInt8) -> Double? {
        let digit = byte &- UInt8(ascii: "0")
        return digit < 10 ? Double(digit) : nil
    }
}
