import Testing
import Thresh
import ThreshLogs

@testable import ThreshQueries

/// Small tables as commands and exports print them, which nobody needs to name.
@Suite("Small tables", .timeLimit(.minutes(1)))
struct SmallTableTests {
    private func rows(_ aggregates: String, _ text: String, by groups: String? = nil) throws -> [String] {
        var query = Query(aggregates)
        query.groups = groups
        return try ask(query, text).rows
    }

    @Test("numbers wider than their columns shift no others")
    func shifted() throws {
        let title = "procs -----------memory---------- ---swap-- -----io---- -system-- ------cpu-----\n"
        let names = " r  b   swpd   free   buff  cache   si   so    bi    bo   in   cs us sy id wa st\n"
        let first = " 1  0      0 15423456 123456 7890123    0    0     5    12  100  200  2  1 97  0  0\n"
        let second = " 0  0      0  5423400 123456 7890130    0    0     0     4 90000  180  1  1 98  0  0\n"
        #expect(try rows("sum(free), max(us), count", title + names + first) == ["15423456\t2\t1"])
        let repeated = title + names + first + second + title + names
        #expect(try rows("sum(free), max(`in`), sum(id)", repeated + first + second) == ["41693712\t90000\t390"])
        let dated = names.dropLast() + "                 UTC\n" + first.dropLast() + " 2024-05-01 10:00:00\n"
        #expect(try rows("count", dated + second.dropLast() + " 2024-05-01 10:00:01\n", by: "UTC").count == 2)
        let pools = "name size used free wait\nsmall 100000000 5 1 0\nbig 1 2222222222222 3 4\n"
        #expect(try rows("sum(used)", pools) == ["2222222222227"])
    }

    @Test(
        "few words above numbers, and words in rows, make no such table",
        arguments: ["one two three\n1 2 3\n4 5 6\n", "so it was said here\n 1 big  2 10 a\n2 x 2 1 b\n"])
    func sentences(text: String) throws {
        #expect(try rows("count", text) == ["3"])
    }

    @Test("frames prove tables of any number of columns")
    func frames() throws {
        let rule = "+------+-------+\n"
        let two = rule + "| name | count |\n" + rule + "| a    |     1 |\n| b    |    22 |\n" + rule
        #expect(try rows("sum(`count`), count", two) == ["23\t2"])
        #expect(try rows("count(name = 'b')", two + "2 rows in set (0.00 sec)\n") == ["1"])
        let words = rule + "| user | state |\n" + rule + "| ann  | idle  |\n| bob  | query |\n" + rule
        #expect(try rows("count(state = 'idle')", words) == ["1"])
        let one = "+------------+\n| Tables_in_x |\n+------------+\n| orders     |\n| users      |\n+------------+\n"
        #expect(try rows("max(Tables_in_x)", one) == ["users"])
        #expect(try rows("sum(n)", "| k | n |\n|---|--:|\n| a | 1 |\n| b | 2 |\n") == ["3"])
    }

    @Test("rows of values that TABs divide have columns")
    func unnamed() throws {
        for (text, sum) in [
            ("12K\t./a\n4.0K\t./b\n0\t./c\n", "16384"), ("8\t/var/log\n120\t/var\n", "128"), ("12K\t./a\n", "12288"),
        ] {
            let (rows, answer) = try ask(Query("sum(#1)"), text)
            #expect(rows == [sum], "\(text)")
            #expect(answer.summary.notes.contains { $0.contains("no line names the columns") })
        }
        #expect(try rows("sum(column2)", "GET\t5\nPOST\t7\n") == ["12"])
        #expect(try rows("sum(n)", "k\tn\na\t1\nb\t2\n") == ["3"])
    }

    @Test("lines of which each is a time are messages too")
    func times() throws {
        #expect(try rows("sum(message), max(time)", "1700000000\n1700003600\n") == ["3400003600\t2023-11-14T23:13:20Z"])
        #expect(
            try rows("max(message), min(time)", "2024-05-01\n2024-05-02\n") == [
                "2024-05-02T00:00:00Z\t2024-05-01T00:00:00Z"
            ])
        #expect(
            try rows("count", "2024-05-01 10:00:00\n2024-05-01 10:30:00\n", by: "hour(message)")
                == ["2024-05-01T10:00:00Z\t2"])
        #expect(try rows("p50(message)", "1700000000123\n1700003600456\n1700007200789\n") == ["1700003600456"])
    }
}
