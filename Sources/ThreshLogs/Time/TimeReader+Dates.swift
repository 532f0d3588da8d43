/// The dates of each layout, and what stands between them and the clock.
extension TimeReader {
    /// `2024-05-01`, `2024/5/1`, `2024.05.01`, `2024-May-01`, `2024 May 01`, alone or with a clock behind it.
    mutating func yearFirst() -> LocalTime? {
        if let time = usualISO() { return time }
        guard let year = number(4...4), year > 0 else { return nil }
        let separator = text.at(position)
        guard isSeparator(separator) || separator == 32 else { return nil }
        position += 1
        if separator == UInt8(ascii: ".") { _ = blanks() }
        let isNamed = text.at(position) &- 48 >= 10
        guard let month = isNamed ? monthName() : number(1...2), isNamed || separator != 32 else { return nil }
        guard take(separator) || isNamed && separator == UInt8(ascii: ".") else { return nil }
        if separator == UInt8(ascii: ".") || separator == 32 { _ = blanks() }
        guard let day = number(1...2) else { return nil }
        if isNamed { _ = take(UInt8(ascii: ".")) }
        return withClock(CivilDate(year: year, month: month, day: day), hasPoints: separator == UInt8(ascii: "."))
    }

    /// `20240501T123000Z`, `20240501-12:30:00.123`, `20240501123000.5`, `20240501`.
    mutating func compact() -> LocalTime? {
        guard let year = fixed(4), let month = fixed(2), let day = fixed(2),
            TimeReader.isPlausible(year, month, day) || text.at(position) | 0x20 == UInt8(ascii: "t")
        else { return nil }
        let date = CivilDate(year: year, month: month, day: day)
        switch text.at(position) {
        case UInt8(ascii: "T"), UInt8(ascii: "t"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: ":"), 32:
            let isMarked = text.at(position) | 0x20 == UInt8(ascii: "t")
            let start = position
            position += 1
            if let time = basicClock(date, needsSecond: !isMarked) ?? clock(date) { return time }
            position = start
            return dateAlone(date)
        case 48...57: return basicClock(date, needsSecond: false)
        default: return dateAlone(date)
        }
    }

    /// Whether eight digits are rather a date than a number: one of our times, or the first or last day of a year, which
    /// stands for always: `99991231`, `00010101`.
    private static func isPlausible(_ year: Int, _ month: Int, _ day: Int) -> Bool {
        year >= 1900 && year < 2200 || month == 12 && day == 31 || month == 1 && day == 1
    }

    /// `Sun Dec 04 04:47:44.123456 2005`, `May 1, 2024 12:30:00 PM`, `May 01 2024`; `Sun 2005-12-04 04:47:44`.
    mutating func monthDayYear() -> LocalTime? {
        let start = position
        // `Mar` is a day of the week in French.
        if let date = monthAndDay() { return withYear(date, isDayFirst: false) }
        position = start
        passWeekday()
        // `Wed 2024-05-01 12:30:00 UTC` of systemd.
        if position > start, text.at(position) &- 48 < 10 { return yearFirst() }
        guard let date = monthAndDay() else { return nil }
        return withYear(date, isDayFirst: false)
    }

    /// `06/Feb/2009:12:14:14`, `10-Dec-2024`, `Thu, 10 Dec 2024 12:00:00 GMT`, `1. Mai 12:30:00 CEST 2024`.
    mutating func dayMonthYear() -> LocalTime? {
        if let time = usualAccessTime() { return time }
        passWeekday()
        guard let date = dayAndMonth() else { return nil }
        return withYear(date, isDayFirst: true)
    }

    /// `Jan  5 12:30:00`, `5 Jan 12:30:00.123`.
    mutating func withoutYear() -> LocalTime? {
        let start = position
        if let time = usualSyslog() { return time }
        position = start
        guard let date = monthAndDay() ?? dayAndMonth(from: start), blanks(), let time = clock(date) else { return nil }
        // A year behind the time would be taken for what follows it.
        if text.at(position) == 32 {
            var next = self
            next.position += 1
            if let year = next.number(4...4), year >= 1970, year < 2200 { return nil }
        }
        return time
    }

    /// `Jan  5 12:30:00` as RFC 3164 has it, and nothing behind it that belongs to it.
    private mutating func usualSyslog() -> LocalTime? {
        guard text.at(3) == 32, text.at(6) == 32, text.at(9) == UInt8(ascii: ":"), text.at(12) == UInt8(ascii: ":"),
            text.count == 15, let month = Digits.month(text, 0), let day = Digits.padded(text, 4),
            let hour = Digits.two(text, 7), let minute = Digits.two(text, 10), let second = Digits.two(text, 13)
        else { return nil }
        position = 15
        secondAt = 13
        fractionEnd = 15
        return LocalTime(
            date: CivilDate(year: 0, month: month, day: day), hour: hour, minute: minute, second: second, nanosecond: 0)
    }

