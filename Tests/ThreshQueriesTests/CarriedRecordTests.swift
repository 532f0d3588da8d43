import Testing
import Thresh

@testable import ThreshQueries

/// Records of several lines that containers wrote, and files whose columns change.
@Suite("What containers and later lines of names say", .timeLimit(.minutes(1)))
struct CarriedRecordTests {
    private func rows(_ aggregate: String, by groups: String, _ text: String) throws -> [String] {
        var query = Query(aggregate)
        query.groups = groups
        var answers: Set<[String]> = []
        for size: UInt64 in [1, 200, 1 << 20] {
            var options = JobOptions()
            options.chunkSize = size
            answers.insert(try ask(query, options, text).rows)
        }
        #expect(answers.count == 1)
        return answers.first ?? []
    }

    private static let traced = (0..<40).flatMap { index -> [String] in
        let level = index % 4 == 0 ? "ERROR" : "INFO"
        let first = "2024-05-01 12:30:\(10 + index),250 [main] \(level) a.b.C - took \(index)"
        return index % 4 == 0 ? [first, "java.io.X: boom", "\tat a.b.C(C.java:1)", "\tat a.b.D(D.java:2)"] : [first]
    }

    @Test(
        "a trace belongs to the record before it, as in the file of the program itself",
        arguments: [
            { (line: String) in "2024-05-01T12:30:00.123456789Z stdout F \(line)" },
            { (line: String) in
                #"{"log":"\#(line.replacing("\t", with: #"\t"#))\n","stream":"stdout","time":"2024-05-01T12:30:00.123456789Z"}"#
            },
            { (line: String) in "web-1  | \(line)" },
            { (line: String) in "[pod/web-7d4/app] \(line)" },
            { (line: String) in "[pod/web-7d4/app] 2024-05-01T12:30:00.123456789Z \(line)" },
        ] as [@Sendable (String) -> String])
    func traces(header: @Sendable (String) -> String) throws {
        let text = CarriedRecordTests.traced.map { header($0) + "\n" }.joined()
        #expect(try rows("count", by: "level", text) == ["ERROR\t10", "INFO\t30"])
        #expect(try rows("count", by: "length(message) > 30", text) == ["false\t30", "true\t10"])
        let (_, answer) = try ask(Query("count"), text)
        #expect(answer.summary.linesRead == 70 && answer.summary.linesUsed == 40)
    }

