/// What abbreviations of zones mean.
enum ZoneNames {
    struct Meaning {
        /// Seconds east of UTC.
        let offset: Int
        /// Whose time it is, where others call theirs so too; nil where all mean the same.
        let chosen: StaticString?
        let others: StaticString

        static func hours(_ hours: Double) -> Meaning { Meaning(offset: Int(hours * 3600), chosen: nil, others: "") }
    }

    /// The meaning of the capital letters in `[start, end)`; nil when they are no zone's.
    static func meaning(_ text: LineBytes, _ start: Int, _ end: Int) -> Meaning? {
        guard end - start >= 2, end - start <= 5 else { return nil }
        let key = key(text, start, end)
        var low = 0
        var high = table.count
        while low < high {
            let middle = (low + high) / 2
            if table[middle].key < key { low = middle + 1 } else { high = middle }
        }
        return low < table.count && table[low].key == key ? table[low].meaning : nil
    }

    private static func key(_ text: LineBytes, _ start: Int, _ end: Int) -> UInt64 {
        var key: UInt64 = 0
        for index in start..<end { key = key << 8 | UInt64(text[index]) }
        return key
    }

    private static let table: [(key: UInt64, meaning: Meaning)] = {
        var table: [(UInt64, Meaning)] = []
        func add(_ name: String, _ meaning: Meaning) {
            let bytes = Array(name.utf8)
            table.append((bytes.withLineBytes { key($0, 0, bytes.count) }, meaning))
        }
        for (names, hours) in sure { for name in names.split(separator: " ") { add(String(name), .hours(hours)) } }
        for (name, hours, chosen, others) in ambiguous {
            add(name, Meaning(offset: Int(hours * 3600), chosen: chosen, others: others))
        }
        return table.sorted { $0.0 < $1.0 }
    }()

    private static let sure: [(String, Double)] = [
        ("UTC GMT UT WET", 0), ("WEST CET MEZ WAT", 1), ("CEST MESZ EET CAT SAST", 2), ("EEST MSK EAT TRT IDT", 3),
        ("MSD", 4), ("PKT UZT", 5), ("NPT", 5.75), ("WIB ICT", 7), ("AWST HKT SGT MYT PHT WITA", 8),
        ("JST KST WIT", 9), ("ACST", 9.5), ("AEST ChST", 10), ("ACDT", 10.5), ("AEDT", 11), ("NZST", 12), ("NZDT", 13),
        ("EDT", -4), ("CDT", -5), ("MDT", -6), ("MST PDT", -7), ("AKST", -9), ("AKDT", -8), ("HST", -10),
        ("BRT ART", -3), ("NST", -3.5), ("NDT", -2.5), ("ADT", -3),
    ]

    private static let ambiguous: [(String, Double, StaticString, StaticString)] = [
        ("EST", -5, "North America's Eastern time", "Australia's"),
        ("CST", -6, "North America's Central time", "China's or Cuba's"),
        ("PST", -8, "North America's Pacific time", "the Philippines'"),
        ("IST", 5.5, "India's time", "Israel's or Ireland's"),
        ("BST", 1, "British Summer Time", "Bangladesh's"),
        ("AST", -4, "the Atlantic time of North America", "Arabia's"),
        ("GST", 4, "the Gulf's time", "South Georgia's"),
        ("SST", -11, "Samoa's time", "Singapore's"),
    ]
}
