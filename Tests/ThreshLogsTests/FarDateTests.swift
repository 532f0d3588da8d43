import TestSupport
import Testing
import Thresh

@testable import ThreshLogs

@Suite("Dates that stand for always", .timeLimit(.minutes(1)))
struct FarDateTests {
    @Test("a moment is what it was made of, in all years")
    func roundTrip() throws {
        var random = SeededGenerator(seed: 7)
        var last: Timestamp?
        var seconds: Int64 = -62_135_683_200
        while seconds < 253_402_387_200 {
            let rest = Int64.random(in: 0..<10_000_000, using: &random) * 100
            let moment = try #require(Timestamp(seconds: seconds, nanoseconds: rest))
            #expect(moment.seconds == seconds && moment.nanosecond == rest)
            if let last { #expect(last < moment) }
            last = moment
            seconds += Int64.random(in: 1...40_000_000, using: &random)
        }
        // Where steps change, and where 64 bits of nanoseconds end.
        for edge in [-8_678_102_400, 6_753_196_800, -9_223_372_037, 9_223_372_036] as [Int64] {
            let moments = (-2...2).flatMap { second in
                [0, 100, 999_999_900].map { Timestamp(seconds: edge + Int64(second), nanoseconds: $0)! }
            }
            #expect(moments == moments.sorted() && Set(moments).count == moments.count)
            for (index, moment) in moments.enumerated() {
                #expect(moment.seconds == edge + Int64(index / 3 - 2))
                #expect(moments[0].distance(to: moment) >= Int128(index / 3) * 1_000_000_000)
            }
        }
        for nanoseconds in [.min, -8_678_102_400_000_000_001, -1, 0, 6_753_196_800_000_000_000, .max] as [Int64] {
            let found = Timestamp(nanoseconds: nanoseconds).nanoseconds
            #expect(found <= nanoseconds || nanoseconds == .min)
            #expect(Int128(nanoseconds) - Int128(found) < 100)
        }
        #expect(Timestamp(seconds: 7, nanoseconds: -1) == Timestamp(nanoseconds: 6_999_999_999))
        #expect(Timestamp(seconds: .max) == nil && Timestamp(seconds: .min, nanoseconds: .min) == nil)
        #expect(Timestamp(seconds: 253_402_300_799)?.nanoseconds == .max)
    }

    private func text(_ written: String, _ layout: TimeLayout, zone: String = "UTC") throws -> String? {
        let rules = try TimeZoneRules.named(zone)
        let parser = TimeParser(layout, TimeContext(zone: rules, reference: testContext.reference))
        // Twice, and another between: what is remembered of a minute changes nothing.
        let values = [written, "2024-05-01T12:30:00Z", written].map { text in
            Array(text.utf8).withLineBytes { parser.parse($0) }
        }
        #expect(values[0] == values[2])
        return values[0].map { Timestamp(ticks: $0).text(in: rules) }
    }

    @Test("are read in every writing")
    func writings() throws {
        for (written, layout) in [
            ("9999-12-31T23:59:59Z", .iso), ("9999-12-31 23:59:59", .iso), ("9999/12/31 23:59:59,000", .iso),
            ("31/Dec/9999:23:59:59 +0000", .clf), ("31-Dec-9999 23:59:59", .dayMonthYear),
            ("Fri Dec 31 23:59:59 9999", .asctime), ("31.12.9999 23:59:59", .dayFirst),
            ("12/31/9999 11:59:59 PM", .monthFirst),
            ("99991231T235959Z", .compact), ("99991231 23:59:59", .compact), ("9999-12-31T23:59:59+00:00", .iso),
        ] as [(String, TimeLayout)] {
            #expect(try text(written, layout) == "9999-12-31T23:59:59Z", "\(written)")
        }
        for (written, layout) in [
            ("0001-01-01", .iso), ("0001-01-01T00:00:00.0000000Z", .iso), ("01/Jan/0001:00:00:00 +0000", .clf),
            ("01.01.0001", .dayFirst), ("00010101", .compact), ("-62135596800", .epoch), ("-62135596800000", .epoch),
        ] as [(String, TimeLayout)] {
            #expect(try text(written, layout) == "0001-01-01T00:00:00Z", "\(written)")
        }
        #expect(try text("9999-12-31T23:59:59.9999999Z", .iso) == "9999-12-31T23:59:59.999999900Z")
        #expect(try text("1492-10-12T06:00:00", .iso, zone: "Europe/Madrid") == "1492-10-12T06:00:00-00:14:44")
        #expect(try text("1492-10-12T06:00:00-00:14:44", .iso, zone: "Europe/Madrid") == "1492-10-12T06:00:00-00:14:44")
        for none in ["9999-12-32", "0000-01-01", "10000-01-01", "0000-00-00"] { #expect(try text(none, .iso) == nil) }
        for none in ["15240607", "98765432"] { #expect(try text(none, .compact) == nil) }
    }

    @Test("seconds of a minute are those of its time on both sides of where steps change")
    func minutes() throws {
        for hour in [
            "2183-12-31T23:59", "2184-01-01T00:00", "1695-01-01T00:00", "1694-12-31T23:59", "2262-04-11T23:47",
        ] {
            let parser = TimeParser(.iso, TimeContext(zone: .utc, reference: testContext.reference))
            for second in ["00", "30.5", "59.9999999", "01"] {
                let written = "\(hour):\(second)Z"
                let value = try #require(Array(written.utf8).withLineBytes { parser.parse($0) })
                let alone = Timestamp(isoText: written)
                #expect(Timestamp(ticks: value) == alone)
            }
        }
    }

    @Test("are computed with, and compared")
    func arithmetic() throws {
        let context = ExpressionContext(now: Timestamp(seconds: 1_431_907_200)!)
        for (text, expected) in [
            ("time('9999-12-31') - time('0001-01-01')", "315537811200"), ("9999-12-31 - 2024-01-01", "251698147200"),
            ("time('2024-01-01') - 3000d", "2015-10-15T00:00:00Z"), ("9999-12-31 + 1h", "9999-12-31T01:00:00Z"),
            ("0001-01-01 + 315537811200", "9999-12-31T00:00:00Z"), ("year(9999-12-31)", "9999-01-01T00:00:00Z"),
            ("day(time('1500-02-01 13:00'))", "1500-02-01T00:00:00Z"), ("hour_of_day(time('1500-02-01 13:00'))", "13"),
            ("weekday(0001-01-01)", "Mon"), ("epoch(9999-12-31)", "253402214400"), ("9999-12-31 > now", "true"),
            ("time('0001-01-01') < 1500-02-01", "true"),
            ("bucket(time('9999-12-31 23:59'), 5m)", "9999-12-31T23:55:00Z"),
            ("9999-12-31 + 9e11", nil), ("time('2024-01-01T00:00:00.000000003') - 2024-01-01", "3e-09"),
            ("max(time('9999-12-31'), now)", "9999-12-31T00:00:00Z"), ("text(0001-01-01)", "0001-01-01T00:00:00Z"),
        ] as [(String, String?)] {
            let program = try ExpressionProgram([.parse(text)], columns: [], context: context)
            program.begin()
            let value = program.value(0)
            let found =
                switch value.kind {
                case .time: value.time?.text(in: .utc)
                case .boolean: "\(value.isTrue)"
                case .text: String(value.text)
                case .any: nil as String?
                default: value.integer.map { "\($0)" } ?? value.number.map { NumberText.text($0) }
                }
            #expect(found == expected, "\(text)")
        }
    }

    @Test(
        "make no column a text",
        arguments: ["9999-12-31", "0001-01-01", "1500-02-01", "9999-12-31T23:59:59.9999999+02:00"])
    func columns(far: String) throws {
        let table = "id,valid_to\n1,2024-01-01\n2,\(far)\n3,2024-02-01\n4,\(far)\n"
        let json = "{\"id\":1,\"valid_to\":\"2024-01-01T00:00:00Z\"}\n{\"id\":2,\"valid_to\":\"\(far)\"}\n"
        let pairs = "id=1 valid_to=2024-01-01\nid=2 valid_to=\(far)\n"
        for text in [table, json, pairs] {
            let format = try #require(
                Array(text.utf8).withLineBytes { line in
                    unsafe FormatDetector.detect(ByteView(unsafeStart: line.base, count: line.count), name: "x")?.format
                })
            guard case .time? = format.type(of: "valid_to") else {
                Issue.record("\(far) in \(text)")
                continue
            }
        }
    }
}
