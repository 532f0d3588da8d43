extension ByteView {
    /// The double nearest to a decimal number: digits with an optional sign, point and exponent; nil when there is
    /// anything else, or it is larger than any double.
    public var double: Double? {
        var index = 0
        let isNegative = count > 0 && self[0] == UInt8(ascii: "-")
        if isNegative || count > 0 && self[0] == UInt8(ascii: "+") { index = 1 }
        var mantissa: UInt64 = 0
        var exponent = 0
        var digits = 0
        // What does not fit into the mantissa is left to the slow way.
        func take(_ digit: UInt8) {
            mantissa = mantissa &* 10 &+ UInt64(digit)
            digits += digits > 0 || digit > 0 ? 1 : 0
        }
        let first = index
        while index < count, self[index] &- UInt8(ascii: "0") < 10 {
            take(self[index] &- UInt8(ascii: "0"))
            index += 1
        }
        var hasDigits = index > first
        if index < count && self[index] == UInt8(ascii: ".") {
            let point = index + 1
            index = point
            while index < count, self[index] &- UInt8(ascii: "0") < 10 {
                take(self[index] &- UInt8(ascii: "0"))
                index += 1
            }
            exponent = point - index
            hasDigits = hasDigits || index > point
        }
        if !hasDigits { return nil }
        if index < count && self[index] | 0x20 == UInt8(ascii: "e") {
            index += 1
            let isMinus = index < count && self[index] == UInt8(ascii: "-")
            if isMinus || index < count && self[index] == UInt8(ascii: "+") { index += 1 }
            let first = index
            var written = 0
            while index < count, self[index] &- UInt8(ascii: "0") < 10 {
                written = min(written * 10 + Int(self[index] &- UInt8(ascii: "0")), 1 << 40)
                index += 1
            }
            if index == first { return nil }
            exponent += isMinus ? -written : written
        }
        if index < count { return nil }
        // Both are exact as doubles then, so that one operation rounds to the nearest.
        if digits <= 15 && exponent >= -22 && exponent <= 22 {
            let scale = ByteView.powersOfTen[abs(exponent)]
            let value = exponent < 0 ? Double(mantissa) / scale : Double(mantissa) * scale
            return isNegative ? -value : value
        }
        guard let value = Double(String(self)), value.isFinite else { return nil }
        return value
    }

    private static let powersOfTen: [Double] = [
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22,
    ]
}
