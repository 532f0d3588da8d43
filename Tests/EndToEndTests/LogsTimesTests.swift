import Foundation
import TestSupport
import Testing

/// Times in questions: zones, years that logs lack, `--since`; and what null does in conditions.
@Suite(.serialized, .timeLimit(.minutes(2))) struct LogsTimesTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private func run(_ script: String) throws -> CommandResult { try shell(script, in: directory.path) }

    private func write(_ lines: [String], to name: String) throws {
        try directory.write(Array((lines.joined(separator: "\n") + "\n").utf8), to: name)
    }

    private func access(_ time: String, _ rest: String = "200 1") -> String {
        "192.0.2.1 - - [\(time)] \"GET / HTTP/1.1\" \(rest)"
    }

    @Test func aMissingYearIsInferredFromTheFileAndStated() throws {
        try write(
            ["Oct 26 02:30:00 h a[1]: x", "Feb 29 03:30:00 h a[1]: x", "Nov  2 00:00:00 h a[1]: x"], to: "old.log")
        let question = "thresh logs agg 'min(time), max(time)'"
        let old = try run("touch -d 2024-11-01T12:00Z old.log; \(question) old.log")
        #expect(old.text == "2024-02-29T03:30:00Z\t2024-11-02T00:00:00Z\n", "\(old)")
        #expect(
            old.errors
                == "old.log: times lack the year, which is taken to be the latest before 2024-11-01, when the file was changed last\n"
        )
        // Files of different ages are read each in its own year.
        let both = try run(
            "gzip -k old.log; touch -d 2020-12-24 old.log.gz; thresh logs agg count --by 'year as y' old.log old.log.gz"
        )
        #expect(both.text == "2020-01-01T00:00:00Z\t3\n2024-01-01T00:00:00Z\t3\n", "\(both)")
        // Who does not ask for times need not know.
        #expect(try run("thresh logs count --by app old.log").errors.isEmpty)
        #expect(try run("\(question) --quiet old.log").errors.isEmpty)
    }

    @Test func daysAndHoursWhenClocksChange() throws {
        let times = [
            "30/Mar/2025:00:30:00 +0000", "30/Mar/2025:01:30:00 +0000", "26/Oct/2025:00:30:00 +0000",
            "26/Oct/2025:01:30:00 +0000", "26/Oct/2025:02:30:00 +0000",
        ]
        try write(times.map { access($0) }, to: "a.log")
        let hours = try run("thresh logs agg count --by 'hour(time)' --tz Europe/Berlin a.log")
        #expect(
            hours.text == """
                2025-03-30T01:00:00+01:00\t1
                2025-03-30T03:00:00+02:00\t1
                2025-10-26T02:00:00+02:00\t1
                2025-10-26T02:00:00+01:00\t1
                2025-10-26T03:00:00+01:00\t1

                """, "\(hours)")
        let days = try run("thresh logs agg count --by day --tz Europe/Berlin a.log")
        #expect(days.text == "2025-03-30T00:00:00+01:00\t2\n2025-10-26T00:00:00+02:00\t3\n", "\(days)")
        let offset = try run("thresh logs agg count --by day --tz=-11:30 a.log")
        #expect(offset.text.hasPrefix("2025-03-29T00:00:00-11:30\t2\n"), "\(offset)")
        let none = try run("thresh logs count --tz Mars/Phobos a.log")
        #expect(none.exitCode == 64 && none.errors.contains("Europe/Berlin"), "\(none)")
    }

    @Test(
        arguments: [
            ("--since yesterday", 3), ("--since yesterday --until today", 1), ("--since today", 2), ("--since -1h", 2),
            ("--since 1h", 2), ("--since='-30m' --until now", 1), ("--until yesterday", 1), ("--until 2h", 2),
            ("--where 'time >= -1h'", 2), ("--where 'time >= today - 1d and time < today'", 1),
            ("--where 'time > now'", 1),
        ])
    func timesBeforeNow(option: String, count: Int) throws {
        // It is about noon in this zone, so that today and yesterday are the same days for all of the test.
        let utc = try #require(TimeZone(identifier: "UTC"))
        let hours = 12 - (Calendar(identifier: .gregorian).dateComponents(in: utc, from: Date()).hour ?? 12)
        let zone = (hours < 0 ? "-" : "+") + (abs(hours) < 10 ? "0" : "") + "\(abs(hours)):00"
        try #require(
            try run(
                #"""
                now=$(date +%s)
                for ago in 180000 86400 600 -600; do
                    echo "192.0.2.1 - - [$(LC_ALL=C date -u -d @$((now - ago)) '+%d/%b/%Y:%H:%M:%S +0000')] \"GET / HTTP/1.1\" 200 1"
                done >now.log
                """#
            ).isSuccess)
        let result = try run("thresh logs count --tz=\(zone) \(option) now.log")
        #expect(result.text == "\(count)\n", "\(zone) \(result)")
    }

    @Test(arguments: ["2015-13-01", "'2 hours ago'", "status", "5", "'May 18'", "2015-05-17T10"])
    func whatIsNoTimeIsRefused(time: String) throws {
        try write([access("17/May/2015:10:00:00 +0000")], to: "a.log")
        let result = try run("thresh logs count --since \(time) a.log")
        let text = time.replacingOccurrences(of: "'", with: "")
        #expect(
            result.exitCode == 64 && result.errors.contains("--since \(text) is no time; give 2015-05-17"), "\(result)")
    }

    @Test(
        arguments: [
            ("bytes is null", 1), ("bytes is not null", 2), ("bytes > 5", 1),
            ("not (bytes > 5)", 1), ("bytes <= 5", 1), ("bytes > 5 or status = 304", 2),
            ("bytes > 5 and status = 304", 0), ("coalesce(bytes, 100) > 5", 2), ("bytes + 1 is null", 1),
            ("status in (200, 304)", 2), ("status not in (200, 304)", 1), ("user is null", 3), ("user != 'x'", 0),
        ])
    func nullInConditions(condition: String, count: Int) throws {
        let rests = ["200 5", "304 -", "404 77"]
        try write(rests.map { access("17/May/2015:10:00:00 +0000", $0) }, to: "a.log")
        let result = try run("thresh logs count --where \"\(condition)\" a.log")
        #expect(result.text == "\(count)\n" && result.isSuccess, "\(result)")
    }
}
