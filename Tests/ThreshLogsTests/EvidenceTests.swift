import Testing
import Thresh

@testable import ThreshLogs

@Suite("Detection by evidence", .timeLimit(.minutes(1)))
struct EvidenceTests {
    private func detected(_ lines: [String]) -> DetectedFormat? {
        FormatDetector.detect(Array((lines.joined(separator: "\n") + "\n").utf8))
    }

    private func combined(_ n: Int) -> String {
        #"192.0.2.\#(n) - - [12/Mar/2024:10:11:\#(10 + n) +0200] "GET /a HTTP/1.1" 200 512 "-" "curl/8""#
    }

    @Test("one line that only a more general format fits does not choose it")
    func oddLines() throws {
        let common = #"192.0.2.99 - - [12/Mar/2024:10:11:12 +0200] "GET /b HTTP/1.1" 404 12"#
        let accesses = try #require(detected((0..<19).map(combined) + [common]))
        #expect(accesses.description == "combined" && accesses.fittingCount == 19)
        // More than half of them do.
        let mixed = try #require(detected((0..<9).map(combined) + Array(repeating: common, count: 11)))
        #expect(mixed.format.name == "common")

        let proxy = (0..<9).map {
            "Feb  6 12:14:0\($0) lb1 haproxy[14389]: 192.0.2.\($0):33317 [06/Feb/2009:12:14:0\($0).655] http-in static/srv1 "
                + #"10/0/30/69/109 200 2750 - - ---- 1/1/1/1/0 0/0 "GET / HTTP/1.1""#
        }
        let message = "Feb  6 12:14:09 lb1 haproxy[14389]: Server static/srv1 is DOWN, reason: Layer4 timeout"
        #expect(detected(proxy + [message])?.format.name == "haproxy")
        #expect(detected(proxy.prefix(2) + Array(repeating: message, count: 8))?.format.name == "syslog")
        let foreign = (0..<20).map { "Mar  1 10:00:\(10 + $0) h app[1]: message \($0)" } + [combined(1)]
        #expect(detected(foreign)?.format.name == "syslog")
    }

    @Test("a level is a level, and a host may be one")
    func words() throws {
        for line in [
            "2024-05-01 12:30:00,250 - INFO - retry - 3 left", "2024-05-01T12:30:00Z info main: started",
            "2024-05-01 12:30:00 CEST [4711]: user=u,db=d LOG:  ready",
        ] {
            let found = try #require(detected([line, line]), "\(line)")
            for name in ["level", "hostname", "host"] where found.format.fieldNames.contains(name) {
                let extractor = try FieldExtractor(found.format, fields: [name], context: testContext)
                let value = try #require(extractor.texts(of: Array(line.utf8)), "\(line)")[0]
                #expect(value == nil || ["INFO", "info", "LOG"].contains(value), "\(found.description): \(line)")
            }
        }
        let syslog = try #require(detected(["May  1 12:30:00 su: failed for u", "May  1 12:30:01 app[12]: x"]))
        let extractor = try FieldExtractor(syslog.format, fields: ["app"], context: testContext)
        #expect(extractor.texts(of: Array("May  1 12:30:01 app[12]: x".utf8)) == ["app"])
        for word in ["info", "WARNING", "Err", "FINEST", "ftl"] {
            #expect(Array(word.utf8).withLineBytes { LevelWord.isSure($0) }, "\(word)")
        }
        for word in ["retry", "informal", "IN", "", "errors", "host"] {
            #expect(!Array(word.utf8).withLineBytes { LevelWord.isSure($0) }, "\(word)")
        }
    }

