/// Reads a time off the start of some bytes, in one of the layouts, and goes on to where it ends.
struct TimeReader {
    let text: LineBytes
    var position = 0
    /// What stands behind the time.
    var zone = Zone.none
    /// Where the two digits of the second are and where those of the fraction end; negative where there is no second.
    var secondAt = -1
    var fractionEnd = -1
    /// Whether AM or PM was read.
    var hasMeridiem = false
    /// What stands behind the first number or name of a date.
    var mark: UInt8 = 0

    enum Zone {
        case none
        /// Seconds east of UTC.
        case offset(Int)
        /// Capital letters of `ZoneNames`, at a place.
        case abbreviation(Int, Int)
        /// A zone of tzdata: `Europe/Berlin`.
        case name(Int, Int)
    }

    init(text: LineBytes) { self.text = text }

    /// The clock's reading; nil when no such time begins here. Where the year is missing it is 0, and whether the day exists
    /// is not known.
    mutating func read(_ layout: TimeLayout) -> LocalTime? {
        let time: LocalTime? =
            switch layout {
            case .clf, .dayMonthYear: dayMonthYear()
            case .iso: yearFirst()
            case .compact: compact()
            case .rfc3164: withoutYear()
            case .asctime: monthDayYear()
            case .dayFirst: numeric(isDayFirst: true)
            case .monthFirst: numeric(isDayFirst: false)
            case .dayOrMonthFirst: dayOrMonth()
            case .twoDigitYear: twoDigitYear()
            case .monthDay: monthDay()
            case .glog: glog()
            case .epoch: nil
            }
        guard let time, time.isTimeValid else { return nil }
        if time.date.year == 0 {
            let isDay = (1...12).contains(time.date.month) && (1...31).contains(time.date.day)
            return isDay && layout.lacksYear ? time : nil
        }
        return time.date.isValid ? time : nil
    }

    /// How many bytes of the text are a time of a layout; 0 when it does not begin with one, or goes on like a longer word.
    static func length(_ layout: TimeLayout, _ text: LineBytes) -> Int {
        var reader = TimeReader(text: text)
        guard reader.read(layout) != nil, !reader.isInWord else { return 0 }
        return reader.position
    }

    /// Whether a letter or digit follows at once.
    private var isInWord: Bool {
        let next = text.at(position)
        return next &- 48 < 10 || (next | 0x20) &- 97 < 26 || next == UInt8(ascii: "_")
    }

    // MARK: - Pieces

    mutating func take(_ byte: UInt8) -> Bool {
        if text.at(position) != byte || position >= text.count { return false }
        position += 1
        return true
    }

    /// - Returns: whether there was one.
    mutating func blanks() -> Bool {
        let start = position
        while true {
            if text.at(position) == 32 || text.at(position) == 9 {
                position += 1
            } else {
                let wide = WordTable.wideBlank(text, position)
                if wide == 0 { return position > start }
                position += wide
            }
        }
    }

    /// A number of so many digits, none behind it; nil, and nothing is read, when there is none.
    mutating func number(_ widths: ClosedRange<Int>) -> Int? {
        var index = position
        var value = 0
        while text.at(index) &- 48 < 10, index - position <= widths.upperBound {
            value = value * 10 + Int(text.at(index) &- 48)
            index += 1
        }
        if !widths.contains(index - position) { return nil }
        position = index
        return value
    }

    /// A number of exactly so many digits, whatever follows.
    mutating func fixed(_ width: Int) -> Int? {
        var value = 0
        for index in position..<position + width {
            guard text.at(index) &- 48 < 10 else { return nil }
            value = value * 10 + Int(text.at(index) &- 48)
        }
        position += width
        return value
    }

    /// A month's name, with or without a point.
    mutating func monthName() -> Int? {
        if let month = Digits.month(text, position), (text.at(position + 3) | 0x20) &- 97 >= 26,
            text.at(position + 3) < 0x80
        {
            position += 3
            if text.at(position) == UInt8(ascii: "."), text.at(position + 1) &- 48 >= 10 { position += 1 }
            return month
        }
        let end = WordTable.end(of: text, from: position)
        guard let month = CalendarWords.months.number(text, position, end) else { return nil }
        position = end
        if text.at(position) == UInt8(ascii: "."), text.at(position + 1) &- 48 >= 10 { position += 1 }
        return month
    }

    /// Goes past a day of the week: `Wed `, `Wed, `, `Mi. `, `Thu,`.
    mutating func passWeekday() {
        guard text.at(position) &- 48 >= 10 else { return }
        let end = WordTable.end(of: text, from: position)
        guard end > position, CalendarWords.weekdays.number(text, position, end) != nil else { return }
        let start = position
        position = end
        // `segunda-feira` of Portuguese.
        if text.starts(with: "-feira", at: position) { position += 6 }
        _ = take(UInt8(ascii: "."))
        let hasComma = take(UInt8(ascii: ","))
        if !blanks(), !hasComma { position = start }
    }
}
