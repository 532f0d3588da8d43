package import Thresh

/// Local time in a zone, remembering how long the zone's offset stays what it is.
final class ZoneClock {
    let zone: TimeZoneRules
    private var start = Int64.max
    private var end = Int64.min
    private var offset = Int64(0)

    init(_ zone: TimeZoneRules) { self.zone = zone }

    /// Seconds east of UTC.
    func offset(at seconds: Int64) -> Int64 {
        if seconds >= start, seconds < end { return offset }
        let interval = zone.interval(atUTC: seconds)
        (start, end, offset) = (interval.start, interval.end, Int64(interval.period.offset))
        return offset
    }

    /// The start of the stretch of local time, so many seconds long, that a moment is in; counted from 1970's start, weeks
    /// from a Monday. Up to an hour, the hour that a clock shows twice is two stretches; longer ones begin when a clock
    /// shows their start. What would begin before clocks were changed begins with the change.
    func floor(_ ticks: Int64, to width: Int64) -> Int64 {
        let moment = Timestamp(ticks: ticks).seconds
        let offset = offset(at: moment)
        let local = moment &+ offset
        // 1970 began on a Thursday.
        let shift: Int64 = width % 604_800 == 0 ? 259_200 : 0
        let floored = flooredDivision(local &+ shift, width) &* width &- shift
        let utc = width <= 3600 ? sinceChange(floored &- offset) : zone.utc(fromLocal: floored)
        return Timestamp(seconds: utc)?.ticks ?? ticks
    }

    /// A moment, or the change of clocks behind it that began what was looked up last.
    private func sinceChange(_ moment: Int64) -> Int64 {
        // Only the name of the time may have changed then.
        if moment >= start || Int64(zone.interval(atUTC: start &- 1).period.offset) == offset { return moment }
        return start
    }

    /// The start of the month or year that a moment is in.
    func floorToMonth(_ ticks: Int64, orYear isYear: Bool) -> Int64 {
        var date = CivilDate(daysSince1970: localDays(ticks))
        date.day = 1
        if isYear { date.month = 1 }
        let utc = zone.utc(fromLocal: Int64(date.daysSince1970) * 86400)
        return Timestamp(seconds: utc)?.ticks ?? ticks
    }

    func localDays(_ ticks: Int64) -> Int {
        let moment = Timestamp(ticks: ticks).seconds
        return Int(flooredDivision(moment &+ offset(at: moment), 86400))
    }

    func hour(_ ticks: Int64) -> Int64 {
        let moment = Timestamp(ticks: ticks).seconds
        let local = moment &+ offset(at: moment)
        return (local &- flooredDivision(local, 86400) &* 86400) / 3600
    }

    private func flooredDivision(_ a: Int64, _ b: Int64) -> Int64 {
        let quotient = a / b
        return a % b < 0 ? quotient - 1 : quotient
    }
}

extension TimeZoneRules {
    /// The moment at which clocks show the same time of day so many days later.
    package func moving(_ moment: Timestamp, days: Int) -> Timestamp {
        let seconds = moment.seconds
        let local = seconds &+ Int64(interval(atUTC: seconds).period.offset) &+ Int64(days) &* 86400
        return Timestamp(seconds: utc(fromLocal: local), nanoseconds: moment.nanosecond) ?? moment
    }
}
