import Foundation
import Testing
import Thresh
import ThreshLogs

@testable import ThreshQueries

@Suite("Beginnings and ends of files", .timeLimit(.minutes(1)))
struct FileEdgeTests {
    private static let mark = "\u{FEFF}"

    /// Files whose last value differs from all others in its type.
    private static let files = [
        "id,w\n1,one\n12,twelve\nABC,T", "id\tw\n1\tone\n12\ttwelve\nABC\tT", "id;w\n1;one\n12;twelve\nABC;T",
        #"{"id":"1"}"# + "\n" + #"{"id":"12"}"# + "\n" + #"{"id":"ABC"}"#, "id=1 w=one\nid=12 w=twelve\nid=ABC w=T",
    ]

    @Test("the last line counts, with a byte order mark and without an end too", arguments: files)
    func lastLines(text: String) throws {
        var query = Query("count")
        query.groups = "id"
        for written in [text, text + "\n", Self.mark + text, Self.mark + text + "\n"] {
            let (rows, answer) = try ask(query, written)
            #expect(rows == ["1\t1", "12\t1", "ABC\t1"], "\(written.debugDescription)")
            #expect(answer.summary.linesRejected == 0 && answer.summary.notes.isEmpty)
        }
    }

    @Test("the same where the format is said", arguments: zip(files, ["csv", "tsv", "csv;", "json", "logfmt"]))
    func lastLinesOfFormats(text: String, format: String) throws {
        var query = Query("count")
        query.groups = "id"
        query.format = format
        for written in [text, Self.mark + text] {
            #expect(try ask(query, written).rows == ["1\t1", "12\t1", "ABC\t1"], "\(written.debugDescription)")
        }
    }

    @Test("names behind comments and behind a mark are not there once more, in chunks of any size")
    func names() throws {
        for chunk: UInt64 in [8, 30, 1 << 20] {
            var options = JobOptions()
            options.chunkSize = chunk
            let comments = String(repeating: "# a comment\n", count: 5)
            for text in ["\(comments)a,b\n1,x\n2,y\n", "\(Self.mark)a,b\n1,x\n2,y\n", "sep=,\na,b\r\n1,x\r\n2,y\r\n"] {
                let (rows, answer) = try ask(Query("sum(a)"), options, text)
                #expect(rows == ["3"] && answer.summary.notes.isEmpty, "\(text.debugDescription)")
            }
            let (_, twice) = try ask(Query("sum(a)"), options, "\(Self.mark)a,b\n1,x\na,b\n2,y\na,b\n")
            #expect(twice.summary.notes == ["2 rows are the names of the columns once more"])
        }
    }

    @Test("a table that is sorted keeps its names and its line ends, whatever is before and behind it")
    func sorted() throws {
        for (mark, end) in [("", "\n"), (Self.mark, "\n"), ("", "\r\n"), (Self.mark, "\r\n")] {
            let table = mark + ["id,n", "2,b", "1,\"a\(end)c\"", "3,d"].map { $0 + end }.joined()
            let sorted = ["id,n", "1,\"a\(end)c\"", "2,b", "3,d"].map { $0 + end }.joined()
            #expect(try sort("id", table) == sorted)
            // Of an empty file the names are not known, of the next they are.
            #expect(try sort("id", "", table) == sorted)
            let log = [
                "2024-05-01 12:30:02,250 ERROR [main] a.B - x", "\tat c", "2024-05-01 12:30:01,250 INFO [main] a.B - y",
            ]
            let order = [log[2], log[0], log[1]]
            #expect(try sort("time", mark + log.map { $0 + end }.joined()) == order.map { $0 + end }.joined())
        }
    }

