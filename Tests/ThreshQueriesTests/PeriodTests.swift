import Testing
import Thresh
import ThreshLogs

@testable import ThreshQueries

@Suite("Periods side by side", .timeLimit(.minutes(1)))
struct PeriodTests {
    /// What is counted of each place in the two periods, and what is told.
    private func compare(
        _ start: String, _ end: String, _ length: String, zone: String, _ text: String
    ) throws -> (rows: [String], notes: [String]) {
        let context = ExpressionContext(zone: try TimeZoneRules.named(zone), now: testContext.now)
        let (comparison, notes) = try LogComparison.periods(start, end, before: length, context)
        var query = Query("count where \(comparison.one), count where \(comparison.other)")
        query.groups = "p"
        query.timeZone = zone
        return (try ask(query, text).rows, notes)
    }

    private let autumn =
        "time,p\n2024-10-26T22:30:00Z,first\n2024-10-27T22:30:00Z,last\n2024-10-28T10:00:00Z,today\n"
    private let spring = "time,p\n2024-03-30T23:30:00Z,first\n2024-03-31T21:30:00Z,last\n2024-03-31T22:30:00Z,today\n"

    @Test("a day before is the calendar's, also where clocks change")
    func days() throws {
        #expect(
            try compare("2024-10-28", "2024-10-29", "1d", zone: "Europe/Berlin", autumn).rows == [
                "first\t0\t1", "last\t0\t1", "today\t1\t0",
            ])
        #expect(
            try compare("2024-10-27", "2024-10-28", "1d", zone: "Europe/Berlin", autumn).rows == [
                "first\t1\t0", "last\t1\t0", "today\t0\t0",
            ])
        #expect(
            try compare("2024-04-01", "2024-04-02", "1d", zone: "Europe/Berlin", spring).rows == [
                "first\t0\t1", "last\t0\t1", "today\t1\t0",
            ])
        #expect(
            try compare("2024-11-03T00:30", "2024-11-04", "1w", zone: "Europe/Berlin", autumn).rows == [
                "first\t0\t1", "last\t0\t1", "today\t0\t0",
            ])
        // Hours are hours.
        #expect(
            try compare("2024-10-28", "2024-10-29", "24h", zone: "Europe/Berlin", autumn).rows == [
                "first\t0\t0", "last\t0\t1", "today\t1\t0",
            ])
    }

    @Test("periods with lines in common are told")
    func overlaps() throws {
        #expect(try compare("2024-10-28", "2024-10-29", "1d", zone: "UTC", autumn).notes.isEmpty)
        #expect(try compare("2024-10-28", "2024-10-29", "12h", zone: "UTC", autumn).notes.count == 1)
        #expect(try compare("2024-10-27", "2024-10-29", "1d", zone: "Europe/Berlin", autumn).notes.count == 1)
        #expect(try compare("2024-10-20", "2024-10-27T12:00", "1w", zone: "UTC", autumn).notes.count == 1)
        #expect(try compare("today", "now", "1d", zone: "UTC", autumn).notes.isEmpty)
    }
}