    /// `01.05.2024 12:30`, `5/1/24, 12:30 PM`.
    mutating func numeric(isDayFirst: Bool) -> LocalTime? {
        passWeekday()
        guard let first = number(1...2) else { return nil }
        let separator = text.at(position)
        guard isSeparator(separator) else { return nil }
        position += 1
        guard let second = number(1...2), take(separator), let year = number(4...4) ?? shortYear(before: separator)
        else {
            return nil
        }
        let date = CivilDate(year: year, month: isDayFirst ? second : first, day: isDayFirst ? first : second)
        return date.isValid ? withClock(date, hasPoints: separator == UInt8(ascii: ".")) : nil
    }

    mutating func dayOrMonth() -> LocalTime? {
        let start = self
        if let time = numeric(isDayFirst: true) { return time }
        self = start
        return numeric(isDayFirst: false)
    }

    /// `081109 203615`, `17/06/09 20:10:40`, `240501  9:30:00`. Years from 70 on are of the last century.
    mutating func twoDigitYear() -> LocalTime? {
        guard let year = fixed(2) else { return nil }
        let separator = text.at(position)
        let isSeparated = isSeparator(separator)
        if isSeparated { position += 1 }
        guard let month = fixed(2), !isSeparated || take(separator), let day = fixed(2) else { return nil }
        let date = CivilDate(year: year + (year < 70 ? 2000 : 1900), month: month, day: day)
        guard blanks() || take(UInt8(ascii: "T")) else { return nil }
        if !isSeparated, let time = basicClock(date, needsSecond: true) { return time }
        return clock(date)
    }

    /// `05-01 12:30:00.123`, `05/01-12:30:00.123`.
    mutating func monthDay() -> LocalTime? {
        guard let month = number(1...2) else { return nil }
        let separator = text.at(position)
        guard isSeparator(separator) else { return nil }
        position += 1
        guard let day = number(1...2), blanks() || separator == UInt8(ascii: "/") && take(UInt8(ascii: "-")) else {
            return nil
        }
        return clock(CivilDate(year: 0, month: month, day: day))
    }

    /// `0102 15:04:05.678901`, `20240102 15:04:05.678901`, `0102/150405.678`.
    mutating func glog() -> LocalTime? {
        let year = text.at(4) == 32 || text.at(4) == UInt8(ascii: "/") ? 0 : fixed(4)
        guard let year, let month = fixed(2), let day = fixed(2) else { return nil }
        let date = CivilDate(year: year, month: month, day: day)
        if take(UInt8(ascii: "/")) { return basicClock(date, needsSecond: true) }
        return take(32) ? clock(date) : nil
    }

    // MARK: - Usual widths

    /// `2024-05-01T12:30:00` and what follows.
    private mutating func usualISO() -> LocalTime? {
        let mark = text.at(4)
        guard position == 0, mark == UInt8(ascii: "-") || mark == UInt8(ascii: "/"), text.at(7) == mark,
            text.at(10) == 32 || text.at(10) == UInt8(ascii: "T"), let year = Digits.four(text, 0), year > 0,
            let month = Digits.two(text, 5), let day = Digits.two(text, 8)
        else { return nil }
        return usualClock(CivilDate(year: year, month: month, day: day))
    }

    /// `06/Feb/2009:12:14:14` and what follows.
    private mutating func usualAccessTime() -> LocalTime? {
        guard position == 0, text.at(2) == UInt8(ascii: "/"), text.at(6) == UInt8(ascii: "/"),
            text.at(11) == UInt8(ascii: ":"), let day = Digits.two(text, 0), let month = Digits.month(text, 3),
            let year = Digits.four(text, 7), year > 0
        else { return nil }
        return usualClock(CivilDate(year: year, month: month, day: day), at: 12)
    }

    private mutating func usualClock(_ date: CivilDate, at start: Int = 11) -> LocalTime? {
        guard text.at(start + 2) == UInt8(ascii: ":"), text.at(start + 5) == UInt8(ascii: ":"),
            let hour = Digits.two(text, start), let minute = Digits.two(text, start + 3),
            let second = Digits.two(text, start + 6)
        else { return nil }
        secondAt = start + 6
        position = start + 8
        let time = LocalTime(date: date, hour: hour, minute: minute, second: second, nanosecond: 0)
        if let time = withFraction(time, 0) { return time }
        forgetClock()
        return nil
    }

    // MARK: - Pieces

