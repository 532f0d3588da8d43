import Testing
import Thresh
import ThreshLogs

@testable import ThreshQueries

@Suite("The time of a log")
struct ClockTests {
    private let minute: Int64 = 60_000_000_000

    @Test("passes with the machine's where lines are new")
    func now() {
        var clock = LogClock(width: minute)
        #expect(clock.time(wall: 5 * minute) == nil)
        clock.see(5 * minute, wall: 5 * minute + 1)
        #expect(clock.time(wall: 7 * minute) == 7 * minute && clock.isRunning)
    }

    @Test("is ahead of the machine's by what its lines are")
    func ahead() {
        var clock = LogClock(width: minute)
        clock.see(65 * minute, wall: 5 * minute)
        #expect(clock.time(wall: 6 * minute) == 66 * minute)
    }

    @Test("stands still in an old log, and does not believe a line of next year")
    func old() {
        var clock = LogClock(width: minute)
        let later = 3000 * 24 * 60 * minute
        clock.see(5 * minute, wall: later, isOld: true)
        #expect(!clock.isRunning && clock.time(wall: later + minute) == 5 * minute)
        clock.see(later + 400 * 24 * 60 * minute, wall: later)
        #expect(clock.newest == 5 * minute)
    }
}

@Suite("Stretches of time")
struct BucketTests {
    private func buckets(_ text: String, hours: Int64, zone: String = "UTC") throws -> LogBuckets {
        let context = ExpressionContext(zone: try TimeZoneRules.named(zone), now: testContext.now)
        return try LogBuckets(try QueryText.expression(text), width: hours * 3_600_000_000_000, context: context)
    }

    @Test("follow each other, and are counted up to a limit")
    func counts() throws {
        let buckets = try buckets("bucket(time, 1h)", hours: 1)
        let start = try #require(buckets.start(of: time(7 * 3600 + 59)))
        #expect(start == time(7 * 3600) && buckets.next(start) == time(8 * 3600))
        #expect(buckets.count(from: start, through: time(10 * 3600), atMost: 4) == 4)
        #expect(buckets.count(from: start, through: time(10 * 3600), atMost: 3) == nil)
        #expect(buckets.starts(from: start, through: time(9 * 3600), atMost: 9)?.count == 3)
    }

    @Test("days are 23 and 25 hours long where clocks change")
    func days() throws {
        let buckets = try buckets("bucket(time, 1d)", hours: 24, zone: "Europe/Berlin")
        // 31 March and 27 October 2024.
        for (noon, hours) in [(1_711_879_200 as Int64, 23 as Int64), (1_730_026_800, 25)] {
            let start = try #require(buckets.start(of: time(noon)))
            let next = try #require(buckets.next(start))
            #expect(next.seconds - start.seconds == hours * 3600)
        }
    }
}
