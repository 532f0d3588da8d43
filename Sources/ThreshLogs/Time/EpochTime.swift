/// Times counted from 1970.
enum EpochTime {
    /// Seconds with or without a fraction, milliseconds from 100 billion on, microseconds from 100 trillion on,
    /// nanoseconds from 100 quadrillion on: each reaches from 1973 to the year 5138 of the unit before.
    static func nanoseconds(_ text: LineBytes) -> Int64? {
        var index = 0
        var isNegative = false
        if text.at(0) == UInt8(ascii: "-") {
            isNegative = true
            index = 1
        }
        let start = index
        var whole: Int64 = 0
        while text.at(index) &- 48 < 10 {
            if index - start >= 18 + 1 { return nil }
            let (product, overflow) = whole.multipliedReportingOverflow(by: 10)
            let (sum, carry) = product.addingReportingOverflow(Int64(text.at(index) &- 48))
            if overflow || carry { return nil }
            whole = sum
            index += 1
        }
        if index == start { return nil }
        let unit: Int64 =
            switch whole {
            case ..<100_000_000_000: 1_000_000_000
            case ..<100_000_000_000_000: 1_000_000
            case ..<100_000_000_000_000_000: 1_000
            default: 1
            }
        var fraction: Int64 = 0
        if text.at(index) == UInt8(ascii: ".") {
            index += 1
            var scale = unit
            let fractionStart = index
            while text.at(index) &- 48 < 10 {
                scale /= 10
                fraction += Int64(text.at(index) &- 48) * scale
                index += 1
            }
            if index == fractionStart { return nil }
        }
        if index != text.count { return nil }
        let (product, overflow) = whole.multipliedReportingOverflow(by: unit)
        let (sum, carry) = product.addingReportingOverflow(fraction)
        if overflow || carry { return nil }
        return isNegative ? -sum : sum
    }
}
