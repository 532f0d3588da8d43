public import Thresh

extension LogFormat {
    /// The pattern of logback's and log4j's `PatternLayout`, as in their configuration: `%d [%t] %-5p %c - %m%n`.
    ///
    /// - Throws: `.usage` for a conversion that is not known, and when two stand next to each other: nothing says where
    ///   the first ends.
    public static func patternLayout(_ source: String, name: String = "log4j-custom") throws(ThreshError) -> LogFormat {
        var reader = PatternLayoutReader(source: source)
        try reader.read()
        var format = try reader.builder.format(name, "PatternLayout: \(source)")
        format.formatString = source
        format.zone = reader.zone
        format.goesOn = format.endsInMessage
        return format
    }
}

/// Reads conversion words: `%-5level`, `%d{HH:mm:ss.SSS}`, `%X{user:-none}`, `%highlight(%p)`, `%style{%t}{red}`.
struct PatternLayoutReader {
    var builder: TemplateBuilder
    /// That of its times, where it is said.
    private(set) var zone: String?
    private var rest: Substring
    private let source: String

    init(source: String) {
        self.source = source
        rest = Substring(source)
        builder = TemplateBuilder(source: source)
    }

    mutating func read() throws(ThreshError) {
        while let character = rest.first {
            rest = rest.dropFirst()
            switch character {
            case "\\":
                let escaped = rest.popFirst() ?? "\\"
                if escaped == "t" {
                    builder.append(literal: "\t")
                } else if escaped != "n" {
                    builder.append(literal: escaped)
                }
            case "%": try readConversion()
            default: builder.append(literal: character)
            }
        }
    }

    private mutating func readConversion() throws(ThreshError) {
        if rest.first == "%" {
            rest = rest.dropFirst()
            return builder.append(literal: "%")
        }
        let padding = readWidth()
        // Groups in parentheses have no name or one of a colour.
        let word = rest.prefix { $0.isLetter || $0 == "_" }
        let conversion = PatternLayoutReader.conversion(of: String(word))
        rest = rest.dropFirst(conversion.length)
        if rest.first == "(" {
            let inner = readGroup("(", ")")
            _ = readOptions()
            return try append(pattern: inner, padding)
        }
        let options = readOptions()
        switch conversion.kind {
        case .style:
            // The pattern is the first option.
            return try append(pattern: options.first ?? "", padding)
        case .nothing: return
        case .unknown:
            throw ThreshError(.usage, "unknown conversion '%\(word)' in the PatternLayout '\(source)'")
        case .time: try appendTime(options, padding)
        case .field(let name, let type):
            let key = options.first.map { String($0.prefix { $0 != ":" }) } ?? ""
            let isKeyed = name == "mdc" && !key.isEmpty
            let known = isKeyed ? FieldNames.spelled(key) : name
            try builder.append(field: known, type, alias: String(word.prefix(conversion.length)), padding: padding)
        }
    }

    private mutating func append(pattern: String, _ padding: TemplateBuilder.Padding) throws(ThreshError) {
        var inner = PatternLayoutReader(source: pattern)
        inner.builder = builder
        inner.zone = zone
        if padding == .before { inner.builder.appendPadding() }
        try inner.read()
        builder = inner.builder
        zone = inner.zone
        if padding == .after { builder.appendPadding() }
    }

    private mutating func appendTime(_ options: [String], _ padding: TemplateBuilder.Padding) throws(ThreshError) {
        var pattern = options.first ?? ""
        // `%d{HH:mm, Europe/Berlin}` of logback, `%d{HH:mm}{Europe/Berlin}` of log4j.
        var zone = options.count > 1 ? options[1] : nil
        if pattern.hasPrefix("\""), let end = pattern.dropFirst().firstIndex(of: "\"") {
            let rest = pattern[pattern.index(after: end)...]
            if let comma = rest.firstIndex(of: ",") {
                zone = PatternLayoutReader.word(rest[rest.index(after: comma)...])
            }
            pattern = String(pattern[pattern.index(after: pattern.startIndex)..<end])
        } else if let comma = pattern.lastIndex(of: ",") {
            let word = PatternLayoutReader.word(pattern[pattern.index(after: comma)...])
            if let named = PatternLayoutReader.zone(word) {
                zone = named
                pattern = String(pattern[..<comma])
            }
        }
        if let zone {
            guard let named = PatternLayoutReader.zone(zone) else {
                throw ThreshError(
                    .usage,
                    "no time zone '\(zone)' for '%d{\(options.joined(separator: "}{"))}' in the PatternLayout '\(source)'"
                )
            }
            self.zone = named
        }
        if let layout = PatternLayoutReader.layout(ofDatePattern: pattern) {
            try builder.append(field: "time", .time(layout), alias: "d", padding: padding)
        } else {
            // A clock without a day is no time.
            try builder.append(field: "clock", .text, alias: "d", padding: padding)
        }
    }

    private static func word(_ text: Substring) -> String { String(text).trimmingBlanks() }

    /// What Java calls a zone, as tzdata or an offset; nil of what is none.
    private static func zone(_ name: String) -> String? {
        var name = name
        for prefix in ["GMT", "UTC"] where name.hasPrefix(prefix) && name.count > 3 { name = String(name.dropFirst(3)) }
        // `GMT+2`
        if let sign = name.first, "+-".contains(sign), name.dropFirst().prefix(while: \.isNumber).count == 1 {
            name = "\(sign)0\(name.dropFirst())"
        }
        return (try? TimeZoneRules.named(name)) == nil ? nil : name
    }

