import Testing
import Thresh
import ThreshLogs

@testable import ThreshQueries

@Suite("Hours in which clocks are changed", .timeLimit(.minutes(1)))
struct OddClockTests {
    /// The starts of all stretches from one moment to another, as `next` gives them, where each moment's is one of them.
    private func starts(_ length: String, _ seconds: Int64, _ zone: String, from first: String, to last: String) throws
        -> [String]
    {
        let rules = try TimeZoneRules.named(zone)
        let buckets = try LogBuckets(
            try QueryText.expression("bucket(time, \(length))"), width: seconds * 1_000_000_000,
            context: ExpressionContext(zone: rules, now: testContext.now))
        let (first, last) = (try #require(Timestamp(isoText: first)), try #require(Timestamp(isoText: last)))
        var starts = [try #require(buckets.start(of: first))]
        while let next = buckets.next(starts.last!), next <= last { starts.append(next) }
        // Every minute is in the last one that began before it.
        var moment = first
        while moment < last {
            let start = try #require(buckets.start(of: moment))
            #expect(start <= moment && start == starts.last { $0 <= moment }, "\(moment.text(in: rules))")
            moment = moment.advanced(by: 60_000_000_000)!
        }
        return starts.map { $0.text(in: rules) }
    }

    @Test("by half an hour")
    func lordHowe() throws {
        #expect(
            try starts("1h", 3600, "Australia/Lord_Howe", from: "2024-04-06T14:10:00Z", to: "2024-04-06T16:00:00Z") == [
                "2024-04-07T01:00:00+11:00", "2024-04-07T01:30:00+10:30", "2024-04-07T02:00:00+10:30",
            ])
        #expect(
            try starts("1h", 3600, "Australia/Lord_Howe", from: "2024-10-05T14:40:00Z", to: "2024-10-05T16:20:00Z") == [
                "2024-10-06T01:00:00+10:30", "2024-10-06T02:30:00+11:00", "2024-10-06T03:00:00+11:00",
            ])
        #expect(
            try starts("20m", 1200, "Australia/Lord_Howe", from: "2024-04-06T14:40:00Z", to: "2024-04-06T15:30:00Z")
                == [
                    "2024-04-07T01:40:00+11:00", "2024-04-07T01:30:00+10:30", "2024-04-07T01:40:00+10:30",
                    "2024-04-07T02:00:00+10:30",
                ])
    }

    @Test("a minute behind midnight, and by minutes and seconds")
    func odd() throws {
        #expect(
            try starts("1h", 3600, "America/St_Johns", from: "2000-04-02T03:00:00Z", to: "2000-04-02T05:00:00Z") == [
                "2000-04-01T23:00:00-03:30", "2000-04-02T00:00:00-03:30", "2000-04-02T01:01:00-02:30",
                "2000-04-02T02:00:00-02:30",
            ])
        #expect(
            try starts("1h", 3600, "Europe/Berlin", from: "1893-03-31T22:30:00Z", to: "1893-04-01T00:30:00Z") == [
                "1893-03-31T23:00:00+00:53:28", "1893-04-01T00:06:32+01:00", "1893-04-01T01:00:00+01:00",
            ])
        // By a quarter of an hour, in 1986.
        #expect(
            try starts("1h", 3600, "Asia/Kathmandu", from: "1985-12-31T18:00:00Z", to: "1985-12-31T20:00:00Z")
                == [
                    "1985-12-31T23:30:00+05:30", "1986-01-01T00:15:00+05:45", "1986-01-01T01:00:00+05:45",
                ].map { $0 == "1985-12-31T23:30:00+05:30" ? "1985-12-31T23:00:00+05:30" : $0 })
    }

    @Test(
        "whole hours are as they were",
        arguments: ["Europe/Berlin", "America/New_York", "Africa/Casablanca", "Asia/Kolkata"])
    func whole(zone: String) throws {
        for day in ["2024-03-10", "2024-03-31", "2024-10-27", "2024-11-03", "2024-04-14"] {
            for (length, seconds) in [("1h", 3600), ("15m", 900), ("6h", 21600)] as [(String, Int64)] {
                let found = try starts(length, seconds, zone, from: "\(day)T00:00:00Z", to: "\(day)T12:00:00Z")
                #expect(found.allSatisfy { $0.contains(":00:00") || length == "15m" }, "\(found)")
            }
        }
    }
}
