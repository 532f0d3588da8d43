import Foundation
import Testing
import Thresh
import ThreshLogs

@testable import ThreshQueries

@Suite("Lines by time, in a period that is asked for", .timeLimit(.minutes(1)))
struct BucketPeriodTests {
    private final class Rows: RowSink {
        var rows: [String] = []
        func begin(_ columns: [Column]) {}
        func add(_ row: ByteView) { rows.append(String(row)) }
        func add(lines: [UInt8]) {}
    }

    /// - Parameter every: the length of a bucket, as it is written and in seconds.
    private func rates(
        every: (String, Int64), by: String = "", from start: Timestamp?, to end: Timestamp?, zone: String = "UTC",
        where condition: String? = nil, _ text: String
    ) throws -> (rows: [String], notes: [String]) {
        let path = FileManager.default.temporaryDirectory.appending(path: "rates-\(UUID().uuidString).log").path
        try Data(text.utf8).write(to: URL(filePath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        var options = JobOptions()
        options.inputs = [path]
        options.runsInline = true
        options.partitions = 2
        let context = ExpressionContext(zone: try TimeZoneRules.named(zone), now: testContext.now)
        var parts = condition.map { [$0] } ?? []
        if let start { parts.append("time >= '\(start.text(in: .utc))'") }
        if let end { parts.append("time < '\(end.text(in: .utc))'") }
        let filter = parts.isEmpty ? nil : try QueryText.expression(parts.joined(separator: " and "))
        var input = LogInput(format: nil, filter: filter, context: context)
        input.period = (start, end)
        let bucket = try QueryText.expression("bucket(time, \(every.0))")
        var query = try LogQuery(by: "bucket(time, \(every.0)) as time\(by)", aggregates: "count")
        query.buckets = { try LogBuckets(bucket, width: every.1 * 1_000_000_000, context: $0) }
        let sink = Rows()
        let outcome = try query.answer(try query.plan(input), input, options, to: sink)
        // Cells have the letters of their kinds.
        let rows = sink.rows.map { row in
            row.split(separator: "\t").map { $0.dropFirst() }.joined(separator: " ")
        }
        return (rows, outcome.notes)
    }

    private let log = [
        #"{"time":"2024-05-01T10:00:20Z","host":"a"}"#, #"{"time":"2024-05-01T10:02:00Z","host":"b"}"#,
        #"{"time":"2024-05-01T10:02:59.9Z","host":"a"}"#, "",
    ].joined(separator: "\n")

    /// 2024-05-01T10:00:00Z.
    private let ten: Int64 = 1_714_557_600

    @Test("buckets go from one bound to the other, the end not among them")
    func both() throws {
        let (rows, notes) = try rates(every: ("1m", 60), from: time(ten - 70), to: time(ten + 240), log)
        #expect(
            rows == [
                "2024-05-01T09:58:00Z 0", "2024-05-01T09:59:00Z 0", "2024-05-01T10:00:00Z 1", "2024-05-01T10:01:00Z 0",
                "2024-05-01T10:02:00Z 2", "2024-05-01T10:03:00Z 0",
            ])
        #expect(notes.isEmpty)
    }

    @Test("where one bound is said the other is that of the lines, where none is both are")
    func one() throws {
        #expect(
            try rates(every: ("2m", 120), from: time(ten - 1), to: nil, log).rows == [
                "2024-05-01T09:58:00Z 0", "2024-05-01T10:00:00Z 1", "2024-05-01T10:02:00Z 2",
            ])
        #expect(
            try rates(every: ("2m", 120), from: nil, to: time(ten + 241), log).rows == [
                "2024-05-01T10:00:00Z 1", "2024-05-01T10:02:00Z 2", "2024-05-01T10:04:00Z 0",
            ])
        #expect(try rates(every: ("1h", 3600), from: nil, to: nil, log).rows == ["2024-05-01T10:00:00Z 3"])
    }

    @Test("a period without a line has its buckets, unless nobody knows of which groups")
    func empty() throws {
        let (start, end) = (time(ten + 600), time(ten + 720))
        let zeros = ["2024-05-01T10:10:00Z 0", "2024-05-01T10:11:00Z 0"]
        #expect(try rates(every: ("1m", 60), from: start, to: end, log).rows == zeros)
        #expect(try rates(every: ("1m", 60), from: start, to: end, where: "host = 'x'", log).rows == zeros)
        #expect(try rates(every: ("1m", 60), by: ", host", from: start, to: end, log).rows.isEmpty)
        #expect(try rates(every: ("1m", 60), from: start, to: nil, log).rows == [zeros[0]])
        #expect(try rates(every: ("1m", 60), from: end, to: start, log).rows.isEmpty)
    }

    @Test("each group has each bucket")
    func groups() throws {
        let rows = try rates(every: ("1m", 60), by: ", host", from: time(ten + 60), to: time(ten + 240), log).rows
        #expect(
            rows == [
                "2024-05-01T10:01:00Z a 0", "2024-05-01T10:01:00Z b 0", "2024-05-01T10:02:00Z a 1",
                "2024-05-01T10:02:00Z b 1", "2024-05-01T10:03:00Z a 0", "2024-05-01T10:03:00Z b 0",
            ])
    }

    @Test("days are those of the zone, also where clocks change")
    func days() throws {
        // 30 March to 1 April 2024 in Berlin.
        let rows = try rates(
            every: ("1d", 86400), from: time(1_711_753_200), to: time(1_712_008_800), zone: "Europe/Berlin",
            "time,n\n2024-03-31T12:00:00Z,1\n")
        #expect(
            rows.rows == ["2024-03-30T00:00:00+01:00 0", "2024-03-31T00:00:00+01:00 1", "2024-04-01T00:00:00+02:00 0"])
    }

    @Test("more than a person reads are not shown, and that is told")
    func tooMany() throws {
        let (rows, notes) = try rates(every: ("1s", 1), from: time(0), to: nil, log)
        #expect(rows.count == 3 && notes.count == 1)
    }
}
