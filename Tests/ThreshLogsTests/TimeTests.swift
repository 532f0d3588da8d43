import Foundation
import TestSupport
import Testing
import Thresh

@testable import ThreshLogs

@Suite("Times", .timeLimit(.minutes(3)))
struct TimeTests {
    private func parse(_ text: String, _ layout: TimeLayout, zone: String = "UTC") throws -> Double? {
        let context = TimeContext(zone: try .named(zone), reference: testContext.reference)
        return Array(text.utf8).withLineBytes { TimeParser(layout, context).parse($0) }.map { Double($0) / 1e9 }
    }

    @Test(
        "layouts",
        arguments: [
            ("10/Oct/2000:13:55:36 -0700", .clf, 971_211_336), ("29/Feb/2024:00:00:00 +0000", .clf, 1_709_164_800),
            ("31/Dec/1969:23:59:59 +0000", .clf, -1), ("10/Oct/2000:13:55:60 +0000", .clf, 971_186_160),
            ("10/Oct/2000:13:55:61 +0000", .clf, nil), ("29/Feb/2023:00:00:00 +0000", .clf, nil),
            ("10/Xyz/2000:13:55:36 -0700", .clf, nil), ("10/Oct/2000:24:00:00 -0700", .clf, nil),
            ("10/Oct/2000:13:55:36 -07:0", .clf, nil), ("10/Oct/2000:13:55:36 -0700x", .clf, nil), ("", .clf, nil),
            ("2024-05-01T12:30:00Z", .iso, 1_714_566_600), ("2024-05-01T12:30:00.25+02:00", .iso, 1_714_559_400.25),
            ("2024-05-01 12:30:00,250", .iso, 1_714_566_600.25), ("2024/05/01 12:30:00", .iso, 1_714_566_600),
            ("2024-05-01T12:30:00+0530", .iso, 1_714_546_800), ("2024-05-01 12:30:00.5 CEST", .iso, 1_714_559_400.5),
            ("2024-05-01 12:30:00 +02", .iso, 1_714_559_400), ("2024-05-01T12:30:00-02:00", .iso, 1_714_573_800),
            ("2024-05-01\t12:30:00", .iso, 1_714_566_600), ("2024-05-01T12:30:00.Z", .iso, nil),
            ("2024-05-01T12:30", .iso, 1_714_566_600), ("2024-13-01T12:30:00Z", .iso, nil),
            ("2024-05-01T12:30:00X", .iso, nil),
            ("2024-05/01T12:30:00Z", .iso, nil), ("2024-05-01T12:30:00+25:00", .iso, nil),
            ("Jun 14 15:16:01", .rfc3164, 1_749_914_161), ("Jul  9 12:16:51", .rfc3164, 1_720_527_411),
            ("Jul  1 23:00:00", .rfc3164, 1_751_410_800), ("Jul  3 00:00:00", .rfc3164, 1_719_964_800),
            ("Feb 29 00:00:00", .rfc3164, 1_709_164_800), ("Feb 30 00:00:00", .rfc3164, nil),
            ("Jun 14 5:16:01", .rfc3164, 1_749_878_161), ("0102 15:04:05.678901", .glog, 1_735_830_245.678901),
            ("1302 15:04:05.678901", .glog, nil), ("Sun Dec 04 04:47:44 2005", .asctime, 1_133_671_664),
            ("Sun Dec 04 04:47:44.5 2005", .asctime, 1_133_671_664.5), ("Sun Dec 04 04:47:44 205", .asctime, nil),
            ("06/Feb/2009:12:14:14.655", .dayMonthYear, 1_233_922_454.655),
            ("10 Dec 2024 12:00:00,123", .dayMonthYear, 1_733_832_000.123),
            ("10-Dec-2024 12:00:00.123", .dayMonthYear, 1_733_832_000.123),
            ("Sun, 06 Nov 1994 08:49:37 GMT", .dayMonthYear, 784_111_777), ("10/Dec-2024 12:00:00", .dayMonthYear, nil),
            ("081109 203615", .twoDigitYear, 1_226_262_975), ("17/06/09 20:10:40", .twoDigitYear, 1_497_039_040),
            ("991231 235959", .twoDigitYear, 946_684_799), ("081309 203615", .twoDigitYear, nil),
            ("1700000000", .epoch, 1_700_000_000), ("1700000000.25", .epoch, 1_700_000_000.25),
            ("1700000000250", .epoch, 1_700_000_000.25), ("1700000000250000", .epoch, 1_700_000_000.25),
            ("1700000000250000000", .epoch, 1_700_000_000.25), ("-1", .epoch, -1), ("0", .epoch, 0), ("", .epoch, nil),
            ("1.", .epoch, nil), ("12x", .epoch, nil), ("99999999999999999999", .epoch, nil),
        ] as [(String, TimeLayout, Double?)])
    func layouts(text: String, layout: TimeLayout, expected: Double?) throws {
        let found = try parse(text, layout)
        #expect((found == nil) == (expected == nil), "\(String(describing: found))")
        // Nanoseconds do not fit a double to the last digit.
        if let found, let expected { #expect(abs(found - expected) < 1e-6) }
    }

    @Test("the cache of the minute changes nothing")
    func minuteCache() throws {
        let cached = TimeParser(.clf, testContext)
        var random = SeededGenerator(seed: 1)
        var moment = 1_700_000_000
        for _ in 0..<20000 {
            moment += random.below(30) - (random.once(in: 50) ? 4000 : 0)
            let zone = random.once(in: 20) ? "+0100" : "+0000"
            let date = CivilDate(daysSince1970: moment / 86400)
            let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
            let second = moment % 86400
            let text = String(
                format: "%02d/%@/%04d:%02d:%02d:%02d %@", date.day, months[date.month - 1] as NSString, date.year,
                second / 3600, second / 60 % 60, second % 60, zone as NSString)
            let found = Array(text.utf8).withLineBytes { cached.parse($0) }
            #expect(found == Int64(moment - (zone == "+0100" ? 3600 : 0)) * 1_000_000_000, "\(text)")
        }
    }

    @Test("days of the calendar, as Foundation counts them")
    func civilDates() {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = TimeZone(secondsFromGMT: 0)!
        var random = SeededGenerator(seed: 2)
        for _ in 0..<3000 {
            let days = random.below(200_000) - 90_000
            let date = CivilDate(daysSince1970: days)
            #expect(date.daysSince1970 == days && date.isValid)
            let parts = calendar.dateComponents(
                [.year, .month, .day, .weekday], from: Date(timeIntervalSince1970: Double(days) * 86400))
            #expect(date == CivilDate(year: parts.year!, month: parts.month!, day: parts.day!))
            #expect(CivilDate.weekday(daysSince1970: days) == parts.weekday! - 1)
        }
    }

    static let zones = [
        "Europe/Berlin", "America/New_York", "America/Sao_Paulo", "Asia/Kolkata", "Australia/Lord_Howe",
        "Africa/Casablanca",
        "Pacific/Apia", "America/St_Johns", "Asia/Tehran", "Europe/Dublin", "Antarctica/Troll", "UTC",
    ]

    /// A layout with the pattern by which Foundation writes it, and the part of a second that the pattern keeps.
    private static let patterns: [(layout: TimeLayout, pattern: String, unit: Int64)] = [
        (.clf, "dd/MMM/yyyy:HH:mm:ss xx", 1_000_000_000), (.iso, "yyyy-MM-dd'T'HH:mm:ssXXX", 1_000_000_000),
        (.iso, "yyyy-MM-dd HH:mm:ss.SSS xx", 1_000_000), (.iso, "yyyy/MM/dd HH:mm:ss", 1_000_000_000),
        (.iso, "yyyy-MM-dd'T'HH:mm:ss,SSS", 1_000_000), (.asctime, "EEE MMM dd HH:mm:ss yyyy", 1_000_000_000),
        (.asctime, "EEE MMM dd HH:mm:ss.SSS yyyy", 1_000_000), (.dayMonthYear, "dd/MMM/yyyy:HH:mm:ss.SSS", 1_000_000),
        (.dayMonthYear, "dd-MMM-yyyy HH:mm:ss", 1_000_000_000),
        (.dayMonthYear, "EEE, dd MMM yyyy HH:mm:ss xx", 1_000_000_000), (.twoDigitYear, "yyMMdd HHmmss", 1_000_000_000),
        (.twoDigitYear, "yy/MM/dd HH:mm:ss", 1_000_000_000), (.rfc3164, "MMM dd HH:mm:ss", 1_000_000_000),
        (.glog, "MMdd HH:mm:ss.SSS'000'", 1_000_000),
    ]

    @Test("times as Foundation writes them, in every layout", arguments: patterns.indices)
    func layoutsAgainstFoundation(index: Int) throws {
        let (layout, pattern, unit) = TimeTests.patterns[index]
        let writer = DateFormatter()
        writer.locale = Locale(identifier: "en_US_POSIX")
        writer.dateFormat = pattern
        let hasZone = pattern.contains("x") || pattern.contains("X")
        var random = SeededGenerator(seed: 77)
        for zone in ["UTC", "Europe/Berlin", "America/St_Johns", "Asia/Kathmandu", "Pacific/Auckland"] {
            writer.timeZone = TimeZone(identifier: zone)
            let rules = try TimeZoneRules.named(zone)
            for _ in 0..<400 {
                // 1971 to 2037; without a year, the year before the reference.
                let seconds =
                    layout.lacksYear
                    ? 1_751_328_000 - Int64(random.below(31_000_000)) : Int64(31_536_000 + random.below(2_080_000_000))
                let nanoseconds = unit == 1_000_000 ? Int64(random.below(1000)) * 1_000_000 : 0
                // Milliseconds that a double holds.
                let date = Date(timeIntervalSince1970: Double(seconds) + Double(nanoseconds) / 1e9 + 1e-5)
                let text = writer.string(from: date)
                let parser = TimeParser(layout, TimeContext(zone: rules, reference: testContext.reference))
                let parsed = Array(text.utf8).withLineBytes { parser.parse($0) }
                let found = try #require(parsed, "\(text)")
                if found == seconds * 1_000_000_000 + nanoseconds { continue }
                // A clock that shows a time twice leaves open which it is; it must show the same.
                let other = Date(timeIntervalSince1970: Double(found) / 1e9 + 1e-5)
                #expect(!hasZone && writer.string(from: other) == text, "\(text) in \(zone)")
                #expect(found < seconds * 1_000_000_000 + nanoseconds, "\(text) in \(zone): the first of the two")
            }
        }
    }

    @Test("offsets of zones, as Foundation knows them", arguments: zones)
    func offsets(name: String) throws {
        let zone = try TimeZoneRules.named(name)
        let foundation = try #require(TimeZone(identifier: name))
        let clock = ZoneClock(zone)
        var random = SeededGenerator(seed: 4)
        for _ in 0..<4000 {
            // 1975 to 2060: behind the table's end, the rule of the future counts.
            let moment = 157_766_400 + random.below(2_682_374_400)
            let expected = foundation.secondsFromGMT(for: Date(timeIntervalSince1970: Double(moment)))
            #expect(zone.interval(atUTC: Int64(moment)).period.offset == expected, "\(name) at \(moment)")
            #expect(clock.offset(at: Int64(moment)) == expected)
        }
    }

    @Test("local times and back", arguments: zones)
    func localTimes(name: String) throws {
        let zone = try TimeZoneRules.named(name)
        var random = SeededGenerator(seed: 6)
        for _ in 0..<4000 {
            let moment = Int64(157_766_400 + random.below(2_682_374_400))
            let local = moment + Int64(zone.interval(atUTC: moment).period.offset)
            let back = zone.utc(fromLocal: local)
            // The same, or the first of two moments at which clocks showed that time.
            let shown = back + Int64(zone.interval(atUTC: back).period.offset)
            #expect(shown == local && back <= moment && moment - back <= 3600, "\(name) at \(moment)")
        }
    }

    @Test("daylight saving: what is shown twice, and what is never shown")
    func changes() throws {
        // Berlin: on 2024-10-27 at 03:00 back to 02:00; on 2024-03-31 at 02:00 forward to 03:00.
        #expect(try parse("2024-10-27 02:30:00", .iso, zone: "Europe/Berlin") == 1_729_989_000)
        #expect(try parse("2024-10-27 01:59:59", .iso, zone: "Europe/Berlin") == 1_729_987_199)
        #expect(try parse("2024-10-27 03:00:00", .iso, zone: "Europe/Berlin") == 1_729_994_400)
        #expect(try parse("2024-03-31 01:59:59", .iso, zone: "Europe/Berlin") == 1_711_846_799)
        #expect(try parse("2024-03-31 03:00:00", .iso, zone: "Europe/Berlin") == 1_711_846_800)
        // As long after the change as it seems: 03:30 of summer.
        #expect(try parse("2024-03-31 02:30:00", .iso, zone: "Europe/Berlin") == 1_711_848_600)
        #expect(try parse("2050-07-01 12:00:00", .iso, zone: "Europe/Berlin") == 2_540_282_400)
        // The abbreviation says which of the two.
        #expect(try parse("2024-10-27 02:30:00 CET", .iso, zone: "Europe/Berlin") == 1_729_992_600)
    }

    @Test("a parser that remembers the offset gives what a new one gives", arguments: zones)
    func offsetCache(name: String) throws {
        let context = TimeContext(zone: try .named(name), reference: testContext.reference)
        let parser = TimeParser(.iso, context)
        var random = SeededGenerator(seed: 8)
        var local = 1_700_000_000
        for _ in 0..<2000 {
            local += random.below(40000) - (random.once(in: 9) ? 500_000 : 0)
            let date = CivilDate(daysSince1970: local / 86400)
            let second = local % 86400
            let text = Array(
                String(
                    format: "%04d-%02d-%02d %02d:%02d:%02d", date.year, date.month, date.day, second / 3600,
                    second / 60 % 60, second % 60
                ).utf8)
            let expected = context.zone.utc(fromLocal: Int64(local)) * 1_000_000_000
            #expect(text.withLineBytes { parser.parse($0) } == expected)
        }
    }

    @Test("zones by name")
    func names() throws {
        #expect(try TimeZoneRules.named("+05:30").interval(atUTC: 0).period.offset == 19800)
        #expect(try TimeZoneRules.named("-0330").interval(atUTC: 0).period.offset == -12600)
        for name in ["Europe/Nowhere", "../etc/passwd", "/etc/localtime", "", "zone.tab"] {
            #expect(throws: ThreshError.self) { try TimeZoneRules.named(name) }
        }
    }

    @Test("what TZ says may be a rule instead of a name")
    func rules() throws {
        for (text, offset) in [("JST-9", 32400), ("<+0330>-3:30", 12600), ("UTC0", 0), ("EST5", -18000)] {
            #expect(TimeZoneRules.zone(inEnvironment: text)?.interval(atUTC: 1_700_000_000).period.offset == offset)
        }
        let rule = try #require(TimeZoneRules.zone(inEnvironment: "CET-1CEST,M3.5.0,M10.5.0/3"))
        let berlin = try TimeZoneRules.named("Europe/Berlin")
        let (rules, clock) = (ZoneClock(rule), ZoneClock(berlin))
        // Years in which the rule holds there.
        for seconds in stride(from: Int64(1_600_000_000), to: 1_800_000_000, by: 1_234_567) {
            #expect(rule.interval(atUTC: seconds).period.offset == berlin.interval(atUTC: seconds).period.offset)
            let moment = seconds * 1_000_000_000
            #expect(rules.floor(moment, to: 86400) == clock.floor(moment, to: 86400))
        }
        for text in ["Nowhere/Typo", "local", "J", "JST-9,x"] {
            #expect(TimeZoneRules.zone(inEnvironment: text) == nil)
        }
    }

    @Test("zone files that are damaged are refused")
    func damagedFiles() throws {
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: "/usr/share/zoneinfo/Europe/Berlin")))
        #expect(ZoneFile.parse(bytes, name: "x") != nil)
        var random = SeededGenerator(seed: 10)
        for _ in 0..<2000 {
            var damaged = bytes
            for _ in 0...random.below(3) {
                damaged[random.below(damaged.count)] = UInt8(truncatingIfNeeded: random.next())
            }
            damaged = Array(damaged.prefix(random.once(in: 2) ? damaged.count : random.below(damaged.count)))
            guard let zone = ZoneFile.parse(damaged, name: "x") else { continue }
            _ = zone.utc(fromLocal: Int64(random.below(2_000_000_000)))
            _ = zone.interval(atUTC: 4_000_000_000)
        }
    }

    @Test("buckets begin when clocks of the zone show their start")
    func buckets() throws {
        let clock = ZoneClock(try .named("Europe/Berlin"))
        func floor(_ seconds: Int64, _ width: Int64) -> Int64 {
            clock.floor(seconds * 1_000_000_000, to: width) / 1_000_000_000
        }
        // 2024-03-31, a day of 23 hours: from midnight to midnight.
        #expect(floor(1_711_880_000, 86400) == 1_711_839_600)
        #expect(floor(1_711_839_600 - 1, 86400) == 1_711_839_600 - 86400)
        // 2024-10-27, 02:30 twice: two hours.
        #expect(floor(1_729_989_000, 3600) == 1_729_987_200)
        #expect(floor(1_729_992_600, 3600) == 1_729_990_800)
        #expect(floor(1_729_992_600, 300) == 1_729_992_600)
        // Weeks begin on Monday.
        #expect(floor(1_711_880_000, 604_800) == 1_711_321_200)
        #expect(floor(-1, 60) == -60)
    }
}
