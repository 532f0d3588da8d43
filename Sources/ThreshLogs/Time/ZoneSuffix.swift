/// What may stand behind a time: an offset, `Z`, or a zone's abbreviation.
enum ZoneSuffix {
    /// Seconds east of UTC of `Z`, `+01:00`, `+0100`, `+01`; nil for anything else.
    static func offset(_ text: LineBytes) -> Int? {
        if text.count == 1, text[0] | 0x20 == UInt8(ascii: "z") { return 0 }
        guard text.count >= 3, text[0] == UInt8(ascii: "+") || text[0] == UInt8(ascii: "-"),
            let hours = Digits.two(text, 1)
        else { return nil }
        var minutes = 0
        if text.count > 3 {
            let start = text[3] == UInt8(ascii: ":") ? 4 : 3
            guard text.count == start + 2, let value = Digits.two(text, start) else { return nil }
            minutes = value
        }
        if hours > 23 || minutes > 59 { return nil }
        let seconds = hours * 3600 + minutes * 60
        return text[0] == UInt8(ascii: "-") ? -seconds : seconds
    }

    /// Abbreviations that mean the same wherever logs are written in English; `zone` is asked first.
    static func offset(abbreviation: LineBytes, in zone: TimeZoneRules) -> Int? {
        if let offset = zone.offset(abbreviation: abbreviation) { return offset }
        for (name, hours) in known where abbreviation.equals(name) { return hours * 3600 }
        return nil
    }

    private static let known: [(StaticString, Int)] = [
        ("UTC", 0), ("GMT", 0), ("WET", 0), ("WEST", 1), ("CET", 1), ("CEST", 2), ("EET", 2), ("EEST", 3), ("MSK", 3),
        ("EST", -5), ("EDT", -4), ("CST", -6), ("CDT", -5), ("MST", -7), ("MDT", -6), ("PST", -8), ("PDT", -7),
        ("BST", 1), ("JST", 9), ("AEST", 10), ("AEDT", 11),
    ]
}

/// Digits at fixed places.
enum Digits {
    @inline(__always) static func two(_ text: LineBytes, _ start: Int) -> Int? {
        let tens = text.at(start) &- 48
        let ones = text.at(start + 1) &- 48
        return tens < 10 && ones < 10 ? Int(tens) * 10 + Int(ones) : nil
    }

    static func four(_ text: LineBytes, _ start: Int) -> Int? {
        guard let high = two(text, start), let low = two(text, start + 2) else { return nil }
        return high * 100 + low
    }

    /// One or two digits, the first of which may be a blank.
    static func padded(_ text: LineBytes, _ start: Int) -> Int? {
        if text.at(start) == 32 {
            let ones = text.at(start + 1) &- 48
            return ones < 10 ? Int(ones) : nil
        }
        return two(text, start)
    }

    /// The month of `Jan` and so on, 1 to 12.
    static func month(_ text: LineBytes, _ start: Int) -> Int? {
        let key = UInt32(text.at(start)) << 16 | UInt32(text.at(start + 1)) << 8 | UInt32(text.at(start + 2))
        switch key | 0x20_2020 {
        case 0x6A616E: return 1
        case 0x666562: return 2
        case 0x6D6172: return 3
        case 0x617072: return 4
        case 0x6D6179: return 5
        case 0x6A756E: return 6
        case 0x6A756C: return 7
        case 0x617567: return 8
        case 0x736570: return 9
        case 0x6F6374: return 10
        case 0x6E6F76: return 11
        case 0x646563: return 12
        default: return nil
        }
    }
}