    private func isSeparator(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "-") || byte == UInt8(ascii: "/") || byte == UInt8(ascii: ".")
    }

    /// The last two digits of a year; years from 70 on are of the last century.
    private mutating func shortYear(before separator: UInt8) -> Int? {
        guard let year = number(2...2) else { return nil }
        // `10.20.30.40` is an address, `1/2/34/5` a path.
        if text.at(position) == separator, separator != UInt8(ascii: "-") { return nil }
        return year + (year < 70 ? 2000 : 1900)
    }

    /// `Dec 04`, `May 1,`, `Mai-1`. The year is 0.
    private mutating func monthAndDay() -> CivilDate? {
        guard let month = monthName() else { return nil }
        mark = text.at(position)
        guard blanks() || take(UInt8(ascii: "-")) || take(UInt8(ascii: "/")), let day = number(1...2) else {
            return nil
        }
        if take(UInt8(ascii: ",")) { mark = UInt8(ascii: ",") }
        return CivilDate(year: 0, month: month, day: day)
    }

    /// `06/Feb`, `1. Mai`, `1 de mayo`, ` 5 Jan`. The year is 0.
    private mutating func dayAndMonth(from start: Int? = nil) -> CivilDate? {
        if let start { position = start }
        _ = blanks()
        guard let day = number(1...2) else { return nil }
        mark = text.at(position)
        let hasPoint = take(UInt8(ascii: "."))
        guard blanks() || take(UInt8(ascii: "/")) || take(UInt8(ascii: "-")) || hasPoint else { return nil }
        passPreposition()
        guard let month = monthName() else { return nil }
        _ = take(UInt8(ascii: ","))
        return CivilDate(year: 0, month: month, day: day)
    }

    /// `de ` of Spanish and Portuguese.
    private mutating func passPreposition() {
        if text.at(position) | 0x20 == UInt8(ascii: "d"), text.at(position + 1) | 0x20 == UInt8(ascii: "e"),
            text.at(position + 2) == 32
        {
            position += 3
        }
    }

    /// A year at the end of the date, or behind the clock.
    private mutating func withYear(_ date: CivilDate, isDayFirst: Bool) -> LocalTime? {
        let start = position
        var date = date
        let isSlashed = mark == UInt8(ascii: "/") || mark == UInt8(ascii: "-")
        let isDivided = isSlashed ? take(mark) : blanks() || take(UInt8(ascii: "."))
        passPreposition()
        if isDivided, let year = number(4...4) {
            date.year = year
            return withClock(date)
        }
        if isDayFirst, isDivided, let year = number(2...2), isSlashed || text.at(position) != UInt8(ascii: ":") {
            date.year = year + (year < 70 ? 2000 : 1900)
            return withClock(date)
        }
        position = start
        guard blanks(), var time = clock(date) else { return nil }
        guard blanks(), let year = number(4...4) else { return nil }
        time.date.year = year
        if case .none = zone { readZone() }
        return time
    }

    /// The date's clock where there is one; else its midnight.
    ///
    /// - Parameter hasPoints: whether points divide the date, and so perhaps the clock.
    private mutating func withClock(_ date: CivilDate, hasPoints: Bool = false) -> LocalTime? {
        let start = position
        var isBasic = false
        var hasPoints = hasPoints
        switch text.at(position) {
        case UInt8(ascii: "T"), UInt8(ascii: "t"):
            position += 1
            isBasic = true
        case UInt8(ascii: ":"):
            position += 1
            // As Erlang writes it.
            _ = take(UInt8(ascii: ":"))
        case UInt8(ascii: "_"): position += 1
        case UInt8(ascii: "-"):
            position += 1
            hasPoints = true
        case UInt8(ascii: ","):
            position += 1
            _ = blanks()
        default:
            guard blanks() else { return dateAlone(date) }
            // As Kibana writes it.
            if take(UInt8(ascii: "@")) { _ = blanks() }
            // As Gin writes it.
            if text.at(position) == UInt8(ascii: "-"), text.at(position + 1) == 32 { position += 2 }
        }
        if let time = clock(date) { return time }
        if isBasic, let time = basicClock(date, needsSecond: false) { return time }
        // A date and an address have as many points.
        if let time = pointedClock(date),
            hasPoints || hasMeridiem || time.isTimeValid && fractionEnd == secondAt + 2
        {
            return time
        }
        // A clock that is none: the date is no time without it.
        let isClock =
            text.at(position) &- 48 < 10
            && (text.at(position + 1) == UInt8(ascii: ":")
                || text.at(position + 1) &- 48 < 10 && text.at(position + 2) == UInt8(ascii: ":"))
        forgetClock()
        position = start
        return isClock ? nil : dateAlone(date)
    }

    private mutating func forgetClock() {
        zone = .none
        secondAt = -1
        hasMeridiem = false
    }

    /// A date is its midnight.
    private func dateAlone(_ date: CivilDate) -> LocalTime {
        LocalTime(date: date, hour: 0, minute: 0, second: 0, nanosecond: 0)
    }
}
