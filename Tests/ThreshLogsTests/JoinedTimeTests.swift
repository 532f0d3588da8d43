import TestSupport
import Testing
import Thresh

@testable import ThreshLogs

@Suite("Times whose date and clock are fields of their own", .timeLimit(.minutes(1)))
struct JoinedTimeTests {
    private func detect(_ lines: [String]) throws -> LogFormat {
        try #require(FormatDetector.detect(Array((lines.joined(separator: "\n") + "\n").utf8))).format
    }

    private func texts(_ format: LogFormat, _ fields: [String], _ line: String) throws -> [String?]? {
        try FieldExtractor(format, fields: fields, context: testContext).texts(of: Array(line.utf8))
    }

    private static let rows = 10...29
    /// 2024-05-10T12:30:10Z.
    private static let expected = "@1715344210000000000"

    static let writings: [(header: String?, row: @Sendable (Int) -> String, time: String)] = [
        ("date,time,n", { "2024-05-\($0),12:30:\($0),\($0)" }, expected),
        ("n;Datum;Uhrzeit", { "\($0);\($0).05.2024;12:30:\($0)" }, expected),
        ("start_date\tstart_time\tn", { "05/\($0)/2024\t12:30:\($0) PM\t\($0)" }, expected),
        ("log_date|log_time|tz|n", { "2024-05-\($0)|14:30:\($0)|+0200|\($0)" }, expected),
        (nil, { "date=2024-05-\($0) time=12:30:\($0) level=info n=\($0)" }, expected),
        (nil, { "date=2024-05-\($0) time=05:30:\($0) tz=\"-0700\" user=\"a b\"" }, expected),
        (nil, { #"{"date":"2024-05-\#($0)","time":"12:30:\#($0)","n":\#($0)}"# }, expected),
        (nil, { #"{"n":\#($0),"Date":"05\/\#($0)\/2024","Time":"12:30:\#($0) PM"}"# }, expected),
        ("date,time", { "2024-05-\($0),12:30:10.25" }, "@1715344210250000000"),
    ]

    @Test("are one time, and the date stays a day", arguments: writings.indices)
    func joined(index: Int) throws {
        let (header, row, time) = Self.writings[index]
        let lines = (header.map { [$0] } ?? []) + Self.rows.map { row($0) }
        let format = try detect(lines)
        let joined = try #require(format.joinedTime)
        #expect(try texts(format, ["time"], row(10)) == [time])
        let all = try texts(format, ["time", joined.date, joined.clock, "time"], row(10))
        #expect(all?.count == 4 && all?[0] == time && all?[3] == time)
        #expect(all?[2]?.contains(":30:10") == true)
        #expect(format.notes.contains { $0.hasPrefix("time is made of '\(joined.date)'") })
    }

    @Test("what is no such pair stays as it is")
    func others() throws {
        let lengths = try detect(
            ["date,elapsed_time"] + Self.rows.map { "2024-05-01,00:00:\($0)".replacing("_", with: "") })
        #expect(lengths.joinedTime == nil || lengths.joinedTime?.clock != "elapsed_time")
        let whole = try detect(["date,time"] + Self.rows.map { "2024-05-01,2024-05-01 12:30:\($0)" })
        #expect(whole.joinedTime == nil)
        let unlike = try detect(["start_date,end_time"] + Self.rows.map { "2024-05-01,12:30:\($0)" })
        #expect(unlike.joinedTime == nil)
    }

    @Test("no time, a part that is missing, and the order of numbers")
    func values() throws {
        let format = try detect(["date,time,n"] + Self.rows.map { "2024-05-\($0),12:30:\($0),\($0)" })
        let extractor = try FieldExtractor(format, fields: ["time", "n"], context: testContext)
        #expect(extractor.texts(of: Array("2024-05-10,,1".utf8)) == [nil, "1"])
        let bad = Array("2024-05-10,25:30:00,1".utf8)
        #expect(extractor.outcome(of: bad) == .malformed)
        #expect(extractor.fault(of: bad)?.reason.contains("25:30:00") == true)
        let other = try FieldExtractor(format, fields: ["n"], context: testContext)
        #expect(other.texts(of: bad) == ["1"])

        let lines = ["Date,Time,n"] + (10...29).map { "01/0\($0 % 9 + 1)/2024,12:30:\($0),\($0)" }
        let open = try detect(lines)
        #expect(open.joinedTime != nil && open.undecidedReason(of: "time")?.contains("--date-order") == true)
        let sample = Array(lines.joined(separator: "\n").utf8)
        let decided = open.decidingDates(by: [sample], .dayFirst)
        // 1 March 2024, 12:30:11.
        #expect(try texts(decided, ["time"], "01/03/2024,12:30:11,11") == ["@1709296211000000000"])
    }

    @Test("in messages of containers, the container's time stays the time")
    func wrapped() throws {
        let format = try detect(
            Self.rows.map {
                #"{"log":"date=2024-05-\#($0) time=12:30:\#($0) user=\"a\"\n","stream":"stdout","time":"2024-05-30T00:00:\#($0)Z"}"#
            })
        #expect(format.name == "docker+logfmt")
        let line =
            #"{"log":"date=2024-05-10 time=12:30:10 user=\"a\"\n","stream":"stdout","time":"2024-05-30T00:00:10Z"}"#
        #expect(
            try texts(format, ["log.time", "user", "stream", "time", "date"], line)
                == [Self.expected, "a", "stdout", "@1717027210000000000", "@1715299200000000000"])
    }

    @Test("times with JSON's escapes are times")
    func escapes() throws {
        let format = try detect(Self.rows.map { #"{"at":"05\/\#($0)\/2024 12:30:10","n":1}"# })
        #expect(try texts(format, ["time"], #"{"at":"05\/10\/2024 12:30:10","n":1}"#) == [Self.expected])
    }
}
