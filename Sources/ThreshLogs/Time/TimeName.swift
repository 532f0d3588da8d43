/// How much a field's name says of whether its values are times.
enum TimeName: Equatable {
    /// The name of a time and nothing else: `time`, `ts`.
    case sure
    /// It ends in a word of times: `started_at`, `EdgeStartTimestamp`, `mtime`.
    case likely
    /// It ends in the letters of one (`eventts`), or is rather one of a length of time (`response_time`).
    case vague
    case none

    init(_ name: String) {
        let last = name.split(separator: ".").last.map(String.init) ?? name
        if TimeName.sureNames.contains(name.lowercased()) || TimeName.sureNames.contains(last.lowercased()) {
            self = .sure
            return
        }
        let words = TimeName.words(last)
        let word = words.last ?? ""
        let isLength = words.contains { TimeName.lengths.contains($0) }
        if TimeName.lastWords.contains(word) || TimeName.endings.contains(where: { word.hasSuffix($0) }) {
            self = isLength ? .vague : .likely
        } else if ["at", "ts", "ms", "us", "ns"].contains(where: { word.hasSuffix($0) }) {
            self = .vague
        } else {
            self = .none
        }
    }

    /// Whether a number that a field of this name holds is a time: one between 1990 and 2100 whose size no count and no
    /// length of time is likely to have.
    func takes(epoch text: LineBytes, _ name: String) -> Bool {
        guard self != .none, let value = EpochTime.ticks(text), value > 631_152_000_000_000_000,
            value < 4_102_444_800_000_000_000
        else { return false }
        // Digits before the point, as the unit was told by.
        let whole = NumberText.value(text) ?? 0
        return whole >= least(name)
    }

    private func least(_ name: String) -> Double {
        let word = TimeName.words(name).last ?? ""
        if word.hasSuffix("ns") || word.hasPrefix("nano") { return 6e17 }
        if word.hasSuffix("us") || word.hasPrefix("micro") { return 6e14 }
        if word.hasSuffix("ms") || word.hasPrefix("milli") || self == .vague { return 6e11 }
        return 6e8
    }

    /// Whether values with points between numbers are rather versions than dates.
    static func saysVersion(_ name: String) -> Bool {
        words(name).contains { $0.hasSuffix("version") || versions.contains($0) }
    }

    private static let versions: Set<String> = [
        "ver", "v", "release", "build", "rev", "revision", "tag", "os", "firmware",
    ]

    private static let sureNames: Set<String> = [
        "time", "timestamp", "@timestamp", "ts", "t", "date", "datetime", "date_time", "when", "created_at", "asctime",
        "eventtime", "event_time", "__realtime_timestamp", "time_iso8601", "start_time", "msec",
    ]

    private static let lastWords: Set<String> = [
        "at", "ts", "ms", "us", "ns", "sec", "secs", "seconds", "created", "updated", "modified", "expires", "expiry",
        "since", "until", "iat", "exp", "nbf", "start", "end", "begin", "seen", "when", "on", "clock",
    ]

    private static let endings = [
        "time", "date", "stamp", "epoch", "millis", "micros", "nanos", "milliseconds", "microseconds", "nanoseconds",
        // In other languages.
        "datum", "dato", "stag", "stempel", "zeitpunkt", "wertstellung", "valuta", "fecha", "tarih", "pvm",
    ]

    /// Words of lengths of time.
    private static let lengths: Set<String> = [
        "elapsed", "response", "request", "process", "processing", "duration", "wait", "waiting", "cpu", "upstream",
        "connect", "connection", "total", "run", "running", "uptime", "runtime", "downtime", "lifetime", "up", "exec",
        "execution", "query", "took", "latency", "idle", "busy", "service", "render", "load", "user", "system", "max",
        "min", "avg", "mean", "lock", "gc", "pause", "delay", "timeout", "realtime",
    ]

    /// The small letters of the words that underscores, dashes, blanks and capitals divide.
    private static func words(_ name: String) -> [String] {
        var words: [String] = []
        var word = ""
        var wasSmall = false
        for character in name.unicodeScalars {
            let isCapital = character.value &- 65 < 26
            let isLetter = isCapital || character.value &- 97 < 26
            if !isLetter || isCapital && wasSmall {
                if !word.isEmpty { words.append(word) }
                word = ""
            }
            if isLetter { word.unicodeScalars.append(character) }
            wasSmall = !isCapital
        }
        if !word.isEmpty { words.append(word) }
        return words.map { $0.lowercased() }
    }
}
