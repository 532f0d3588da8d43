import TestSupport
import Testing
import Thresh

@testable import ThreshLogs

/// Lines beside those of a format: of other formats, of a general one, and rules of tables.
@Suite("Lines beside those of a format", .timeLimit(.minutes(1)))
struct BesideTests {
    private func detect(_ lines: [String]) -> DetectedFormat? {
        FormatDetector.detect(Array((lines.joined(separator: "\n") + "\n").utf8))
    }

    private func texts(_ lines: [String], _ fields: [String]) throws -> [[String?]?] {
        let extractor = try FieldExtractor(
            try #require(detect(lines)).format, fields: fields, context: testContext)
        return lines.map { extractor.texts(of: Array($0.utf8)) }
    }

    private static let records = (10..<20).map { "2024-04-30 23:50:\($0),123 INFO  [main] a.B - hello \($0)" }

    @Test(
        "a record of another format goes on with none, and is told",
        arguments: [
            #"{"time":"2024-04-30T23:50:11Z","level":"error","msg":"x"}"#,
            #"level=error ts=2024-04-30T23:50:11Z msg="x y""#, "ERROR:root:boom",
            #"[GIN] 2024/04/30 - 10:58:48 | 200 |        1.5ms |       192.0.2.0 | GET   "/a/b.c""#,
            "E0430 23:50:10.123456 1 x.go:5] boom", "1:M 30 Apr 2024 23:50:10.123 * x",
            "W, [2024-04-30T23:50:10.123456 #5]  WARN -- : x",
        ])
    func others(line: String) throws {
        for lines in [Self.records + [line, line, line], Self.records.flatMap { [$0, $0, line] }] {
            let detected = try #require(detect(lines))
            #expect(detected.format.name == "log4j")
            #expect(detected.lineCount == lines.count)
            #expect(detected.note?.contains("are no log4j, and rejected") == true, "\(detected.note ?? "-")")
            let extractor = try FieldExtractor(detected.format, fields: ["time"], context: testContext)
            #expect(withView(Array(line.utf8)) { extractor.isFirstLine($0) })
        }
    }

    @Test(
        "what a program writes below its record goes on with it",
        arguments: [#"{"status":"ok","items":3}"#, "a=5 b=6", "ERROR something: broke", "Caused by: x.Y: z"])
    func continuations(line: String) throws {
        let detected = try #require(detect(Self.records.flatMap { [$0, line] }))
        #expect(detected.format.name == "log4j" && detected.lineCount == 10 && detected.note == nil)
    }

    @Test(
        "a word before a colon makes no logger, and takes no line from a general format",
        arguments: ["", "Z"], ["INFO", "[INFO]"])
    func words(zone: String, level: String) throws {
        let lines = (1..<10).map { number in
            let day = zone.isEmpty ? "2024-04-30 23:50:0\(number),123" : "2024-04-30T23:50:0\(number).123Z"
            return "\(day) \(level) \(number % 3 == 0 ? "started all good" : "Error: boom \(number)")"
        }
        let values = try texts(lines, ["level", "time", "message"])
        #expect(values.allSatisfy { $0?[0] == "INFO" && $0?[1] != nil })
        #expect(values[0]?[2] == "Error: boom 1" && values[2]?[2] == "started all good")
    }

    @Test("loggers stay where they are such, and the lines without one are read too")
    func loggers() throws {
        let lines = (10..<30).map { number in
            "2024-04-30 23:50:\(number),123 INFO \(number % 5 == 0 ? "started all good" : "com.example.App: boom")"
        }
        let detected = try #require(detect(lines))
        #expect(detected.format.name == "log4j" && detected.score == 1)
        let values = try texts(lines, ["level", "logger", "message"])
        #expect(values[0] == ["INFO", nil, "started all good"])
        #expect(values[1] == ["INFO", "com.example.App", "boom"])
    }

    @Test("a word before JSON makes no table")
    func words() {
        let lines = (1..<10).map { #"web-7d4 nginx {"level":"info","msg":"x","n":\#($0)}"# }
        #expect(detect(lines)?.format.name != "csv")
    }

    @Test(
        "rules between the rows of a table are none",
        arguments: [
            ["| id | name | amount |", "|---:|:--|---|", "| 1 | a | 2 |", "| 2 | b | 3 |"],
            [
                "+----+------+--------+", "| id | name | amount |", "+----+------+--------+", "| 1  | a    | 2      |",
                "| 2  | b    | 3      |", "+----+------+--------+",
            ],
            [" id | name | amount ", "----+------+--------", " 1  | a    | 2", " 2  | b    | 3"],
            [
                "id   name   amount   left", "--   ----   ------   ----", " 1   a           2     11",
                " 2   b           3     12",
            ],
        ])
    func rules(lines: [String]) throws {
        let values = try texts(lines, ["id", "name", "amount"]).compactMap(\.self)
        #expect(values == [["1", "a", "2"], ["2", "b", "3"]])
    }

    @Test("a number before an access line is no client")
    func numbers() {
        let lines = (1..<6).map { "\($0)00 10.0.0.1 - - [30/Apr/2024:23:50:0\($0) +0000] \"GET / HTTP/1.1\" 200 5" }
        #expect(detect(lines)?.format.name.hasPrefix("forwarded") != true)
    }

    @Test(
        "what syslog carries has a level of its own",
        arguments: [
            #"{"level":"error","msg":"x","status":500}"#, #"level=error msg="x y" status=500"#,
            "2024-04-30 23:50:10,123 error [main] a.B - x",
        ])
    func carried(message: String) throws {
        let lines = (1..<6).map { "Apr 30 23:50:0\($0) web1 app[\($0)]: \(message)" }
        let values = try texts(lines, ["level", "host", "app"])
        #expect(values.allSatisfy { $0 == ["error", "web1", "app"] }, "\(values)")
        // The header's own, where it has one.
        let headed = try texts(lines.map { "<14>\($0)" }, ["level", "log.level"])
        #expect(headed.allSatisfy { $0 == ["info", "error"] }, "\(headed)")
    }

    @Test("Go's levels are in capitals, in brackets or before a colon")
    func levelsOfGo() throws {
        let lines = [
            "2024/04/30 23:50:10 Config loaded from x", "2024/04/30 23:50:10 ERROR no", "2024/04/30 23:50:10 [warn] y",
            "2024/04/30 23:50:10 Error: z",
        ]
        #expect(
            try texts(lines, ["level", "message"]) == [
                [nil, "Config loaded from x"], ["ERROR", "no"], ["warn", "y"], ["Error", "z"],
            ])
    }

    @Test(
        "a PatternLayout may say the zone of its times",
        arguments: [
            ("%d{yyyy-MM-dd HH:mm:ss}{America/New_York} %p %m%n", 4), ("%d{yyyy-MM-dd HH:mm:ss}{GMT+2} %p %m%n", -2),
            ("%d{yyyy-MM-dd HH:mm:ss, Europe/Berlin} %p %m%n", -2), ("%d{ISO8601, Asia/Tokyo} %p %m%n", -9),
            (#"%d{"yyyy-MM-dd HH:mm:ss", America/New_York} %p %m%n"#, 4), ("%d{yyyy-MM-dd HH:mm:ss} %p %m%n", 0),
        ])
    func zones(layout: String, hours: Int) throws {
        let extractor = try FieldExtractor(try .patternLayout(layout), fields: ["time", "level"], context: testContext)
        let texts = try #require(extractor.texts(of: Array("2024-04-30 23:50:07 INFO hello".utf8)))
        #expect(texts == ["@\((1_714_521_007 + hours * 3600) * 1_000_000_000)", "INFO"])
    }

    @Test("a time of 0 is none in records of telemetry, where another is known")
    func zeroTimes() throws {
        let line =
            #"{"timeUnixNano":"0","observedTimeUnixNano":"1714521007000000000","severityNumber":17,"body":{"stringValue":"x"}}"#
        #expect(try texts([line, line], ["time", "level"])[0] == ["@1714521007000000000", "ERROR"])
    }

    @Test("MongoDB's clients have ports")
    func ports() throws {
        let line =
            #"{"t":{"$date":"2024-04-30T23:50:07.123Z"},"s":"I","c":"NETWORK","id":22943,"ctx":"listener","msg":"Connection accepted","attr":{"remote":"1.2.3.4:51001"}}"#
        #expect(try texts([line, line], ["ip", "port"])[0] == ["1.2.3.4", "51001"])
    }
}
