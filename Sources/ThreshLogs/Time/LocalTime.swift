/// A reading of a clock.
struct LocalTime {
    var date: CivilDate
    var hour: Int
    var minute: Int
    var second: Int
    var nanosecond: Int64

    var isValid: Bool { date.isValid && isTimeValid }

    /// 60 is a leap second.
    var isTimeValid: Bool { hour < 24 && minute < 60 && second <= 60 }

    /// Since 1970, as if it were UTC.
    var seconds: Int64 { Int64(date.daysSince1970 * 86400 + hour * 3600 + minute * 60 + second) }
}
