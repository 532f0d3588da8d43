/// Reads a clock's time off the start of some bytes, in one of the layouts; a zone may follow in `rest`.
struct TimeReader {
    let text: LineBytes
    var position = 0

    init(text: LineBytes) { self.text = text }

    var rest: LineBytes { text.slice(min(position, text.count), text.count) }

    /// `2024-05-01T12:30:00.250`, `2024/05/01 12:30:00,250`.
    mutating func iso() -> LocalTime? {
        guard let year = Digits.four(text, 0), let month = Digits.two(text, 5), let day = Digits.two(text, 8),
            text.at(4) == UInt8(ascii: "-") || text.at(4) == UInt8(ascii: "/"), text.at(7) == text.at(4)
        else { return nil }
        switch text.at(10) {
        case UInt8(ascii: "T"), UInt8(ascii: "t"), 32, 9, UInt8(ascii: "_"): break
        default: return nil
        }
        position = 11
        return clock(CivilDate(year: year, month: month, day: day))
    }

    /// `06/Feb/2009:12:14:14.655`, `10 Dec 2024 12:00:00,123`, `Thu, 10-Dec-2024 12:00:00`.
    mutating func dayMonthYear() -> LocalTime? {
        if (text.at(0) | 0x20) &- 97 < 26, text.at(3) == UInt8(ascii: ",") { position = text.at(4) == 32 ? 5 : 4 }
        guard let day = Digits.padded(text, position), let month = Digits.month(text, position + 3),
            let year = Digits.four(text, position + 7), text.at(position + 2) == text.at(position + 6)
        else { return nil }
        let separator = text.at(position + 2)
        guard separator == UInt8(ascii: "/") || separator == UInt8(ascii: "-") || separator == 32,
            text.at(position + 11) == UInt8(ascii: ":") || text.at(position + 11) == 32
        else { return nil }
        position += 12
        return clock(CivilDate(year: year, month: month, day: day))
    }

    /// `Jan  5 12:30:00`. The year is 0.
    mutating func monthDay() -> LocalTime? {
        guard let month = Digits.month(text, 0), text.at(3) == 32, let day = Digits.padded(text, 4), text.at(6) == 32
        else { return nil }
        position = 7
        return clock(CivilDate(year: 0, month: month, day: day))
    }

    /// `0102 15:04:05.678901`. The year is 0.
    mutating func glog() -> LocalTime? {
        guard let month = Digits.two(text, 0), let day = Digits.two(text, 2), text.at(4) == 32 else { return nil }
        position = 5
        return clock(CivilDate(year: 0, month: month, day: day))
    }

    /// `Sun Dec 04 04:47:44.123456 2005`.
    mutating func asctime() -> LocalTime? {
        guard let month = Digits.month(text, 4), text.at(3) == 32, text.at(7) == 32, let day = Digits.padded(text, 8),
            text.at(10) == 32
        else { return nil }
        position = 11
        guard var time = clock(CivilDate(year: 0, month: month, day: day)), text.at(position) == 32,
            let year = Digits.four(text, position + 1)
        else { return nil }
        position += 5
        time.date.year = year
        return time.isValid ? time : nil
    }

    /// `081109 203615`, `17/06/09 20:10:40`. Years from 70 are of the last century.
    mutating func twoDigitYear() -> LocalTime? {
        let isSeparated = text.at(2) == UInt8(ascii: "/")
        let step = isSeparated ? 3 : 2
        guard let year = Digits.two(text, 0), let month = Digits.two(text, step), let day = Digits.two(text, 2 * step),
            !isSeparated || text.at(5) == UInt8(ascii: "/"), text.at(isSeparated ? 8 : 6) == 32
        else { return nil }
        let date = CivilDate(year: year < 70 ? 2000 + year : 1900 + year, month: month, day: day)
        position = isSeparated ? 9 : 7
        if text.at(position + 2) == UInt8(ascii: ":") { return clock(date) }
        guard let hour = Digits.two(text, position), let minute = Digits.two(text, position + 2),
            let second = Digits.two(text, position + 4)
        else { return nil }
        position += 6
        let time = LocalTime(date: date, hour: hour, minute: minute, second: second, nanosecond: 0)
        return time.isValid ? time : nil
    }

    /// `12:30:00`, then a fraction after a point or comma. Where the year is 0, whether the day exists is not known yet.
    private mutating func clock(_ date: CivilDate) -> LocalTime? {
        guard let hour = Digits.two(text, position), let minute = Digits.two(text, position + 3),
            let second = Digits.two(text, position + 6), text.at(position + 2) == UInt8(ascii: ":"),
            text.at(position + 5) == UInt8(ascii: ":")
        else { return nil }
        position += 8
        var time = LocalTime(date: date, hour: hour, minute: minute, second: second, nanosecond: 0)
        if text.at(position) == UInt8(ascii: ".") || text.at(position) == UInt8(ascii: ",") {
            guard let fraction = fraction() else { return nil }
            time.nanosecond = fraction
        }
        let isDateValid = date.year == 0 ? (1...12).contains(date.month) && (1...31).contains(date.day) : date.isValid
        return isDateValid && time.isTimeValid ? time : nil
    }

    private mutating func fraction() -> Int64? {
        position += 1
        let start = position
        var value: Int64 = 0
        var scale: Int64 = 1_000_000_000
        while text.at(position) &- 48 < 10 {
            if scale > 1 {
                value = value * 10 + Int64(text.at(position) &- 48)
                scale /= 10
            }
            position += 1
        }
        return position > start ? value * scale : nil
    }
}
