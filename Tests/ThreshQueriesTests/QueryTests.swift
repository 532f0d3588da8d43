import Testing
import Thresh

@testable import ThreshQueries

@Suite("Questions of a program", .timeLimit(.minutes(1)))
struct QueryTests {
    private let access = """
        10.0.0.1 - - [01/May/2024:10:00:00 +0000] "GET /a HTTP/1.1" 200 100 "-" "curl/8"
        10.0.0.2 - - [01/May/2024:10:20:00 +0000] "GET /b HTTP/1.1" 404 7 "-" "curl/8"
        10.0.0.1 - - [01/May/2024:11:00:00 +0000] "GET /a HTTP/1.1" 200 300 "-" "curl/8"
        10.0.0.1 - - [01/May/2024:11:30:00 +0000] "POST /a HTTP/1.1" 500 - "-" "curl/8"

        nonsense
        """

    @Test("groups come in their order, with typed values")
    func groups() throws {
        var query = Query("count, sum(bytes) as volume, max(time) as last, min(ip)")
        query.groups = "hour(time) as hour, path"
        let (rows, answer) = try ask(query, access)
        #expect(
            rows == [
                "2024-05-01T10:00:00Z\t/a\t1\t100\t2024-05-01T10:00:00Z\t10.0.0.1",
                "2024-05-01T10:00:00Z\t/b\t1\t7\t2024-05-01T10:20:00Z\t10.0.0.2",
                "2024-05-01T11:00:00Z\t/a\t2\t300\t2024-05-01T11:30:00Z\t10.0.0.1",
            ])
        #expect(answer[0]["hour"] == .time(time(1_714_557_600)))
        #expect(answer[1]["path"] == "/b")
        #expect(answer[2]["volume"] == .bytes(300))
        #expect(answer[2]["min(ip)"] == .address("10.0.0.1"))
        #expect(answer.columns.map(\.name) == ["hour", "path", "count", "volume", "last", "min(ip)"])
    }

    @Test("what became of the lines is told")
    func summary() throws {
        var query = Query("count")
        query.filter = "status < 500"
        let summary = try ask(query, access).answer.summary
        #expect(summary.linesUsed == 3 && summary.linesFiltered == 1 && summary.linesRejected == 1)
        #expect(summary.linesRead == 5 + summary.linesSkipped)
        #expect(summary.rejects.count == 1 && summary.rejects[0].contains("0.log:6:"))
    }

    @Test("conditions on groups, orders and limits")
    func selection() throws {
        var query = Query("count, sum(bytes)")
        query.groups = "status"
        query.having = "count < 3"
        query.order = "-sum(bytes), status"
        #expect(try ask(query, access).rows == ["200\t2\t400", "404\t1\t7", "500\t1\t0"])
        query.limit = 1
        #expect(try ask(query, access).rows == ["200\t2\t400"])
        query.order = "status desc"
        query.limit = 2
        #expect(try ask(query, access).rows == ["500\t1\t0", "404\t1\t7"])
    }

    @Test(
        "what groups have that cannot be converted is told for each expression, of many for some together",
        arguments: [3, 10, 12])
    func conversionsOfGroups(count: Int) throws {
        let columns = 0..<count
        var query = Query(columns.map { "max(c\($0)) as m\($0)" }.joined(separator: ", "))
        query.groups = "k"
        query.order = columns.map { "m\($0) * 1" }.joined(separator: ", ")
        let cells = [
            "k," + columns.map { "c\($0)" }.joined(separator: ","),
            "a," + columns.map { _ in "1" }.joined(separator: ","),
            "b," + columns.map { "x\($0)" }.joined(separator: ","),
        ]
        let (rows, answer) = try ask(query, cells.joined(separator: "\n") + "\n")
        #expect(rows.count == 2)
        let notes = answer.summary.notes
        for index in columns where count <= 10 || index < 9 {
            #expect(notes.contains("m\(index) * 1: 1 of 2 values is no number, the first 'x\(index)'"))
        }
        #expect(notes.contains { $0.hasPrefix("other expressions: 3 of 6 values") } == (count > 10))
    }

    @Test("all lines are a group, even when there is none")
    func totals() throws {
        var query = Query("count, sum(bytes), mean(bytes), max(time)")
        query.filter = "status = 1"
        let answer = try ask(query, access).answer
        #expect(answer.count == 1 && answer[0].values == [0, .bytes(0), nil, nil])
        query.having = "count > 0"
        #expect(try ask(query, access).rows.isEmpty)
    }

    @Test("where no line has a time, lines are one group without it, which is told; what needs one is refused")
    func groupsWithoutTimes() throws {
        for text in [
            "time,host\n,a\n,b\n", #"{"host":"a"}"# + "\n" + #"{"host":"b"}"# + "\n", "host=a k=1\nhost=b k=2\n",
        ] {
            var query = Query("count")
            query.groups = "time"
            let (rows, answer) = try ask(query, text)
            #expect(rows == ["\t2"] && answer.summary.notes.contains("no line has 'time'"), "\(rows)")
            query.groups = "host"
            query.aggregates = "first(k), max(time)"
            #expect(usage { _ = try ask(query, text) } != nil)
        }
    }

    @Test("a first line that is longer than what else tells the format", arguments: [1, 200_000, 1_100_000])
    func longFirstLine(length: Int) throws {
        let long = String(repeating: "x", count: length)
        let lines = (0..<3).map { #"{"k":"\#($0 == 0 ? long : "y")","v":\#($0)}"# }
        #expect(try ask(Query("sum(v)"), lines.joined(separator: "\n") + "\n").rows == ["3"])
        #expect(try ask(Query("sum(v)"), lines[0] + "\n").rows == ["0"])
        #expect(try ask(Query("sum(v)"), lines[0]).rows == ["0"])
    }

    @Test("where no line has a time, a question for it is refused")
    func noTimes() throws {
        var query = Query("count")
        query.filter = "time >= 2024-01-01"
        let kernel = "[    0.000000] Linux version 6.1.0 (x)\n[    0.500000] ata1.00: ATA-7: QEMU HARDDISK\n"
        for text in [kernel, "{\"time\":null,\"a\":1}\n", "{\"a\":1}\n"] {
            #expect(usage { _ = try ask(query, text) }?.contains("no line has 'time'") == true)
        }
        #expect(try ask(query, kernel, access).rows == ["4"])
        query = Query("max(d)")
        #expect(usage { _ = try ask(query, "id,d\n1,01/02/2024\n2,12/11/2023\n") }?.contains("is no time") == true)
    }

    @Test("values of JSON keep their kinds")
    func kinds() throws {
        let lines = """
            {"time":"2024-05-01T10:00:00Z","user":"007","n":1,"took":"15ms"}
            {"time":"2024-05-01T10:00:01Z","user":"x\\ty","n":2.5,"took":"20ms"}
            """
        var query = Query("count, sum(n), top(user, 1)")
        query.groups = "user"
        let answer = try ask(query, lines).answer
        #expect(answer.map { $0["user"] } == ["007", "x\ty"])
        #expect(answer[1]["sum(n)"].double == 2.5)
        #expect(answer[0]["top(user, 1)"] == .ranking([LogValue.Ranked(value: "007", lines: 1)]))
    }

    @Test("files of one question may differ in their formats")
    func mixed() throws {
        var query = Query("count")
        query.groups = "status"
        let json = #"{"time":"2024-05-01T10:00:00Z","status":200}"#
        #expect(try ask(query, access, json + "\n").rows == ["200\t3", "404\t1", "500\t1"])
    }

    @Test("what is wrong is said before any file is read")
    func mistakes() {
        for (query, part) in [
            (Query("bytes"), "is no aggregate"), (Query("count, p99(bytes, 2)"), "arguments"),
        ] {
            let message = usage { try query.forEach(["/nowhere.log"]) { _ in } }
            #expect(message?.contains(part) == true)
        }
        var query = Query("count")
        query.having = "cout > 1"
        #expect(usage { try query.forEach(["/nowhere.log"]) { _ in } } != nil)
        query = Query("count")
        query.timeZone = "Nowhere/At_All"
        #expect(usage { try query.forEach(["/nowhere.log"]) { _ in } } != nil)
    }

    @Test("a number counts the columns of each file")
    func numbers() throws {
        var query = Query("sum(#3) as total")
        query.groups = "#2"
        query.filter = "#1 > 0"
        let (rows, answer) = try ask(query, "id,kind,n\n1,a,5\n0,a,9\n2,b,7\n", "no;what;sum\n4;b;1\n5;a;2\n")
        #expect(rows == ["a\t7", "b\t8"])
        #expect(answer.columns.map(\.name) == ["#2", "total"])
        #expect(usage { _ = try ask(query, #"{"kind":"a","n":1}"#) }?.contains("in any order") == true)
    }
}
