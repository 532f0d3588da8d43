internal import Glibc
internal import Thresh

/// Decimal numbers in text.
enum NumberText {
    /// A decimal number with optional sign, fraction and exponent, and nothing else; nil for anything else.
    static func value(of text: ByteView) -> Double? {
        unsafe value(LineBytes(text))
    }

    /// Exact for up to 15 digits, which a double holds together with the power of ten it is divided by; the rest is left
    /// to `strtod`.
    static func value(_ text: LineBytes) -> Double? {
        var index = 0
        var isNegative = false
        if text.count > 0, text[0] == UInt8(ascii: "-") || text[0] == UInt8(ascii: "+") {
            isNegative = text[0] == UInt8(ascii: "-")
            index = 1
        }
        var digits: Int64 = 0
        var digitCount = 0
        var fractionCount = 0
        var seesPoint = false
        while index < text.count {
            let byte = text[index]
            if byte == UInt8(ascii: "."), !seesPoint {
                seesPoint = true
            } else if byte &- 48 < 10 {
                digitCount += 1
                if digitCount <= 15 { digits = digits * 10 + Int64(byte &- 48) }
                if seesPoint { fractionCount += 1 }
            } else {
                break
            }
            index += 1
        }
        if digitCount == 0 { return nil }
        if index == text.count, digitCount <= 15 {
            let value = Double(digits) / powersOfTen[fractionCount]
            return isNegative ? -value : value
        }
        return index < text.count && text[index] | 0x20 != UInt8(ascii: "e") ? nil : slowValue(text)
    }

    private static func slowValue(_ text: LineBytes) -> Double? {
        if text.count > 400 { return nil }
        var copy = [CChar](repeating: 0, count: text.count + 1)
        for index in 0..<text.count {
            let byte = text[index]
            guard byte &- 48 < 10 || byte == 43 || byte == 45 || byte == 46 || byte | 0x20 == 101 else { return nil }
            copy[index] = CChar(byte)
        }
        return unsafe copy.withUnsafeBufferPointer { buffer in
            let start = buffer.baseAddress!
            var end: UnsafeMutablePointer<CChar>?
            let value = unsafe strtod(start, &end)
            guard let end = unsafe end, unsafe UnsafePointer(end) == start + text.count, value.isFinite else {
                return nil
            }
            return value
        }
    }

    private static let powersOfTen: [Double] = [
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
    ]

    /// An integer as `ByteView.integer` reads it.
    static func integer(_ text: LineBytes) -> Int? {
        unsafe ByteView(unsafeStart: text.base, count: text.count).integer
    }

    /// A duration in seconds: a number in `unit`, or with a unit of its own behind it (`ns us µs ms s m min h d`).
    static func duration(_ text: LineBytes, _ unit: DurationUnit) -> Double? {
        if unit != .written { return value(text).map { TimeUnit.power(unit.decimalPlaces).seconds($0) } }
        var total = 0.0
        let fits = forEachAmount(text) { amount, unit in
            guard let amount = value(amount) else { return false }
            total += unit.seconds(amount)
            return true
        }
        return fits ? total : nil
    }

    /// The same, exactly as the digits say; nil also where these are more than fit.
    static func decimalDuration(_ text: LineBytes, _ unit: DurationUnit) -> DecimalNumber? {
        if unit != .written { return DecimalNumber(text, shift: unit.decimalPlaces) }
        var total = DecimalNumber(0)
        let fits = forEachAmount(text) { amount, unit in
            guard let amount = unit.seconds(amount), let sum = total.adding(amount) else { return false }
            total = sum
            return true
        }
        return fits ? total : nil
    }

    /// Calls `body` with each amount and its unit, until it returns false; false also when something is neither.
    private static func forEachAmount(_ text: LineBytes, _ body: (LineBytes, TimeUnit) -> Bool) -> Bool {
        var index = 0
        while index < text.count {
            let start = index
            while index < text.count,
                text[index] &- 48 < 10 || text[index] == 46 || (index == start && text[index] == 45)
            {
                index += 1
            }
            let unitStart = index
            while index < text.count, !(text[index] &- 48 < 10 || text[index] == 46) { index += 1 }
            guard let unit = TimeUnit(text.slice(unitStart, index)), body(text.slice(start, unitStart), unit) else {
                return false
            }
        }
        return text.count > 0
    }
}
