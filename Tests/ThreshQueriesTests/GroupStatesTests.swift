import Testing
import Thresh
import ThreshLogs

@testable import ThreshQueries

/// Lines of JSON into states, without a job.
@Suite("States of groups", .timeLimit(.minutes(1)))
struct GroupStatesTests {
    private static let question = """
        count, count(n), sum(n), mean(n), min(n), max(n), min(s), max(s), first(s), last(s), p50(n), p99(n), stddev(n), \
        approx_p50(n), distinct(s), approx_distinct(s), top(s, 2), approx_top(s, 2), distinct(s, n), sum(x), max(x), p50(x)
        """

    /// What states are added to and read from: one group's.
    private final class Group {
        let states: GroupStates
        private let state: UnsafeMutableRawPointer
        private let reader: LogReader
        private let plan: LogPlan

        init(_ question: String, sample: [String]) throws {
            plan = try LogPlan(filter: nil, by: [], aggregates: try QueryText.list(question))
            let format = try unsafe Array(sample.joined(separator: "\n").utf8).withUnsafeBytes { bytes in
                try #require(FormatDetector.detect(unsafe ByteView(bytes), isCut: false)).format
            }
            let now = Timestamp(nanoseconds: 1_800_000_000_000_000_000)
            reader = try LogReader(format, plan, ExpressionContext(zone: .utc, now: now), reference: now)
            states = GroupStates(plan.layout)
            unsafe state = .allocate(byteCount: states.byteCount, alignment: 8)
            unsafe state.initializeMemory(as: UInt8.self, repeating: 0, count: states.byteCount)
        }

        deinit { unsafe state.deallocate() }

        func add(_ lines: some Sequence<String>) {
            let text = Array((lines.joined(separator: "\n") + "\n").utf8)
            _ = unsafe text.withUnsafeBytes { bytes in
                reader.extractor.forEachLine(in: unsafe ByteView(bytes)) { fields in
                    reader.program.begin()
                    unsafe states.add(LogLine(fields, reader), to: state)
                } malformed: { _, _ in
                    Issue.record("a line does not fit")
                }
            }
        }

        func merge(_ other: Group) {
            var bytes = ByteBuffer()
            unsafe other.states.encode(other.state, into: &bytes)
            #expect(unsafe states.merge(bytes.view, into: state))
        }

        /// How many values of each aggregate are no numbers, where some are none.
        var failures: [String: Int] {
            let tallies = zip(reader.program.conversions, reader.program.takeTallies())
            return Dictionary(uniqueKeysWithValues: tallies.map { ($0.label, $1.failures) }.filter { $0.1 > 0 })
        }

        var row: String {
            var row = ByteBuffer()
            let values = plan.row(of: .empty) { unsafe states.value($0, state) }
            LogRowWriter(zone: .utc, isTyped: false).append(values, to: &row)
            return String(row.view)
        }
    }

    private func line(_ index: Int, _ n: String?, _ s: String, _ x: String) -> String {
        let time = "2025-03-01T12:00:\(index % 60 < 10 ? "0" : "")\(index % 60)Z"
        return "{\"time\":\"\(time)\",\"s\":\"\(s)\"\(n.map { ",\"n\":\($0)" } ?? ""),\"x\":\(x)}"
    }

    @Test func resultsAreThoseOfTheLines() throws {
        let lines = [
            line(1, "1.0001", "b", "9007199254740993"), line(2, "1.0002", "a", "\"x\""), line(3, nil, "b", "2.5"),
            line(0, "1.0002", "c", "9007199254740995"),
        ]
        let group = try Group(GroupStatesTests.question, sample: lines)
        group.add(lines)
        let cells = group.row.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        let mean = String(3.0005 / 3)
        #expect(
            Array(cells[..<12]) == [
                "4", "3", "3.0005", mean, "1.0001", "1.0002", "a", "c", "c", "b", "1.0002", "1.0002",
            ])
        #expect(
            Array(cells[14...]) == [
                "3", "3", "{\"b\":2,\"a\":1}", "{\"b\":2,\"a\":1}", "3", "18014398509481990.5", "9007199254740995",
                "9007199254740993",
            ])
        // The text x is the one that is no number: of sum, max and p50.
        #expect(group.failures == ["sum(x)": 1, "max(x)": 1, "p50(x)": 1])
    }

    @Test func partsInAnyOrderAreTheWhole() throws {
        var random = SystemRandomNumberGenerator()
        let lines = (0..<300).map { index in
            let n = Int.random(in: 0..<5, using: &random) == 0 ? nil : "\(Int.random(in: -99...99, using: &random)).25"
            let s = ["a", "b", "c\\n", "", "longer than others"].randomElement(using: &random)!
            let x = ["1", "2.5", "9007199254740993", "true", "null", "\"t\"", "1e300"].randomElement(using: &random)!
            return line(index, n, s, x)
        }
        let whole = try Group(GroupStatesTests.question, sample: lines)
        whole.add(lines)
        let merged = try Group(GroupStatesTests.question, sample: lines)
        for start in stride(from: 0, to: 300, by: 25).shuffled(using: &random) {
            let part = try Group(GroupStatesTests.question, sample: lines)
            part.add(lines[start..<start + 25])
            merged.merge(part)
        }
        #expect(merged.row == whole.row)
        // What is in no state changes nothing.
        merged.merge(try Group(GroupStatesTests.question, sample: lines))
        #expect(merged.row == whole.row)
    }

    @Test func whatIsForgottenIsNotThere() throws {
        let lines = [line(1, "5", "b", "1"), line(2, "6", "a", "2")]
        let empty = try Group("top(s, 3), p50(n), min(s), sum(n)", sample: lines)
        let row = empty.row
        empty.add(lines)
        #expect(unsafe empty.states.heapBytes > 0)
        empty.states.removeAll()
        #expect(unsafe empty.states.heapBytes == 0)
        #expect(row == "\t\t\t0")
    }
}
