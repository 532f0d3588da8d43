/// A stretch of time in which a zone's offset does not change.
struct ZoneInterval: Sendable {
    var start: Int64
    var end: Int64
    var period: TimeZoneRules.Period
}
