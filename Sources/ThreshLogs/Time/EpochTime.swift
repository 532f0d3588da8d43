internal import Thresh

/// Times counted from 1970.
enum EpochTime {
    /// Seconds with or without a fraction, milliseconds from 100 billion on, microseconds from 100 trillion on,
    /// nanoseconds from 100 quadrillion on: each reaches from 1973 to the year 5138 of the unit before. An exponent may
    /// follow: `1.7435194e9`.
    static func ticks(_ text: LineBytes) -> Int64? {
        var index = 0
        let isNegative = text.at(0) == UInt8(ascii: "-")
        if isNegative { index = 1 }
        /// All digits but those that 64 bits cannot hold, which are below a nanosecond.
        var digits: Int64 = 0
        /// The power of ten that the digits are to be multiplied with.
        var exponent = 0
        var count = 0
        var seesPoint = false
        while index < text.count {
            let digit = text[index] &- 48
            if digit < 10 {
                if digits < 900_000_000_000_000_000 {
                    digits = digits * 10 + Int64(digit)
                    if seesPoint { exponent -= 1 }
                } else if !seesPoint {
                    // The nineteenth digit still fits where the number does.
                    let (product, isOver) = digits.multipliedReportingOverflow(by: 10)
                    let (sum, isCarried) = product.addingReportingOverflow(Int64(digit))
                    if isOver || isCarried { return nil }
                    digits = sum
                }
                count += 1
            } else if text[index] == UInt8(ascii: "."), !seesPoint, count > 0 {
                seesPoint = true
                if text.at(index + 1) &- 48 >= 10 { return nil }
            } else {
                break
            }
            index += 1
        }
        if count == 0 { return nil }
        if index < text.count {
            guard let power = power(text, index) else { return nil }
            exponent += power
        }
        return ticks(isNegative ? -digits : digits, exponent)
    }

    /// A moment as a number of seconds or of the smaller units; nil where it is none that times reach to.
    static func ticks(_ number: Double) -> Int64? {
        let unit = unit(abs(number) < 9e18 ? Int64(abs(number)) : .max)
        let nanoseconds = number * Double(unit)
        return abs(nanoseconds) < 1e21 ? ticks(Int128(nanoseconds.rounded())) : nil
    }

    static func ticks(_ number: Int64) -> Int64? { number == .min ? nil : ticks(number, 0) }

    /// The exponent that is the rest of the text: `e9`, `E+09`; nil for anything else, and for one out of all reason.
    private static func power(_ text: LineBytes, _ start: Int) -> Int? {
        guard text[start] | 0x20 == UInt8(ascii: "e") else { return nil }
        var index = start + 1
        let isNegative = text.at(index) == UInt8(ascii: "-")
        if isNegative || text.at(index) == UInt8(ascii: "+") { index += 1 }
        if index == text.count { return nil }
        var value = 0
        while index < text.count {
            guard text[index] &- 48 < 10, value < 100 else { return nil }
            value = value * 10 + Int(text[index] &- 48)
            index += 1
        }
        return isNegative ? -value : value
    }

    private static func unit(_ whole: Int64) -> Int64 {
        switch whole {
        case ..<100_000_000_000: 1_000_000_000
        case ..<100_000_000_000_000: 1_000_000
        case ..<100_000_000_000_000_000: 1_000
        default: 1
        }
    }

    private static func ticks(_ digits: Int64, _ exponent: Int) -> Int64? {
        guard let whole = scaled(digits, exponent).flatMap({ Int64(exactly: $0) }), whole != .min else { return nil }
        let power =
            switch unit(abs(whole)) {
            case 1_000_000_000: 9
            case 1_000_000: 6
            case 1_000: 3
            default: 0
            }
        return scaled(digits, exponent + power).flatMap { ticks($0) }
    }

    /// A number times a power of ten, without what is behind the point.
    private static func scaled(_ digits: Int64, _ exponent: Int) -> Int128? {
        if digits == 0 { return 0 }
        if exponent <= -19 { return 0 }
        if exponent >= 19 { return nil }
        var power: Int64 = 1
        for _ in 0..<abs(exponent) { power *= 10 }
        return exponent < 0 ? Int128(digits / power) : Int128(digits) * Int128(power)
    }

    private static func ticks(_ nanoseconds: Int128) -> Int64? {
        let (seconds, rest) = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
        return Int64(exactly: seconds).flatMap { Timestamp(seconds: $0, nanoseconds: Int64(rest))?.ticks }
    }
}
