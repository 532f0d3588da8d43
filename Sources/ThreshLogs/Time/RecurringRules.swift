/// What a zone does every year from some time on: a POSIX TZ string, as at the end of a TZif file.
struct RecurringRules: Sendable {
    let standard: TimeZoneRules.Period
    /// nil where the clocks never change.
    let daylight: TimeZoneRules.Period?
    let start: YearlyDate
    let end: YearlyDate

    /// When the clocks change, in the local time before the change.
    struct YearlyDate: Sendable, Equatable {
        var day: Day
        var secondsOfDay: Int

        enum Day: Sendable, Equatable {
            /// 1 to 365; February 29 is never counted.
            case julian(Int)
            /// 0 to 365; February 29 is counted.
            case ordinal(Int)
            /// The n-th such weekday of a month, 5 for the last.
            case weekday(month: Int, week: Int, day: Int)
        }

        /// Seconds since 1970 as if local time were UTC.
        func seconds(in year: Int) -> Int64 {
            let january = CivilDate(year: year, month: 1, day: 1).daysSince1970
            let days =
                switch day {
                case .julian(let n): january + n - 1 + (n >= 60 && CivilDate.isLeap(year) ? 1 : 0)
                case .ordinal(let n): january + n
                case .weekday(let month, let week, let day): YearlyDate.day(month, week, day, year)
                }
            return Int64(days * 86400 + secondsOfDay)
        }

        private static func day(_ month: Int, _ week: Int, _ weekday: Int, _ year: Int) -> Int {
            let first = CivilDate(year: year, month: month, day: 1).daysSince1970
            var day = (weekday - CivilDate.weekday(daysSince1970: first) + 7) % 7 + (week - 1) * 7
            while day >= CivilDate.days(inMonth: month, of: year) { day -= 7 }
            return first + day
        }
    }

    func period(at seconds: Int64) -> TimeZoneRules.Period {
        guard let daylight else { return standard }
        let changes = changes(around: seconds)
        let last = changes.last { $0.time <= seconds } ?? changes[0]
        return last.startsDaylight ? daylight : standard
    }

    func nextTransition(after seconds: Int64) -> Int64 {
        daylight == nil ? .max : changes(around: seconds).first { $0.time > seconds }?.time ?? .max
    }

    func previousTransition(notAfter seconds: Int64) -> Int64 {
        daylight == nil ? .min : changes(around: seconds).last { $0.time <= seconds }?.time ?? .min
    }

    /// The changes of three years, in order.
    private func changes(around seconds: Int64) -> [(time: Int64, startsDaylight: Bool)] {
        guard let daylight else { return [] }
        let days = Int(seconds / 86400) - (seconds % 86400 < 0 ? 1 : 0)
        let year = CivilDate(daysSince1970: days).year
        var changes: [(time: Int64, startsDaylight: Bool)] = []
        for year in year - 1...year + 1 {
            changes.append((start.seconds(in: year) - Int64(standard.offset), true))
            changes.append((end.seconds(in: year) - Int64(daylight.offset), false))
        }
        return changes.sorted { $0.time < $1.time }
    }
}

extension RecurringRules {
    /// `CET-1CEST,M3.5.0,M10.5.0/3`; nil when it is none.
    init?(posix text: LineBytes) {
        var reader = Reader(text: text)
        guard let standardName = reader.name(), let standardWest = reader.time() else { return nil }
        let standard = TimeZoneRules.Period(offset: -standardWest, isDaylight: false, abbreviation: standardName)
        self.standard = standard
        guard let daylightName = reader.name() else {
            if text.count != reader.position { return nil }
            daylight = nil
            start = YearlyDate(day: .julian(1), secondsOfDay: 0)
            end = start
            return
        }
        var offset = standard.offset + 3600
        if reader.peek != UInt8(ascii: ",") {
            guard let west = reader.time() else { return nil }
            offset = -west
        }
        daylight = TimeZoneRules.Period(offset: offset, isDaylight: true, abbreviation: daylightName)
        guard let start = reader.date(), let end = reader.date(), reader.position == text.count else { return nil }
        self.start = start
        self.end = end
    }

    private struct Reader {
        let text: LineBytes
        var position = 0

        var peek: UInt8 { text.at(position) }

        mutating func take(_ byte: UInt8) -> Bool {
            if peek != byte || position >= text.count { return false }
            position += 1
            return true
        }

        /// Letters, or anything in angle brackets.
        mutating func name() -> String? {
            if take(UInt8(ascii: "<")) {
                guard let end = text.firstIndex(of: UInt8(ascii: ">"), from: position) else { return nil }
                defer { position = end + 1 }
                return text.slice(position, end).string
            }
            let start = position
            while (peek | 0x20) &- 97 < 26 { position += 1 }
            return position - start >= 3 ? text.slice(start, position).string : nil
        }

        mutating func number() -> Int? {
            let start = position
            var value = 0
            while peek &- 48 < 10, position - start < 4 {
                value = value * 10 + Int(peek &- 48)
                position += 1
            }
            return position > start ? value : nil
        }

        /// `[+-]h[:mm[:ss]]` in seconds.
        mutating func time() -> Int? {
            let isNegative = take(UInt8(ascii: "-"))
            if !isNegative { _ = take(UInt8(ascii: "+")) }
            guard var seconds = number().map({ $0 * 3600 }) else { return nil }
            for unit in [60, 1] where take(UInt8(ascii: ":")) {
                guard let part = number() else { return nil }
                seconds += part * unit
            }
            return isNegative ? -seconds : seconds
        }

        /// `,M3.5.0/2`, `,J60`, `,59`.
        mutating func date() -> YearlyDate? {
            guard take(UInt8(ascii: ",")) else { return nil }
            guard let day = day() else { return nil }
            var seconds = 7200
            if take(UInt8(ascii: "/")) {
                guard let time = time() else { return nil }
                seconds = time
            }
            return YearlyDate(day: day, secondsOfDay: seconds)
        }

        private mutating func day() -> YearlyDate.Day? {
            if take(UInt8(ascii: "J")) { return number().flatMap { (1...365).contains($0) ? .julian($0) : nil } }
            guard take(UInt8(ascii: "M")) else {
                return number().flatMap { (0...365).contains($0) ? .ordinal($0) : nil }
            }
            guard let month = number(), take(UInt8(ascii: ".")), let week = number(), take(UInt8(ascii: ".")),
                let weekday = number(), (1...12).contains(month), (1...5).contains(week), (0...6).contains(weekday)
            else { return nil }
            return .weekday(month: month, week: week, day: weekday)
        }
    }
}
