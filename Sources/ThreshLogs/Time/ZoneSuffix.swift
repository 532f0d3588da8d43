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

    /// Whether a word is one of those.
    static func isAbbreviation(_ text: LineBytes) -> Bool { known.contains { text.equals($0.0) } }

    private static let known: [(StaticString, Int)] = [
        ("UTC", 0), ("GMT", 0), ("WET", 0), ("WEST", 1), ("CET", 1), ("CEST", 2), ("EET", 2), ("EEST", 3), ("MSK", 3),
        ("EST", -5), ("EDT", -4), ("CST", -6), ("CDT", -5), ("MST", -7), ("MDT", -6), ("PST", -8), ("PDT", -7),
        ("BST", 1), ("JST", 9), ("AEST", 10), ("AEDT", 11),
    ]
}