    @Test("lines of another stream may stand between those of a record")
    func interleaved() throws {
        var text = ""
        for index in 0..<200 {
            text += "web-1  | 2024-05-01 12:30:10,250 [main] ERROR a.b.C - x\(index)\n"
            text += "api-1  | 2024-05-01 12:30:10,250 [main] INFO a.b.C - y\n"
            text += "web-1  | java.io.X: boom\nweb-1  | \nweb-1  | \tat a.b.C(C.java:1)\n"
            text += "api-1  | \tat a.b.C(C.java:1)\n"
        }
        #expect(
            try rows("count, max(length(message))", by: "service, level", text) == [
                "api-1\tINFO\t200\t21", "web-1\tERROR\t200\t41",
            ])
    }

    @Test(
        "lines of traces in alternating streams whose first lines have none are told where they are counted",
        arguments: [
            { (stream: Int, line: String) in "2024-05-01T12:30:00.123456789Z \(["stdout", "stderr"][stream]) F \(line)"
            },
            { (stream: Int, line: String) in
                #"{"log":"\#(line)\n","stream":"\#(["stdout", "stderr"][stream])","time":"2024-05-01T12:30:00.123456789Z"}"#
            },
            { (stream: Int, line: String) in "\(["web", "api"][stream])-1  | \(line)" },
        ] as [@Sendable (Int, String) -> String])
    func lateTraces(write: @Sendable (Int, String) -> String) throws {
        let lines = (0..<4000).map { index in
            write(
                index % 2,
                "2024-05-01 12:30:10,250 [main] INFO a.b.C - took \(index), which fills what is looked at first") + "\n"
        }
        let whole = try ask(Query("count"), lines.joined())
        #expect(whole.rows == ["4000"] && whole.answer.summary.notes.isEmpty)
        let trace = ["java.io.X: boom", "    at a.b.C(C.java:1)"].map { write(1, $0) + "\n" }
        let text = (lines[..<3503] + trace + lines[3503...]).joined()
        let (rows, answer) = try ask(Query("count"), text)
        let told = answer.summary.notes.filter { $0.hasPrefix("2 lines are used as records") }
        #expect(rows == ["4002"] && told.count == 1 && told.first?.hasSuffix(".log:3504") == true)
        var query = Query("count")
        query.groups = "level"
        let byLevel = try ask(query, text)
        #expect(byLevel.rows == ["INFO\t4000"] && byLevel.answer.summary.linesRejected == 2)
    }

    @Test("each service has its own format, and the question the fields of all")
    func services() throws {
        var text = ""
        for index in 0..<30 {
            text += "db-1     | 2024-04-30 23:50:00.123 UTC [5] \(index % 3 == 0 ? "ERROR" : "LOG"):  hello\n"
            text +=
                #"web-\#(1 + index % 2)    | 10.0.0.1 - - [30/Apr/2024:23:50:00 +0000] "GET / HTTP/1.1" 200 5 "-" "x""#
                + "\n"
            text += "redis-1  | 1:M 30 Apr 2024 23:50:00.123 * hi\n"
            text += #"api-1    | {"level":"error","msg":"x","time":"2024-04-30T23:50:00Z"}"# + "\n"
            text += "job-1    | some text of \(index) words\n"
        }
        // A replica that the first lines do not have is read as the others, and a service by what fits it.
        text += #"web-7    | 10.0.0.1 - - [30/Apr/2024:23:50:00 +0000] "GET / HTTP/1.1" 404 5 "-" "x""# + "\n"
        text += #"new-1    | {"level":"warn","msg":"x","time":"2024-04-30T23:50:00Z"}"# + "\n"
        #expect(
            try rows("count", by: "level", text) == [
                "\t61", "ERROR\t10", "LOG\t20", "error\t30", "notice\t30", "warn\t1",
            ])
        #expect(try rows("count", by: "status", text) == ["\t121", "200\t30", "404\t1"])
    }

    @Test("a later line of names holds from there on")
    func sections() throws {
        let zeek = """
            #separator \\x09
            #fields\tts\tuid\tid.orig_h\tproto
            #types\ttime\tstring\taddr\tenum
            1714521007.1\tC1\t10.0.0.1\ttcp
            1714521008.1\tC2\t10.0.0.2\ttcp
            #close\t2024-05-01-00-00-00
            #fields\tts\tuid\tproto\tid.orig_h\tquery
            #types\ttime\tstring\tenum\taddr\tstring
            1714521009.1\tC3\tudp\t10.0.0.3\texample.com

            """
        #expect(
            try rows("count", by: "ip, proto, query", zeek) == [
                "10.0.0.1\ttcp\t\t1", "10.0.0.2\ttcp\t\t1", "10.0.0.3\tudp\texample.com\t1",
            ])
        let flows = """
            version account-id interface-id srcaddr dstaddr bytes start action
            2 123456789010 eni-0abc 10.0.0.1 10.0.0.9 40 1694263248 ACCEPT
            version action srcaddr bytes start
            2 REJECT 10.0.0.2 41 1694263249

            """
        #expect(try rows("sum(bytes)", by: "ip, action", flows) == ["10.0.0.1\tACCEPT\t40", "10.0.0.2\tREJECT\t41"])
    }

    @Test("requests of Rails that overlap are told")
    func overlapping() throws {
        var text = ""
        for index in 0..<20 {
            text +=
                "Started GET \"/a/\(index)\" for 10.0.0.1 at 2024-04-30 23:50:00 +0000\nProcessing by A#index as HTML\n"
            if index == 5 { text += "Started GET \"/b\" for 10.0.0.1 at 2024-04-30 23:50:00 +0000\n" }
            text += "Completed 200 OK in 5ms\n"
            if index == 5 { text += "Completed 422 Unprocessable Entity in 5ms\n" }
        }
        var query = Query("count")
        query.groups = "status"
        let told = try ask(query, text).answer.summary.notes.filter { $0.contains("2 records have no line or several") }
        #expect(told.count == 1 && told[0].hasSuffix(".log:16"))
        query.groups = "method"
        #expect(try ask(query, text).answer.summary.notes.isEmpty)
    }

    @Test(
        "a banner of any length does not hide what follows",
        arguments: [
            ["time=\"2024-04-30T23:50:07Z\" level=info msg=\"x y\" n=5"],
            ["Started GET \"/a\" for 10.0.0.1 at 2024-04-30 23:50:00 +0000", "Completed 200 OK in 5ms"],
            ["info: A.B[0]", "      x"],
            ["[INFO] 192.0.2.7:4000 - 0 \"A IN host0.example.com. udp 50 false 512\" NOERROR qr,rd,ra 100 0.000s"],
        ])
    func banner(record: [String]) throws {
        for count in [25, 120, 300] {
            let banner = (0..<count).map { "this is line \($0) of a banner without anything\n" }.joined()
            let records = String(repeating: record.map { $0 + "\n" }.joined(), count: 700)
            let (rows, answer) = try ask(Query("count"), banner + records)
            #expect(rows == ["700"] && answer.summary.linesRejected == count, "\(count) before \(record)")
        }
        let named =
            "banner\n" + String(repeating: "words of it\n", count: 90)
            + "#Fields: date time cs-method sc-status\n"
            + String(repeating: "2024-05-01 12:30:00 GET 404\n", count: 200)
        var query = Query("count")
        query.groups = "status"
        #expect(try ask(query, named).rows == ["404\t200"])
    }
}
