import TestSupport
import Testing
import Thresh

@testable import ThreshLogs

/// What lines of usual kinds are taken for though something about them is unusual.
@Suite struct ShapeTests {
    private func detected(_ text: String, name: String = "") -> DetectedFormat? {
        withView(Array(text.utf8)) { FormatDetector.detectOrText($0, isCut: false, name: name) }
    }

    private func values(_ field: String, _ text: String, name: String = "") throws -> [String?] {
        let format = try #require(detected(text, name: name)).format
        let extractor = try FieldExtractor(format, fields: [field], context: testContext)
        var values: [String?] = []
        withView(Array(text.utf8)) { block in
            extractor.forEachLine(in: block) {
                values.append(corpusText($0[0]))
            } malformed: { _, _ in
                values.append("?")
            }
        }
        return values
    }

    // MARK: tables

    @Test("a column of numbers is a table, whatever its file is called, and a stray is rejected")
    func columns() throws {
        #expect(try values("ms", "ms\n12\n15\n7,3\n\n9\n") == ["12", "15", "?", "9"])
        #expect(try values("at", "at\n2024-05-01T10:00:00Z\n2024-05-01T10:00:01Z\n").count == 2)
        #expect(try values("client", "client\n10.0.0.1\n10.0.0.2\n") == ["10.0.0.1", "10.0.0.2"])
        #expect(detected("users\nalice\nbob\n")?.format.name == "text")
        #expect(detected("12\n15\n9\n")?.format.name == "text")
    }

    @Test("the name of a file makes a table of one column of words", arguments: ["a.csv", "B.CSV.gz", "dir.d/x.tsv"])
    func namedColumns(name: String) throws {
        #expect(try values("user", "user\nalice\ncarol, jr\nbob\n", name: name)[1] == "?")
        #expect(detected("2024-05-01 started\nand more\n", name: "log.csv.txt.log")?.format.name != "csv")
    }

    @Test("names alone are a table without rows")
    func noRows() {
        #expect(detected("id,name,amount\r\n")?.format.fieldNames == ["id", "name", "amount"])
        #expect(detected("id;ms\n", name: "h.csv")?.format.fieldNames == ["id", "ms"])
        #expect(detected("Hello, world, again\n")?.format.name == "text")
        #expect(detected("started, done\n")?.format.name == "text")
    }

    @Test("cells of many lines do not hide a table")
    func longCells() throws {
        var text = "n,note\n"
        for row in 0..<200 { text += "\(row),\"one\ntwo, \(row)\nthree\nfour\"\n" }
        let format = try #require(detected(text)).format
        #expect(format.name == "csv" && format.type(of: "n") == .number)
    }

    @Test(
        "sentences with a comma are no table, however often they come",
        arguments: [
            "Connection lost, retrying\nConnection lost, retrying\nConnection lost, retrying\n",
            "Connection lost, retrying\nConnection restored, ok\nConnection lost, retrying\nConnection restored, ok\n",
            "ok, done\nfail, x\nok, y\n", "lost,a\nlost,a\nfound,b\nlost,a\n",
        ])
    func sentences(text: String) {
        #expect(detected(text)?.format.name == "text")
        #expect(detected("name, ms\na, 12\nb, 13\n")?.format.name == "csv")
    }

    @Test("a mark of no value among times is none")
    func noTimes() throws {
        let rows = "id,ended_at\n1,2024-03-12 06:25:24\n2,NULL\n3,\\N\n4,2024-03-13 06:25:24\n5,-\n6,x\n"
        #expect(try values("ended_at", rows).map { $0?.first } == ["@", nil, nil, "@", nil, "?"])
        let lines =
            (0..<5).map { "{\"at\":\"2024-03-1\($0)T06:25:24Z\"}\n" }.joined() + "{\"at\":\"N/A\"}\n{\"at\":\"\"}\n"
        #expect(try values("at", lines).suffix(2) == [nil, nil])
    }

    @Test("records of several lines are the same with CR LF")
    func returns() throws {
        let text = "Mar 12, 2024 6:25:24 AM org.x.Scanner scanJars\nINFO: At least one\n"
        let format = try FormatCatalog.format(named: "java-logging")
        let extractor = try FieldExtractor(format, fields: ["function", "level", "message"], context: testContext)
        for record in [text, text.replacing("\n", with: "\r\n")] {
            let bytes = Array(record.utf8.dropLast(record.hasSuffix("\r\n") ? 2 : 1))
            let fields = withView(bytes) { view -> [String?] in
                guard extractor.extract(view, firstLine: 0) == .fields else { return [] }
                let fields = unsafe extractor.fields(of: view)
                return (0..<3).map { corpusText(fields[$0]) }
            }
            #expect(fields == ["scanJars", "INFO", "At least one"])
        }
    }

    // MARK: pairs and JSON

    @Test("commas between pairs belong to no value, where all have them")
    func commas() throws {
        let lines = "level=info, ms=12, msg=\"a, b\", n=1\nlevel=error, ms=9, msg=\"x\", n=2\n"
        #expect(try values("level", lines) == ["info", "error"])
        #expect(try values("ms", lines) == ["12", "9"])
        #expect(try values("msg", lines) == ["a, b", "x"])
        #expect(try values("to", "to=a, n=1 k=2 j=3\nto=b n=2 k=2 j=3\n") == ["a,", "b"])
    }