    /// `-5.20`: left-justified in five places at least.
    private mutating func readWidth() -> TemplateBuilder.Padding {
        let isLeft = rest.first == "-"
        if isLeft { rest = rest.dropFirst() }
        let digits = rest.prefix { $0.isNumber }
        rest = rest.dropFirst(digits.count)
        if rest.first == "." { rest = rest.dropFirst().drop { $0.isNumber || $0 == "-" } }
        return digits.isEmpty ? .none : isLeft ? .after : .before
    }

    private mutating func readOptions() -> [String] {
        var options: [String] = []
        while rest.first == "{" { options.append(readGroup("{", "}")) }
        return options
    }

    /// What is between brackets, which may be nested.
    private mutating func readGroup(_ open: Character, _ close: Character) -> String {
        var depth = 0
        var text = ""
        while let character = rest.popFirst() {
            if character == open { depth += 1 }
            if character == close { depth -= 1 }
            if depth == 0 { break }
            text.append(character)
        }
        return String(text.dropFirst())
    }

    // MARK: - Conversions

    private enum Kind {
        case field(String, FieldType)
        case time
        case style
        case nothing
        case unknown
    }

    /// The longest conversion that the letters begin with: in `%mfoo` it is `m`.
    private static func conversion(of word: String) -> (kind: Kind, length: Int) {
        if word.isEmpty { return (.style, 0) }
        for length in stride(from: word.count, to: 0, by: -1) {
            if let kind = kind(String(word.prefix(length))) { return (kind, length) }
        }
        return (.unknown, word.count)
    }

    private static func kind(_ word: String) -> Kind? {
        switch word {
        case "d", "date": .time
        case "p", "le", "level": .field("level", .text)
        case "c", "lo", "logger": .field("logger", .text)
        case "m", "msg", "message": .field("message", .text)
        case "t", "tn", "thread", "threadName": .field("thread", .text)
        case "T", "tid", "threadId": .field("thread_id", .integer)
        case "C", "class": .field("class", .text)
        case "F", "file": .field("file", .text)
        case "L", "line": .field("line", .any)
        case "M", "method": .field("function", .text)
        case "l", "location", "caller": .field("location", .text)
        case "r", "relative": .field("uptime", .duration(.milliseconds))
        case "N", "nano": .field("nano", .integer)
        case "pid", "processId": .field("pid", .integer)
        case "sn", "sequenceNumber", "lsn": .field("sequence", .integer)
        case "X", "mdc", "MDC": .field("mdc", .text)
        case "x", "NDC": .field("ndc", .text)
        case "K", "map", "MAP": .field("map", .text)
        case "kvp": .field("pairs", .text)
        case "marker", "markerSimpleName": .field("marker", .text)
        case "contextName", "cn": .field("context", .text)
        case "u", "uuid": .field("uuid", .text)
        case "property": .field("property", .text)
        case "tp", "threadPriority": .field("thread_priority", .integer)
        case "highlight", "style", "clr", "replace", "maxLen", "maxLength", "enc", "encode", "notEmpty", "varsNotEmpty",
            "black", "red", "green", "yellow", "blue", "magenta", "cyan", "white", "gray", "boldRed", "boldGreen",
            "boldYellow", "boldBlue", "boldMagenta", "boldCyan", "boldWhite", "faint":
            .style
        case "n", "ex", "exception", "throwable", "xEx", "xException", "xThrowable", "rEx", "rootException",
            "rThrowable",
            "nopex", "nopexception", "wEx", "wex", "throwableProxy":
            .nothing
        default: nil
        }
    }

    /// How times are written by Java's pattern letters; nil where there is no day among them.
    static func layout(ofDatePattern pattern: String) -> TimeLayout? {
        switch pattern {
        case "", "ISO8601", "DEFAULT", "DEFAULT_MICROS", "DEFAULT_NANOS", "DEFAULT_PERIOD",
            "ISO8601_OFFSET_DATE_TIME_HH",
            "ISO8601_OFFSET_DATE_TIME_HHMM", "ISO8601_OFFSET_DATE_TIME_HHCMM", "ISO8601_PERIOD",
            "ISO8601_PERIOD_MICROS":
            return .iso
        case "UNIX", "UNIX_MILLIS": return .epoch
        case "DATE", "DATE_PERIOD": return .dayMonthYear
        case "COMPACT", "ISO8601_BASIC", "ISO8601_BASIC_PERIOD": return .compact
        default: break
        }
        let letters = pattern.filter { $0 == "y" || $0 == "u" || $0 == "M" || $0 == "d" || $0 == "H" }
        let order = letters.reduce(into: "") { order, letter in
            let letter: Character = letter == "u" ? "y" : letter
            if order.last != letter, !order.contains(letter) { order.append(letter) }
        }
        let hasName = pattern.contains("MMM")
        switch order.filter({ $0 != "H" }) {
        case "yMd":
            let isCompact = pattern.contains("yyyyMMdd")
            let isShort = pattern.contains("yy") && !pattern.contains("yyy")
            return isCompact ? .compact : isShort ? .twoDigitYear : .iso
        case "dMy": return hasName ? .dayMonthYear : .dayFirst
        case "Mdy": return hasName ? .asctime : .monthFirst
        case "Md": return hasName ? .rfc3164 : .monthDay
        case "dM": return hasName ? .rfc3164 : nil
        default: return nil
        }
    }
}