    private func sort(_ by: String, _ texts: String...) throws -> String {
        let directory = FileManager.default.temporaryDirectory.appending(path: "sorts-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        var options = JobOptions()
        options.runsInline = true
        options.inputs = texts.indices.map { directory.appending(path: "\($0)").path }
        for (path, text) in zip(options.inputs, texts) { try Data(text.utf8).write(to: URL(filePath: path)) }
        var bytes: [UInt8] = []
        options.output = unsafe .stream { unsafe bytes.append(contentsOf: $0) }
        let job = try LogSort(
            try QueryText.order(by), LogInput(format: nil, filter: nil, context: testContext), isStable: false,
            isUnique: false)
        _ = try job.answer(options)
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test("a table of names alone is asked about its times, and says nothing of types")
    func namesAlone() throws {
        var query = Query("count, max(v)")
        query.format = "csv"
        query.filter = "time >= 2024-01-01"
        #expect(try ask(query, "time,v\n").rows == ["0\t"])
        query.groups = "v"
        let rows = try ask(query, "time,v\n", "time,v\n2024-05-01,007\n2024-05-02,x\n").rows
        #expect(rows == ["007\t1\t007", "x\t1\tx"])
    }

    @Test("W3C logs that are sorted keep the line that names their columns")
    func sortedSections() throws {
        let fields = "#Fields: date time c-ip cs-method sc-status"
        let rows = ["2024-01-01 00:00:02 10.0.0.1 GET 200", "2024-01-01 00:00:01 10.0.0.1 POST 500"]
        for end in ["\n", "\r\n"] {
            let log = (["#Version: 1.0", fields] + rows).map { $0 + end }.joined()
            #expect(try sort("time", log) == ([fields] + rows.reversed()).map { $0 + end }.joined())
        }
        let other = "#Fields: date time cs-method c-ip sc-status\n2024-01-01 00:00:01 POST 10.0.0.1 500\n"
        let log = fields + "\n" + rows[0] + "\n"
        #expect(usage { _ = try sort("time", log, other) }?.contains("has other columns than") == true)
        #expect(usage { _ = try sort("time", log + other) }?.contains("names other columns than the first") == true)
    }

    @Test("Zeek's and VPC flow logs that are sorted keep what names their columns")
    func sortedHeadings() throws {
        let zeek = [
            "#separator \\x09", "#path\tconn", "#open\t2024-01-01", "#fields\tts\tuid\tn",
            "#types\ttime\tstring\tcount",
        ]
        let connections = ["1704067202.5\tCa\t7", "1704067201.5\tCb\t9"]
        let heading = zeek.filter { !$0.hasPrefix("#open") }
        let opened = zeek.map { $0.replacingOccurrences(of: "2024-01-01", with: "2024-01-02") }
        let later = opened + ["1704067200.5\tCc\t8", "#close\t2024-01-02"]
        let flows = "version account-id interface-id srcaddr start end"
        let records = ["2 1 eni-1 10.0.0.1 1704067202 1704067203", "2 1 eni-1 10.0.0.2 1704067201 1704067203"]
        for end in ["\n", "\r\n"] {
            func text(_ lines: [String]) -> String { lines.map { $0 + end }.joined() }
            #expect(try sort("ts", text(zeek + connections)) == text(heading + connections.reversed()))
            #expect(
                try sort("n desc", text(zeek + connections), text(later))
                    == text(heading + [connections[1], later[5], connections[0]]))
            #expect(try sort("time", text([flows] + records)) == text([flows] + records.reversed()))
            #expect(
                try sort("ip desc", text([flows] + records), text([flows, records[0]]))
                    == text([flows, records[1], records[0], records[0]]))
        }
        let other = zeek.joined(separator: "\n").replacingOccurrences(of: "uid\tn", with: "n\tuid") + "\n1.5\t7\tCa\n"
        #expect(
            usage { _ = try sort("ts", (zeek + connections).joined(separator: "\n"), other) }?.contains(
                "has other columns than") == true)
        #expect(
            usage {
                _ = try sort(
                    "time", ([flows] + records).joined(separator: "\n"),
                    "version account-id srcaddr interface-id start end\n2 1 10.0.0.1 eni-1 1704067202 1704067203\n")
            }?
            .contains("has other columns than") == true)
    }

    @Test(
        "an empty line within a record belongs to it, one behind it does not",
        arguments: [
            ["2024-05-01 12:30:02,250 ERROR [main] a.B - ", "", "****", "FAILED", "", "Port 8080 in use"],
            [
                "2024-05-01 12:30:02,250 ERROR [main] a.B - x", "Traceback:", "  a", "", "During handling", "",
                "Port 8080",
            ],
            ["2024-05-01T12:30:02Z ERROR select 1", "", "from 8080"],
        ])
    func emptyLines(record: [String]) throws {
        let next = record[0].replacingOccurrences(of: ":02", with: ":03").replacingOccurrences(
            of: "ERROR", with: "INFO")
        for end in ["\n", "\r\n"] {
            let text = (record + ["", "", next, ""]).map { $0 + end }.joined()
            var query = Query("count")
            query.filter = "message contains '8080'"
            let (rows, answer) = try ask(query, text)
            #expect(rows == ["1"] && answer.summary.linesRejected == 0, "\(text.debugDescription)")
            #expect(answer.summary.linesSkipped == 3)
        }
    }
}
