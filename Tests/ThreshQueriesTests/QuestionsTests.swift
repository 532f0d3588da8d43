import Foundation
import Testing
import Thresh
import ThreshLogs

@testable import ThreshQueries

@Suite("Several questions in one reading", .timeLimit(.minutes(1)))
struct QuestionsTests {
    private let table: String = {
        var text = "shop,status,amount,time\n"
        for index in 0..<600 {
            let amount =
                index % 7 == 0 ? "" : index % 11 == 0 ? "n/a" : index % 13 == 0 ? "x" : "\(index).\(index % 10)"
            let second = index % 60
            text += "\(["a", "b", "c", "d"][index % 4]),\(200 + index % 5 * 100),\(amount),"
            text += "2024-05-0\(1 + index % 3)T10:00:\(second < 10 ? "0" : "")\(second)Z\n"
        }
        return text
    }()

    private final class Rows: RowSink {
        var columns: [Column] = []
        var rows: [String] = []
        func begin(_ columns: [Column]) { self.columns = columns }
        func add(_ row: ByteView) { rows.append(String(row)) }
        func add(lines: [UInt8]) {}
    }

    private func answers(
        _ texts: [String], together: Bool, filter: String? = nil
    ) throws -> (rows: [[String]], names: [[String]], outcomes: [LogOutcome]) {
        let directory = FileManager.default.temporaryDirectory.appending(path: "questions-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        let path = directory.appending(path: "x.csv").path
        try Data(table.utf8).write(to: URL(filePath: path))
        defer { try? FileManager.default.removeItem(at: directory) }
        var options = JobOptions()
        options.inputs = [path]
        options.runsInline = true
        options.chunkSize = 2000
        options.partitions = 3
        let input = LogInput(
            format: "csv", filter: try filter.map { try QueryText.expression($0) }, context: testContext)
        let queries = try texts.map { try LogQuery(text: $0) }
        if !together {
            var (sinks, outcomes): ([Rows], [LogOutcome]) = ([], [])
            for query in queries {
                sinks.append(Rows())
                outcomes.append(try query.answer(try query.plan(input), input, options, to: sinks.last!))
            }
            return (sinks.map(\.rows), sinks.map { $0.columns.map(\.name) }, outcomes)
        }
        let sinks = queries.map { _ in Rows() }
        let outcome = try LogQuery.answers(try LogQuery.plans(queries, input), input, options) { sinks[$0] }
        return (sinks.map(\.rows), sinks.map { $0.columns.map(\.name) }, [outcome])
    }

    @Test("each is answered as by itself", arguments: [nil, "status < 500"])
    func answersAreThoseOfEach(_ filter: String?) throws {
        let texts = [
            "count, sum(amount) by shop", "p50(amount), p90(amount) where status = 200 by 'x' as one, status", "count",
            "max(amount), min(amount), first(shop), last(amount) by day(time)",
            "count by shop, status sort -count limit 3",
            "count(status >= 400) / count as rate, share by shop having rate > 0.5 sort share desc",
            "sum(amount), mean(amount), running(sum(amount)) by status sort -sum(amount)",
            "distinct(shop), top(status, 2)",
            "max(amount) by shop having max(amount) > 5 sort max(amount)", "count where amount > 100 by status limit 0",
        ]
        let (alone, together) = (
            try answers(texts, together: false, filter: filter), try answers(texts, together: true, filter: filter)
        )
        #expect(together.rows == alone.rows)
        #expect(together.names == alone.names)
        #expect(together.rows[0].count == 4)
        let report = together.outcomes[0].report
        #expect(report.read == alone.outcomes[0].report.read && report.kept == alone.outcomes[0].report.kept)
    }

    /// A note without the directory of its file.
    private func file(_ note: String) -> String { note.replacing(#/ at \S*//#, with: " at ") }

    @Test("what is no number is told as each would, and once")
    func conversions() throws {
        let texts = ["sum(amount) by shop", "sum(amount) by status", "mean(amount * 2)", "p50(amount)"]
        let told = try answers(texts, together: true).outcomes[0].conversions.notes
        let expected = Set(try answers(texts, together: false).outcomes.flatMap(\.conversions.notes).map(file))
        let parts = Set(
            told.flatMap { note in
                let colon = note.range(of: ": ")!
                return note[..<colon.lowerBound].split(separator: ",").map {
                    file($0.trimmingCharacters(in: .whitespaces) + note[colon.lowerBound...])
                }
            })
        #expect(parts == expected)
        #expect(!expected.isEmpty)
    }

    @Test("clauses have their order and their words")
    func clauses() throws {
        let query = try LogQuery(
            text: "count where status in (1, 2) by path, hour(time) having count > 1 sort -count limit 5")
        #expect(query.by.map(\.name) == ["path", "hour(time)"] && query.limit == 5)
        #expect(query.aggregates.map(\.name) == ["count where status in (1, 2)"])
        #expect(try LogQuery(text: "count(x = ' by y ')").by.isEmpty)
        for text in ["by path", "count by", "count limit x", "count by a by b", "", "count sort"] {
            #expect(usage { _ = try LogQuery(text: text) } != nil, "\(text)")
        }
    }
}

@Suite("Two sets of lines side by side", .timeLimit(.minutes(1)))
struct ComparisonTests {
    private func rows(_ aggregates: String, by: String?, _ comparison: LogComparison, _ text: String) throws
        -> [[Double?]]
    {
        let path = FileManager.default.temporaryDirectory.appending(path: "compared-\(UUID().uuidString).csv").path
        try Data(text.utf8).write(to: URL(filePath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        var options = JobOptions()
        options.inputs = [path]
        options.runsInline = true
        let input = LogInput(
            format: "csv", filter: try QueryText.expression(comparison.filter), context: testContext)
        let query = try LogQuery(by: by, aggregates: aggregates).comparing(comparison)
        var found: [[Double?]] = []
        final class Cells: RowSink {
            var rows: [String] = []
            func begin(_ columns: [Column]) {}
            func add(_ row: ByteView) { rows.append(String(row)) }
            func add(lines: [UInt8]) {}
        }
        let sink = Cells()
        _ = try query.answer(try query.plan(input), input, options, to: sink)
        for row in sink.rows {
            found.append(row.split(separator: "\t", omittingEmptySubsequences: false).map { Double($0.dropFirst()) })
        }
        return found
    }

    private let sides = LogComparison(one: "side = 'a'", other: "side = 'b'")

    private func table(_ counts: [(side: String, group: Int, x: [Double])]) -> String {
        "side,group,x\n" + counts.map { row in row.x.map { "\(row.side),\(row.group),\($0)\n" }.joined() }.joined()
    }

    @Test("counts of groups are proportions of all lines")
    func proportions() throws {
        let text = table([
            ("a", 1, Array(repeating: 1, count: 30)), ("a", 2, Array(repeating: 1, count: 70)),
            ("b", 1, Array(repeating: 1, count: 20)), ("b", 2, Array(repeating: 1, count: 180)),
        ])
        let rows = try rows("count", by: "group", sides, text)
        #expect(rows[0].prefix(5) == [1, 30, 20, 10, 1.5])
        let common = 50.0 / 300
        let z = (0.3 - 0.1) / (common * (1 - common) * (1.0 / 100 + 1.0 / 200)).squareRoot()
        #expect(abs(rows[0][5]! - z) < 1e-9 && abs(rows[1][5]! + z) < 1e-9)
        // A condition is one of the group's lines; a count alone of events that come by chance.
        let share = try self.rows("count(x = 1)", by: nil, sides, text)
        #expect(share[0].prefix(4) == [100, 200, -100, 0.5] && share[0][4] == nil)
        let alone = try self.rows("count", by: nil, sides, text)
        #expect(abs(alone[0][4]! - -100 / 300.0.squareRoot()) < 1e-9)
    }

    @Test("means are compared as Welch does")
    func means() throws {
        let (a, b): ([Double], [Double]) = ([1, 2, 3, 4], [2, 4, 9])
        let rows = try rows("mean(x), max(x)", by: nil, sides, table([("a", 1, a), ("b", 1, b)]))
        func moments(_ x: [Double]) -> (mean: Double, error: Double) {
            let mean = x.reduce(0, +) / Double(x.count)
            let variance = x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(x.count - 1)
            return (mean, variance / Double(x.count))
        }
        let (m, n) = (moments(a), moments(b))
        #expect(rows[0].prefix(3) == [2.5, 5, -2.5] && rows[0].suffix(2) == [4, 9])
        #expect(abs(rows[0][4]! - (m.mean - n.mean) / (m.error + n.error).squareRoot()) < 1e-9)
    }

    @Test("what is computed from aggregates is compared too")
    func computed() throws {
        let rows = try rows(
            "sum(x) where x > 1 as large, sum(x) / count", by: nil, sides, table([("a", 1, [1, 2, 3]), ("b", 1, [4])]))
        #expect(rows[0] == [5, 4, 1, 1.25, 2, 4, -2, 0.5])
    }
}
