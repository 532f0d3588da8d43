package import Thresh

/// Integers that 64 bits do not hold, as their digits: behind a minus or nothing, without zeros before them.
package enum LargeInteger {
    /// The digits of such an integer; nil for any other text.
    static func digits(_ text: LineBytes) -> LineBytes? {
        guard text.count >= 19, text.count <= 300 else { return nil }
        var start = text[0] == UInt8(ascii: "+") ? 1 : 0
        while start < text.count - 1, text[start] == 48 { start += 1 }
        let digits = text.slice(start, text.count)
        guard digits.count >= 19, NumberText.isDigits(digits), digits.at(isNegative(digits) ? 1 : 0) != 48,
            start == 0 || !isNegative(digits), NumberText.integer(digits) == nil
        else { return nil }
        return digits
    }

    static func isNegative(_ digits: LineBytes) -> Bool { digits.at(0) == UInt8(ascii: "-") }

    /// nil where 128 bits do not hold it.
    static func wide(_ digits: LineBytes) -> Int128? {
        let isNegative = isNegative(digits)
        var value: Int128 = 0
        for index in (isNegative ? 1 : 0)..<digits.count {
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, carry) = product.subtractingReportingOverflow(Int128(digits[index] &- 48))
            if overflow || carry { return nil }
            value = sum
        }
        if isNegative { return value }
        return value == .min ? nil : -value
    }

    // MARK: order

    /// Negative, zero or positive.
    static func order(_ a: LineBytes, _ b: LineBytes) -> Int {
        let (isANegative, isBNegative) = (isNegative(a), isNegative(b))
        if isANegative != isBNegative { return isANegative ? -1 : 1 }
        var order = a.count - b.count
        for index in 0..<a.count where order == 0 { order = Int(a[index]) - Int(b[index]) }
        return isANegative ? -order : order
    }

    package static func order(_ digits: ByteView, _ other: ByteView) -> Int {
        unsafe order(LineBytes(digits), LineBytes(other))
    }

    package static func order(_ digits: ByteView, _ integer: Int64) -> Int {
        unsafe isNegative(LineBytes(digits)) ? -1 : 1
    }

    package static func order(_ digits: ByteView, _ number: Double) -> Int {
        unsafe order(LineBytes(digits), .number(number)) ?? 0
    }

    /// With any number; nil with what is none. Exact, but for floating-point numbers of more than 128 bits.
    static func order(_ a: LineBytes, _ b: Scalar) -> Int? {
        switch b.kind {
        case .large: return order(a, b.bytes)
        case .integer: return isNegative(a) ? -1 : 1
        default:
            guard let number = b.double, let nearest = NumberText.value(a) else { return nil }
            if nearest != number { return nearest < number ? -1 : nearest > number ? 1 : nil }
            guard let exact = Int128(exactly: number), let wide = wide(a) else { return 0 }
            return wide < exact ? -1 : wide > exact ? 1 : 0
        }
    }
}