    @Test("lines of applications are no table")
    func tables() {
        for lines in [
            ["2024-05-01 12:30:00,250:ERROR:first failed", "2024-05-01 12:30:01,100:INFO:started"],
            ["2024-05-01 12:30:00.2500|ERROR|App|Failed", "2024-05-01 12:30:00.2510|INFO|App|Started"],
            ["10:00:00;WARN;disk;full", "10:00:01;INFO;disk;fine"], ["ERROR,db,gone", "INFO,db,back", "INFO,db,slow"],
        ] {
            #expect(detected(lines)?.format.name != "csv", "\(lines)")
        }
        #expect(
            detected(["time,level,text", "2024-05-01 12:30:00,INFO,a", "2024-05-01 12:30:01,WARN,b"])?.format.name
                == "csv")
    }

    @Test("traces that are longer than the log do not hide it, wherever they are")
    func traces() throws {
        let trace = (0..<400).map { "\tat com.example.Class\($0).method(Class.java:\($0))" }
        let entries = (0..<25).map { "2024-05-01 12:30:\(10 + $0),250 INFO [main] com.e.App - starting \($0)" }
        for lines in [trace + entries, entries + trace, Array(entries[..<5] + trace + entries[5...])] {
            let found = try #require(detected(lines))
            #expect(found.format.fieldNames.contains("level") && found.format.hasRecordsOfLines)
        }
        let glog = (0..<10).map { "I0501 12:30:\(10 + $0).123456   15520 main.cc:9] Hello \($0)" }
        #expect(detected(glog + trace)?.format.name == "glog")
        // A few such lines in another text make no log of it.
        let text = (0..<200).map { "Line \($0) of an explanation with words" }
        #expect(detected(text + entries.prefix(1)) == nil)
    }

    @Test("a JSON format with a name proves its types, and reads times in any writing")
    func namedJSON() throws {
        func caddy(_ time: String, status: String = "200") -> String {
            #"{"ts":\#(time),"request":{"remote_ip":"192.0.2.1","uri":"/a"},"status":\#(status),"size":10,"duration":0.1}"#
        }
        for (time, nanoseconds) in [
            ("1714566600.5", 1_714_566_600_500_000_000), (#""2024-05-01T12:30:00Z""#, 1_714_566_600_000_000_000),
            (#""2024/05/01 12:30:00""#, 1_714_566_600_000_000_000), ("1714566600500", 1_714_566_600_500_000_000),
        ] {
            let found = try #require(detected([caddy(time), caddy(time)]))
            #expect(found.format.name == "caddy")
            let extractor = try FieldExtractor(found.format, fields: ["time", "status"], context: testContext)
            #expect(extractor.texts(of: Array(caddy(time).utf8)) == ["@\(nanoseconds)", "200"], "\(time)")
        }
        // Other types: other fields.
        let other = try #require(
            detected([caddy("1714566600", status: #""fine""#), caddy("1714566601", status: #""bad""#)]))
        #expect(other.format.name == "json")
    }

    @Test("bytes of the journal are text")
    func journal() throws {
        let lines = [
            #"{"__REALTIME_TIMESTAMP":"1669751055404000","PRIORITY":"6","MESSAGE":"started a"}"#,
            #"{"__REALTIME_TIMESTAMP":"1669751055404000","MESSAGE":[115,116,97,114,116,101,100,32,195,169]}"#,
            #"{"__REALTIME_TIMESTAMP":"1669751055404000","MESSAGE":"[1,2]"}"#,
            #"{"__REALTIME_TIMESTAMP":"1669751055404000","MESSAGE":["two","texts"]}"#,
            #"{"__REALTIME_TIMESTAMP":"1669751055404000","MESSAGE":null}"#,
        ]
        let found = try #require(detected(lines))
        #expect(found.format.name == "journal-json")
        let extractor = try FieldExtractor(found.format, fields: ["message"], context: testContext)
        let messages = lines.map { extractor.texts(of: Array($0.utf8))?[0] }
        #expect(messages == ["started a", "started é", "[1,2]", #"["two","texts"]"#, nil])
    }
}

@Suite("Records of several lines", .timeLimit(.minutes(1)))
struct RecordStartTests {
    private func shape(_ line: String, time: Int?, level: Int? = nil) -> LineShape? {
        Array(line.utf8).withLineBytes { LineShape($0, timeStart: time, levelStart: level) }
    }

    @Test("first lines begin alike, whatever the day and the month")
    func shapes() throws {
        let cases: [(line: String, time: Int?, others: [String], further: [String])] = [
            (
                "2024-05-01 12:30:00,1 INFO x", 0, ["2024-5-1 9:00", "1999-12-31T"],
                ["  at x", "24-05-01", "20240501", ""]
            ),
            (
                "[Mon Aug 31 09:30:48 2015] x", 1, ["[Tue Sep  1 00:00:00", "[Di Mär 17 1:02"],
                ["Mon Aug 31", "[x] 1 2 3", "[1"]
            ),
            ("May  1 12:30:00 x", 0, ["December 24 1:00"], ["May be 1", "12 May 1"]),
            ("I0501 12:30:00.1 x", 0, ["W1231 00:00"], ["I am 12", "Goroutine 5:", "ERROR 0501"]),
            ("INFO 2024-05-01 12:00 x", 5, ["CRITICAL 2023-1-2"], ["2024-05-01", "INFO x 2024-05-01"]),
            ("12:30:00.1 [main]", nil, ["01:02:03"], ["12:3", "at 12:30:00"]),
            ("1714566600.5 x", 0, ["1714566600 "], ["17145", "x 1714566600"]),
        ]
        for (line, time, others, further) in cases {
            let shape = try #require(self.shape(line, time: time), "\(line)")
            for other in others + [line] { #expect(Array(other.utf8).withLineBytes(shape.begins), "\(line): \(other)") }
            for other in further { #expect(!Array(other.utf8).withLineBytes(shape.begins), "\(line): \(other)") }
        }
        let level = try #require(self.shape("ERROR:root:x", time: nil, level: 0))
        #expect(
            Array("INFO:a".utf8).withLineBytes(level.begins) && !Array("ValueError: x".utf8).withLineBytes(level.begins)
        )
        #expect(self.shape("x y z", time: nil) == nil && self.shape("in 2024", time: 3) == nil)
    }

    @Test("the message has all lines, and other fields are of the first")
    func messages() throws {
        let record = Array("2024-05-01 12:30:00,250 ERROR [main] com.e.App - failed\n\tat a - b\n\n\tat c".utf8)
        let format = try withView(record) { try FormatDetector.format(named: "log4j", for: $0, isCut: false) }
        #expect(format.hasRecordsOfLines && !format.ofSingleLines.hasRecordsOfLines)
        let extractor = try FieldExtractor(format, fields: ["logger", "message"], context: testContext)
        let length = try #require(record.firstIndex(of: 10))
        withView(record) { view in
            #expect(extractor.extract(view, firstLine: length) == .fields)
            let fields = unsafe extractor.fields(of: view)
            #expect(corpusText(fields[0]) == "com.e.App" && corpusText(fields[1]) == "failed\n\tat a - b\n\n\tat c")
        }
    }
}
