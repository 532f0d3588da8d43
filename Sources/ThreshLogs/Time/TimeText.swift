public import Thresh

/// Times as people read them.
enum TimeText {
    /// `2024-05-01T12:30:00+02:00`, with as much of a fraction as there is.
    static func iso(_ time: Timestamp, _ clock: ZoneClock) -> String {
        let seconds = time.seconds
        let offset = clock.offset(at: seconds)
        let local = seconds + offset
        let days = (local >= 0 ? local : local - 86399) / 86400
        let date = CivilDate(daysSince1970: Int(days))
        let second = Int(local - days * 86400)
        var text = "\(padded(date.year, 4))-\(padded(date.month, 2))-\(padded(date.day, 2))T"
        text += "\(padded(second / 3600, 2)):\(padded(second / 60 % 60, 2)):\(padded(second % 60, 2))"
        var fraction = Int(time.nanosecond)
        if fraction > 0 {
            var width = 9
            while fraction % 1000 == 0 {
                fraction /= 1000
                width -= 3
            }
            text += ".\(padded(fraction, width))"
        }
        if offset == 0 { return text + "Z" }
        let distance = Int(abs(offset))
        text += (offset < 0 ? "-" : "+") + "\(padded(distance / 3600, 2)):\(padded(distance / 60 % 60, 2))"
        // Clocks of a place, as they were before there were zones.
        return distance % 60 == 0 ? text : text + ":\(padded(distance % 60, 2))"
    }

    private static func padded(_ value: Int, _ width: Int) -> String {
        if value < 0 { return "-" + padded(-value, width) }
        let digits = String(value)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}

extension Timestamp {
    /// As ISO 8601 in a zone: `2024-05-01T12:30:00+02:00`.
    public func text(in zone: TimeZoneRules) -> String { TimeText.iso(self, ZoneClock(zone)) }

    /// What `text(in:)` wrote; nil when it is no time. UTC where no offset is written.
    public init?(isoText text: String) {
        if text.isEmpty { return nil }
        var text = text
        let parser = TimeParser(.iso, TimeContext(reference: Timestamp(nanoseconds: 0)))
        let parsed = text.withUTF8 { unsafe parser.parse(LineBytes($0.baseAddress!, $0.count)) }
        guard let parsed else { return nil }
        self.init(ticks: parsed)
    }
}
