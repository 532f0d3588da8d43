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
        if unit != .written { return value(text).map { $0 * unit.seconds } }
        var total = 0.0
        var index = 0
        while index < text.count {
            let start = index
            while index < text.count,
                text[index] &- 48 < 10 || text[index] == 46 || (index == start && text[index] == 45)
            {
                index += 1
            }
            guard let amount = value(text.slice(start, index)) else { return nil }
            let unitStart = index
            while index < text.count, !(text[index] &- 48 < 10 || text[index] == 46) { index += 1 }
            guard let scale = seconds(perUnit: text.slice(unitStart, index)) else { return nil }
            total += amount * scale
        }
        return text.count == 0 ? nil : total
    }

    /// How many seconds a unit of time is.
    static func seconds(perUnit unit: LineBytes) -> Double? {
        if unit.count == 0 || unit.equals("s") { return 1 }
        if unit.equals("ms") { return 1e-3 }
        if unit.equals("us") || unit.equals("µs") || unit.equals("μs") { return 1e-6 }
        if unit.equals("ns") { return 1e-9 }
        if unit.equals("m") || unit.equals("min") { return 60 }
        if unit.equals("h") { return 3600 }
        if unit.equals("d") { return 86400 }
        return nil
    }
}
