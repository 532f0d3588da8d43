/// Words for levels that a log writes as numbers, letters or marks.
enum LevelScale {
    /// The word that a field's bytes stand for; nil where they are none of the scale.
    static func word(_ part: FieldPart, _ text: LineBytes) -> StaticString? {
        switch part {
        case .letterLevel: return LevelWords.word(ofLetter: text)
        case .markLevel: return word(ofMark: text.at(0))
        default: break
        }
        guard let number = NumberText.integer(text), number >= 0 else { return nil }
        switch part {
        case .syslogLevel: return number < 8 ? syslogWords[number] : nil
        case .priorityLevel: return number < 192 ? syslogWords[number & 7] : nil
        case .tensLevel: return number % 10 == 0 && (10...60).contains(number) ? tensWords[number / 10 - 1] : nil
        case .telemetryLevel: return (1...24).contains(number) ? telemetryWords[(number - 1) / 4] : nil
        default: return nil
        }
    }

    /// RFC 5424's, as syslog.conf spells them.
    private static let syslogWords: [StaticString] = [
        "emerg", "alert", "crit", "err", "warning", "notice", "info", "debug",
    ]
    /// Of pino and bunyan.
    private static let tensWords: [StaticString] = ["trace", "debug", "info", "warn", "error", "fatal"]
    /// OpenTelemetry's, four numbers each.
    private static let telemetryWords: [StaticString] = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"]

    /// Redis's.
    private static func word(ofMark mark: UInt8) -> StaticString? {
        switch mark {
        case UInt8(ascii: "."): "debug"
        case UInt8(ascii: "-"): "verbose"
        case UInt8(ascii: "*"): "notice"
        case UInt8(ascii: "#"): "warning"
        default: nil
        }
    }
}
