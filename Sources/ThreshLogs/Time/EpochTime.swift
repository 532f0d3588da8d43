/// Times counted from 1970.
enum EpochTime {
    /// Seconds with or without a fraction, milliseconds from 100 billion on, microseconds from 100 trillion on,
    /// nanoseconds from 100 quadrillion on: each reaches from 1973 to the year 5138 of the unit before. An exponent may
    /// follow: `1.7435194e9`.
    static func nanoseconds(_ text: LineBytes) -> Int64? {
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
        return nanoseconds(isNegative ? -digits : digits, exponent)
    }

    /// A moment as a number of seconds or of the smaller units; nil where it is none that times reach to.
    static func nanoseconds(_ number: Double) -> Int64? {
        let unit = unit(abs(number) < 9e18 ? Int64(abs(number)) : .max)
        let nanoseconds = number * Double(unit)
        return abs(nanoseconds) < 9.2e18 ? Int64(nanoseconds.rounded()) : nil
    }

    static func nanoseconds(_ number: Int64) -> Int64? { number == .min ? nil : nanoseconds(number, 0) }

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

    private static func nanoseconds(_ digits: Int64, _ exponent: Int) -> Int64? {
        guard let whole = scaled(digits, exponent), whole != .min else { return nil }
        let power =
            switch unit(abs(whole)) {
            case 1_000_000_000: 9
            case 1_000_000: 6
            case 1_000: 3
            default: 0
            }
        return scaled(digits, exponent + power)
    }

    /// A number times a power of ten, without what is behind the point.
    private static func scaled(_ digits: Int64, _ exponent: Int) -> Int64? {
        if digits == 0 { return 0 }
        if exponent <= -19 { return 0 }
        if exponent >= 19 { return nil }
        var power: Int64 = 1
        for _ in 0..<abs(exponent) { power *= 10 }
        if exponent < 0 { return digits / power }
        let (product, isOver) = digits.multipliedReportingOverflow(by: power)
        return isOver ? nil : product
    }
}
