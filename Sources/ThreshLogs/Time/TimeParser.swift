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

    init(_ layout: TimeLayout, _ context: TimeContext) {
        self.layout = layout
        zone = context.zone
        reference = context.reference
        let days = Int(context.reference.seconds / 86400)
        referenceYear = CivilDate(daysSince1970: days).year
    }

    /// Nanoseconds since 1970; nil when it is no such time.
    @inline(__always)
    func parse(_ text: LineBytes) -> Int64? {
        if layout == .clf, text.count == 26 {
            if let seconds = unsafe minute.clfSeconds(text.base) { return seconds &* 1_000_000_000 }
        }
        if layout == .iso, text.count >= 19, let value = sameMinute(text) { return value }
        return parseSlowly(text)
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
    private func parseSlowly(_ text: LineBytes) -> Int64? {
        var reader = TimeReader(text: text)
        switch layout {
        case .clf:
            guard let time = reader.dayMonthYear(), text.count == 26 else { return nil }
            let result = nanoseconds(time, reader)
            if let result, time.second < 60 {
                unsafe minute.remember(text.base, result / 1_000_000_000 - Int64(time.second))
            }
            return result
        case .iso:
            guard let time = reader.iso(), let result = nanoseconds(time, reader) else { return nil }
            unsafe isoMinute.remember(text.base, time.seconds - Int64(time.second))
            return result
        case .dayMonthYear: return reader.dayMonthYear().flatMap { nanoseconds($0, reader) }
        case .rfc3164: return reader.monthDay().flatMap { yearless($0, reader) }
        case .glog: return reader.glog().flatMap { yearless($0, reader) }
        case .asctime: return reader.asctime().flatMap { nanoseconds($0, reader) }
        case .twoDigitYear: return reader.twoDigitYear().flatMap { nanoseconds($0, reader) }
        case .epoch: return EpochTime.nanoseconds(text)
        }
    }

    /// The moment of a local time with what follows it: an offset, an abbreviation, or nothing.
    private func nanoseconds(_ time: LocalTime, _ reader: TimeReader) -> Int64? {
        let suffix = reader.rest.trimmed
        let local = time.seconds
        let seconds: Int64
        if suffix.count == 0 {
            seconds = local &- zoneOffset(local)
        } else if let offset = ZoneSuffix.offset(suffix) ?? ZoneSuffix.offset(abbreviation: suffix, in: zone) {
            seconds = local &- Int64(offset)
        } else {
            return nil
        }
        return Timestamp(seconds: seconds, nanoseconds: time.nanosecond)?.nanoseconds
    }

    /// The same where the year is missing.
    private func yearless(_ time: LocalTime, _ reader: TimeReader) -> Int64? {
        for year in [referenceYear + 1, referenceYear, referenceYear - 1] {
            var time = time
            time.date.year = year
            // February 29: no such day in most years.
            guard time.date.isValid, let moment = nanoseconds(time, reader) else { continue }
            if moment <= reference.nanoseconds &+ 86_400_000_000_000 { return moment }
        }
        // A leap day of the leap year before.
        var time = time
        for year in stride(from: referenceYear - 2, to: referenceYear - 9, by: -1) {
            time.date.year = year
            if time.date.isValid { return nanoseconds(time, reader) }
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
