internal import Thresh

/// Reads the times of one layout. It remembers what the last one had in common with most of its neighbours: the minute,
/// and how long the zone's offset stays what it is.
///
/// One process, one thread at a time.
final class TimeParser {
    let layout: TimeLayout
    let zone: TimeZoneRules
    private let reference: Timestamp
    private var minute = MinuteCache()
    private var isoMinute = ISOMinuteCache()
    private var offsetStart = Int64.max
    private var offsetEnd = Int64.min
    private var offset = Int64(0)
    private let referenceYear: Int
    private var recent = MinuteText()
    private var named: (bytes: [UInt8], rules: TimeZoneRules?)?

    init(_ layout: TimeLayout, _ context: TimeContext) {
        self.layout = layout
        zone = context.zone
        reference = context.reference
        let days = Int(context.reference.seconds / 86400)
        referenceYear = CivilDate(daysSince1970: days).year
    }

    deinit { recent.deallocate() }

    /// The ticks of a time; nil when it is none.
    @inline(__always)
    func parse(_ text: LineBytes) -> Int64? {
        if layout == .clf, text.count == 26 {
            if let seconds = unsafe minute.clfSeconds(text.base) { return seconds &* 1_000_000_000 }
        }
        if layout == .iso, text.count >= 19, let value = sameMinute(text) { return value }
        return parseOther(text)
    }

    /// A time of the ISO kind in the minute of the last one, with `Z` or nothing behind it; nil for any other.
    private func sameMinute(_ text: LineBytes) -> Int64? {
        guard let minute = unsafe isoMinute.start(text.base), text[16] == UInt8(ascii: ":"),
            let second = Digits.two(text, 17), second < 60
        else { return nil }
        var index = 19
        var fraction: Int64 = 0
        if text.at(index) == UInt8(ascii: ".") || text.at(index) == UInt8(ascii: ",") {
            var scale: Int64 = 100_000_000
            index += 1
            if text.at(index) &- 48 >= 10 { return nil }
            while text.at(index) &- 48 < 10 {
                fraction += Int64(text.at(index) &- 48) * scale
                scale /= 10
                index += 1
            }
        }
        let local = minute &+ Int64(second)
        if index == text.count { return (local &- zoneOffset(local)) &* 1_000_000_000 &+ fraction }
        guard index + 1 == text.count, text[index] == UInt8(ascii: "Z") else { return nil }
        return local &* 1_000_000_000 &+ fraction
    }

    @inline(never)
    private func parseOther(_ text: LineBytes) -> Int64? {
        if layout == .epoch { return EpochTime.ticks(text) }
        if let value = recent.ticks(text) { return value }
        var reader = TimeReader(text: text)
        guard let time = reader.read(layout) else { return nil }
        if layout == .clf, !TimeParser.isCommonLogFormat(text) { return nil }
        guard let offset = offset(of: time, reader) else { return nil }
        let value = time.date.year == 0 ? yearless(time, offset) : ticks(time, offset)
        guard let value else { return nil }
        if TimeParser.isFarFromEdges(value) { remember(text, reader, time, value) }
        return value
    }

    /// `10/Oct/2000:13:55:36 -0700`, to the byte.
    private static func isCommonLogFormat(_ text: LineBytes) -> Bool {
        let colon = UInt8(ascii: ":")
        return text.count == 26 && text[11] == colon && text[14] == colon && text[17] == colon && text[20] == 32
    }

    /// Whether all times within two days are nanoseconds, as the seconds of a minute that is remembered must be.
    private static func isFarFromEdges(_ value: Int64) -> Bool {
        let days: Int64 = 2 * 86_400_000_000_000
        return Timestamp(ticks: value).isNear && Timestamp(ticks: value - days).isNear
            && Timestamp(ticks: value + days).isNear
    }

    private func remember(_ text: LineBytes, _ reader: TimeReader, _ time: LocalTime, _ value: Int64) {
        if layout == .clf, time.second < 60 {
            unsafe minute.remember(text.base, value / 1_000_000_000 - Int64(time.second))
        } else if layout == .iso, reader.secondAt == 17, !reader.hasMeridiem {
            unsafe isoMinute.remember(text.base, time.seconds - Int64(time.second))
        }
        recent.remember(text, reader, time, value)
    }

    /// What is known of a time's distance from UTC.
    private enum Offset {
        case seconds(Int)
        case zone(TimeZoneRules)
    }

    /// nil when what stands behind the time is no zone.
    private func offset(of time: LocalTime, _ reader: TimeReader) -> Offset? {
        let rest = text(reader.position, of: reader)
        switch reader.zone {
        case .none:
            if rest.count == 0 { return .zone(zone) }
            return zone.offset(abbreviation: rest).map { .seconds($0) }
        case _ where rest.count > 0: return nil
        case .offset(let seconds): return .seconds(seconds)
        case .abbreviation(let start, let end):
            let name = reader.text.slice(start, end)
            if let offset = zone.offset(abbreviation: name) { return .seconds(offset) }
            return ZoneNames.meaning(reader.text, start, end).map { .seconds($0.offset) }
        case .name(let start, let end): return rules(reader.text.slice(start, end)).map { .zone($0) }
        }
    }

    private func text(_ start: Int, of reader: TimeReader) -> LineBytes {
        reader.text.slice(min(start, reader.text.count), reader.text.count).trimmed
    }

    /// A zone of tzdata that a time names; the last one is remembered.
    private func rules(_ name: LineBytes) -> TimeZoneRules? {
        if let named, name.equals(named.bytes) { return named.rules }
        let rules = try? TimeZoneRules.named(name.string)
        named = (Array(name.string.utf8), rules)
        return rules
    }

    private func ticks(_ time: LocalTime, _ offset: Offset) -> Int64? {
        let local = time.seconds
        let seconds: Int64
        switch offset {
        case .seconds(let offset): seconds = local &- Int64(offset)
        case .zone(let rules): seconds = rules === zone ? local &- zoneOffset(local) : rules.utc(fromLocal: local)
        }
        return Timestamp(seconds: seconds, nanoseconds: time.nanosecond)?.ticks
    }

    /// The same where the year is missing: the latest that there is such a day in and that is not after the reference. A leap
    /// day may be eight years back.
    private func yearless(_ time: LocalTime, _ offset: Offset) -> Int64? {
        var time = time
        for year in stride(from: referenceYear + 1, to: referenceYear - 9, by: -1) {
            time.date.year = year
            guard time.date.isValid, let moment = ticks(time, offset) else { continue }
            if moment <= reference.ticks &+ 86_400_000_000_000 { return moment }
        }
        return nil
    }

    private func zoneOffset(_ local: Int64) -> Int64 {
        let utc = local &- offset
        // A day from a change nothing is ambiguous.
        if utc >= offsetStart, utc < offsetEnd { return offset }
        let exact = zone.utc(fromLocal: local)
        let interval = zone.interval(atUTC: exact)
        offset = local &- exact
        // What clocks never showed keeps the offset of before, which does not hold at the moment itself.
        if offset != Int64(interval.period.offset) {
            offsetStart = .max
            offsetEnd = .min
            return offset
        }
        offsetStart = interval.start == .min ? .min : interval.start &+ 86400
        offsetEnd = interval.end == .max ? .max : interval.end &- 86400
        return offset
    }
}
