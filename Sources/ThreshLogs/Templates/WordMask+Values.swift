/// Values that are more than a number: addresses, times, UUIDs. Each gives the place behind it; nil when there is none.
extension WordMask {
    /// - Parameter end: of the run at `start`, with a dash behind it.
    func uuid(_ start: Int, _ end: Int) -> Int? {
        if end - start != 8 { return nil }
        var index = start
        for length in [8, 4, 4, 4, 12] {
            if index > start {
                if word.at(index) != UInt8(ascii: "-") { return nil }
                index += 1
            }
            for place in index..<index + length where !isHexDigit(place) { return nil }
            index += length
        }
        return isAlphanumeric(index) ? nil : index
    }

    /// Six pairs, 00:1b:44:11:3a:b7.
    func hardwareAddress(_ start: Int) -> Int? {
        for pair in 0..<6 {
            let index = start + pair * 3
            if !isHexDigit(index) || !isHexDigit(index + 1) { return nil }
            if pair < 5, word.at(index + 2) != UInt8(ascii: ":") { return nil }
        }
        let end = start + 17
        return isAlphanumeric(end) || word.at(end) == UInt8(ascii: ":") && isHexDigit(end + 1) ? nil : end
    }

    /// IPv6: eight groups, or fewer with `::` in their place once.
    func internetAddress(_ start: Int) -> Int? {
        var index = start
        var groups = 0
        var hasGap = false
        var hasDigit = false
        while true {
            let groupStart = index
            while isHexDigit(index) {
                hasDigit = hasDigit || isDigit(index)
                index += 1
            }
            if index - groupStart > 4 || isAlphanumeric(index) { return nil }
            if index > groupStart { groups += 1 }
            if word.at(index) == UInt8(ascii: "."), groups > 1, let end = dottedAddress(groupStart) { return end }
            guard word.at(index) == UInt8(ascii: ":") else { break }
            if word.at(index + 1) == UInt8(ascii: ":"), !hasGap {
                hasGap = true
                index += 2
                if !isAlphanumeric(index) { break }
            } else if isHexDigit(index + 1) {
                index += 1
            } else {
                break
            }
        }
        return hasDigit && (hasGap ? groups < 8 : groups == 8) ? index : nil
    }

    /// IPv4.
    func dottedAddress(_ start: Int) -> Int? {
        var index = start
        for part in 0..<4 {
            if part > 0 {
                if word.at(index) != UInt8(ascii: ".") { return nil }
                index += 1
            }
            let end = digitsEnd(index)
            if end == index || end > index + 3 { return nil }
            index = end
        }
        return isAlphanumeric(index) || word.at(index) == UInt8(ascii: ".") && isDigit(index + 1) ? nil : index
    }

    /// A date, a time of day, or both.
    func time(_ start: Int) -> Int? {
        guard let dateEnd = date(start) else { return timeOfDay(start) }
        switch word.at(dateEnd) {
        case UInt8(ascii: "T"), UInt8(ascii: "t"), UInt8(ascii: ":"), UInt8(ascii: "_"), UInt8(ascii: "-"):
            if let end = timeOfDay(dateEnd + 1) { return end }
        default: break
        }
        return isAlphanumeric(dateEnd) ? nil : dateEnd
    }

    /// 2015-05-17 and 2015/05/17, 17/May/2015 and 17-May-2015.
    private func date(_ start: Int) -> Int? {
        let end = digitsEnd(start)
        let separator = word.at(end)
        guard separator == UInt8(ascii: "-") || separator == UInt8(ascii: "/") else { return nil }
        switch end - start {
        case 4:
            guard digitsEnd(end + 1) == end + 3, word.at(end + 3) == separator, digitsEnd(end + 4) == end + 6 else {
                return nil
            }
            return end + 6
        case 1, 2:
            let isName = (end + 1..<end + 4).allSatisfy { isAlphanumeric($0) && !isDigit($0) }
            guard isName, word.at(end + 4) == separator, digitsEnd(end + 5) == end + 9 else { return nil }
            return end + 9
        default: return nil
        }
    }

    /// 10:05:03, with a fraction and a zone where there are such.
    private func timeOfDay(_ start: Int) -> Int? {
        let hours = digitsEnd(start)
        guard hours > start, hours <= start + 2, word.at(hours) == UInt8(ascii: ":"), digitsEnd(hours + 1) == hours + 3,
            word.at(hours + 3) == UInt8(ascii: ":"), digitsEnd(hours + 4) == hours + 6
        else { return nil }
        var end = hours + 6
        if word.at(end) == UInt8(ascii: ".") || word.at(end) == UInt8(ascii: ","), isDigit(end + 1) {
            end = digitsEnd(end + 1)
        }
        if word.at(end) == UInt8(ascii: "Z") {
            end += 1
        } else if word.at(end) == UInt8(ascii: "+") || word.at(end) == UInt8(ascii: "-") {
            let digits = digitsEnd(end + 1)
            if digits == end + 5 {
                end = digits
            } else if digits == end + 3, word.at(digits) == UInt8(ascii: ":"), digitsEnd(digits + 1) == digits + 3 {
                end = digits + 3
            }
        }
        return isAlphanumeric(end) || word.at(end) == UInt8(ascii: ":") && isDigit(end + 1) ? nil : end
    }
}
