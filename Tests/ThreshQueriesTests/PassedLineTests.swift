import Testing
import Thresh

@testable import ThreshQueries

@Suite("What is passed over", .timeLimit(.minutes(1)))
struct PassedLineTests {
    private let hole = String(repeating: "\0", count: 100)

    @Test(
        "NUL bytes before a line are told, and the line is a record",
        arguments: [
            ["2024-03-12T06:25:24Z INFO a", "2024-03-12T06:25:25Z WARN b", "2024-03-12T06:25:26Z INFO c"],
            ["{\"level\":\"INFO\",\"a\":1}", "{\"level\":\"WARN\"}", "{\"level\":\"INFO\",\"a\":2}"],
            ["level=INFO a=1", "level=WARN a=2", "level=INFO a=3"],
        ])
    func holes(lines: [String]) throws {
        var query = Query("count")
        query.groups = "level"
        let (rows, answer) = try ask(query, "\(lines[0])\n\(hole)\(lines[1])\n\(lines[2])\n")
        #expect(rows == ["INFO\t2", "WARN\t1"])
        #expect(answer.summary.linesRejected == 0)
        #expect(answer.summary.notes.contains("100 NUL bytes before lines skipped"))
    }

    @Test("a trace goes on up to a hole, and what is behind it is a record")
    func traces() throws {
        let text = """
            2024-03-12 06:25:24,000 ERROR [main] a.B - x
            java.lang.Error: y
            \(hole)2024-03-12 06:25:25,000 INFO [main] a.B - z
            \(hole)
            """
        let (rows, answer) = try ask(Query("count, max(message)"), text)
        #expect(rows == ["2\tz"])
        #expect(answer.summary.linesRead == 4 && answer.summary.linesSkipped == 1)
    }

    @Test("rows that are the names once more are told, the first row of each file is not")
    func names() throws {
        let (rows, answer) = try ask(
            Query("count, sum(a)"), "a,b\n1,x\n2,y\na,b\n3,z\n", "a,b\n4,\"x\ny\"\na,b\n")
        #expect(rows == ["4\t10"])
        #expect(answer.summary.notes.contains("2 rows are the names of the columns once more"))
        let (_, other) = try ask(Query("count"), "a,b\n1,x\n2,y\n", "a,b\n4,z\n")
        #expect(other.summary.notes.isEmpty)
    }
}
