/// Numbers, with the units behind them.
extension WordMask {
    /// REQUIRES: a digit at `start`.
    func number(_ start: Int) -> (end: Int, value: MaskedValue) {
        var end = decimalEnd(start)
        if let exponentEnd = exponentEnd(end) { return (exponentEnd, .number) }
        let numberEnd = end
        if let unitEnd = sizeUnitEnd(end), !isAlphanumeric(unitEnd) { return (unitEnd, .size) }
        while let unitEnd = timeUnitEnd(end) {
            if !isAlphanumeric(unitEnd) { return (unitEnd, .duration) }
            if !isDigit(unitEnd) { break }
            end = decimalEnd(unitEnd)
        }
        return (numberEnd, .number)
    }

    /// Behind digits, and further ones behind a point or a comma.
    private func decimalEnd(_ start: Int) -> Int {
        var end = digitsEnd(start)
        while word.at(end) == UInt8(ascii: ".") || word.at(end) == UInt8(ascii: ","), isDigit(end + 1) {
            end = digitsEnd(end + 1)
        }
        return end
    }

    private func exponentEnd(_ start: Int) -> Int? {
        guard word.at(start) | 0x20 == UInt8(ascii: "e") else { return nil }
        let isSigned = word.at(start + 1) == UInt8(ascii: "-") || word.at(start + 1) == UInt8(ascii: "+")
        let end = digitsEnd(start + (isSigned ? 2 : 1))
        return isDigit(end - 1) && !isAlphanumeric(end) ? end : nil
    }

    private func sizeUnitEnd(_ start: Int) -> Int? {
        var end = start
        switch word.at(end) | 0x20 {
        case UInt8(ascii: "k"), UInt8(ascii: "m"), UInt8(ascii: "g"), UInt8(ascii: "t"), UInt8(ascii: "p"):
            end += 1
            if word.at(end) == UInt8(ascii: "i") { end += 1 }
        default: break
        }
        return word.at(end) == UInt8(ascii: "B") || end > start && word.at(end) == UInt8(ascii: "b") ? end + 1 : nil
    }

    private static let timeUnits: [StaticString] = [
        "ns", "us", "µs", "μs", "msec", "ms", "mins", "min", "m", "secs", "sec", "s", "hrs", "hr", "h", "d",
    ]

    /// Of units that begin alike, the longest comes first.
    private func timeUnitEnd(_ start: Int) -> Int? {
        if !isAlphanumeric(start) { return nil }
        return WordMask.timeUnits.first { word.starts(with: $0, at: start) }.map { start + $0.utf8CodeUnitCount }
    }
}
