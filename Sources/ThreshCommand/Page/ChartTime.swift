/// A moment on the time axis of a chart, out of ISO 8601 as answers have it: `2025-02-24T16:39:56+01:00`.
struct ChartTime {
    /// Seconds since 1970.
    let seconds: Double
    /// What clocks showed then, as if it were UTC.
    let local: Double

    var offset: Double { local - seconds }

    /// The latest moment, not after `time`, at which clocks showed a multiple of so many seconds.
    init(_ time: ChartTime, roundedTo width: Double) {
        local = (time.local / width).rounded(.down) * width
        seconds = local - time.offset
    }

    init?(_ text: String) {
        let bytes = Array(text.utf8)
        func number(_ range: Range<Int>) -> Int? {
            var value = 0
            for byte in bytes[range] {
                guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
                value = value * 10 + Int(byte - UInt8(ascii: "0"))
            }
            return value
        }
        guard bytes.count >= 20, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
            bytes[10] == UInt8(ascii: "T"), bytes[13] == UInt8(ascii: ":"), bytes[16] == UInt8(ascii: ":"),
            let year = number(0..<4), let month = number(5..<7), let day = number(8..<10), let hour = number(11..<13),
            let minute = number(14..<16), let second = number(17..<19), (1...12).contains(month)
        else { return nil }
        var rest = bytes[19...]
        var fraction = 0.0
        if rest.first == UInt8(ascii: ".") {
            let digits = rest.dropFirst().prefix { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
            fraction = Double("0." + String(decoding: digits, as: UTF8.self)) ?? 0
            rest = rest.dropFirst(1 + digits.count)
        }
        var offset = 0
        // Clocks of a place, before there were zones, have seconds too.
        var behindMinutes = 0
        if rest.count == 9, let seconds = number(rest.endIndex - 2..<rest.endIndex) {
            behindMinutes = seconds
            rest = rest.dropLast(3)
        }
        if rest.count == 6, let hours = number(rest.startIndex + 1..<rest.startIndex + 3),
            let minutes = number(rest.startIndex + 4..<rest.endIndex)
        {
            offset = (hours * 3600 + minutes * 60 + behindMinutes) * (rest.first == UInt8(ascii: "-") ? -1 : 1)
        } else if rest != [UInt8(ascii: "Z")] {
            return nil
        }
        let days = ChartTime.days(year, month, day)
        local = Double(days * 86_400 + hour * 3600 + minute * 60 + second) + fraction
        seconds = local - Double(offset)
    }

    /// Days since 1970 of a date of the Gregorian calendar, counted in years that begin in March.
    static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let marchYear = month > 2 ? year : year - 1
        let monthsSinceMarch = (month + 9) % 12
        let dayOfYear = (153 * monthsSinceMarch + 2) / 5 + day - 1
        return marchYear * 365 + marchYear / 4 - marchYear / 100 + marchYear / 400 + dayOfYear - 719_468
    }

    /// The date on which a day since 1970 falls.
    static func date(_ days: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthsSinceMarch = (5 * dayOfYear + 2) / 153
        let month = monthsSinceMarch < 10 ? monthsSinceMarch + 3 : monthsSinceMarch - 9
        let day = dayOfYear - (153 * monthsSinceMarch + 2) / 5 + 1
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }
}