    @Test("what JSON has no number for is no value, and the line stays")
    func noNumbers() throws {
        let lines = "{\"a\":1,\"b\":NaN}\n{\"a\":2,\"b\":3}\n{\"a\":4,\"b\":-Infinity}\n"
        #expect(try values("a", lines) == ["1", "2", "4"])
        #expect(
            try values("b", lines + String(repeating: "{\"a\":1,\"b\":5}\n", count: 40)).prefix(3) == [nil, "3", "?"])
    }

    @Test(
        "events whose data is JSON are refused, with the command that makes lines of them; lines and documents are not")
    func events() throws {
        let events = "data: {\"a\":1}\n\ndata: {\"a\":2}\n"
        let refusal = withView(Array(events.utf8)) {
            JSONDocument.refusal(of: $0, detected: detected(events), name: "f")
        }
        #expect(refusal?.contains("sed -n 's/^data: *//p' f") == true, "\(String(describing: refusal))")
        for text in [
            "[{\"a\":1},{\"a\":2}]\n", "{\n  \"a\": 1\n}\n", "{\"a\":1}\n{\"a\":2}\n", "{\"a\":[{\"b\":1}],\"c\":1}\n",
            "[{x}] INFO text\n", "{broken\n",
        ] {
            #expect(
                withView(Array(text.utf8)) {
                    JSONDocument.refusal(of: $0, detected: detected(text), name: "f")
                } == nil)
        }
    }

    // MARK: times

    @Test(
        "a date is no time without the clock or the zone that is written behind it",
        arguments: [
            "2024-03-05 07h08 INFO x", "2024-03-05 at 07:08:09 - x", "2024-03-05 | 07:08:09 | x",
            "[5 mars 2024 kl. 07:08] INFO x", "2024-03-05 07:08:09 (CET) INFO x", "2024-03-05 07:08:09 PST8PDT INFO a",
            "[2024-03-05T07:08:09.123[Europe/Berlin]] INFO x",
        ])
    func unreadTimes(line: String) throws {
        let format = try #require(detected("\(line)1\n\(line)2\n\(line)3\n")).format
        #expect(!format.fields.contains { if case .time = $0.type { true } else { false } }, "\(format)")
    }

    @Test(
        "times that begin lines",
        arguments: [
            ("[2024-03-05 07.08.09] INFO [w] x", 1_709_622_489), ("[1709622489] SERVICE ALERT: x", 1_709_622_489),
            ("1709622489.000 INFO x", 1_709_622_489), ("2024-03-05 07:08:09 (INFO) x", 1_709_622_489),
            ("2024-03-05 10.20.30.40 GET x", 1_709_596_800),
        ])
    func readTimes(line: String, seconds: Int64) throws {
        let text = "\(line)1\n\(line)2\n\(line)3\n"
        #expect(try values("time", text)[0] == "@\(seconds * 1_000_000_000)")
    }

    @Test("dates with points are times under any name")
    func pointedDates() {
        func type(_ column: String) -> FieldType {
            FieldSurvey.type(of: column.split(separator: " ").map { SampledValue(Array($0.utf8)) }, named: "Buchung")
        }
        #expect(type("01.02.2024 17.03.2024") == .time(.dayFirst))
        #expect(
            type("1.2.24 1.3.24") == .text && type("1.2.2024 1.0.1999") == .text && type("10.0.0.1 10.0.0.2") == .ip)
    }

    // MARK: numbers

    @Test(
        "lengths of several parts",
        arguments: [
            ("1m30s", 90), ("-1m30s", -90), ("1h2m3s4ms5us6ns", 3723.004005006), ("1d 2h", 93600), ("1m 30s", 90),
            ("15 ms", 0.015), ("-2h0m1s", -7201), ("5", 5), ("-0.5s", -0.5),
        ])
    func lengths(text: String, seconds: Double) {
        Array(text.utf8).withLineBytes { text in
            #expect(NumberText.duration(text, .written) == seconds)
            #expect(NumberText.decimalDuration(text, .written)?.double == seconds)
        }
    }

    @Test(
        "what is no length",
        arguments: ["1 500", "12 34 56", "1h30", "1m30 ", "5 5ms", "-", "", "1ms2", "1 500 ms", "m"])
    func noLengths(text: String) {
        #expect(Array(text.utf8).withLineBytes { NumberText.duration($0, .written) } == nil)
    }

    @Test("lists behind an access line are one value each, though the first lines have none")
    func lists() throws {
        var text = ""
        for _ in 0..<5 {
            text +=
                "10.0.0.1 - - [12/Mar/2024:06:25:01 +0100] \"GET / HTTP/1.1\" 200 5 \"-\" \"c\" 0.03 0.01 0.02 200\n"
        }
        text +=
            "10.0.0.1 - - [12/Mar/2024:06:25:01 +0100] \"GET / HTTP/1.1\" 200 5 \"-\" \"c\" 5.1 2.5, 0.2 2 : 1 502, 200\n"
        #expect(try values("extra1", text)[5] == "5.1")
        #expect(try values("extra4", text)[5] == "502, 200")
        let combined =
            "10.0.0.1 - - [12/Mar/2024:06:25:01 +0100] \"GET / HTTP/1.1\" 200 5 \"-\" \"c\" rt=0.1, 0.2 us=1\n"
        #expect(try values("us", String(repeating: combined, count: 3)) == ["1", "1", "1"])
    }

    @Test("an escaped bar does not end a field of CEF")
    func bars() throws {
        let lines =
            "CEF:0|Acme|FW|1.0|100|a\\|b|8|src=10.0.0.5 msg=x\nCEF:0|Acme|FW|1.0|101|c|3|src=10.0.0.7 act=block\n"
        #expect(try values("name", lines) == ["a\\|b", "c"])
        #expect(try values("severity", lines) == ["8", "3"])
    }
}
