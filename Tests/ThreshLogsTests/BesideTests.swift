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

    @Test(
        "access lines of other orders have their request and status",
        arguments: [
            (#"10.0.0.1 - - [30/Apr/2024:23:50:07 +0000] "GET /a HTTP/1.1" 200 - 0.0123"#, "common"),
            (#"10.0.0.1 [30/Apr/2024:23:50:07 +0000] "GET /a HTTP/1.1" 200 5 "-" "curl""#, "learned"),
            (#"2024-04-30T23:50:07+00:00 10.0.0.1 "GET /a HTTP/1.1" 200 5 0.1 "curl""#, "learned"),
        ])
    func requests(line: String, format: String) throws {
        let lines = Array(repeating: line, count: 5)
        #expect(detect(lines)?.format.name == format)
        #expect(try texts(lines, ["ip", "method", "path", "status"])[0] == ["10.0.0.1", "GET", "/a", "200"])
    }

    @Test("what explain proposes reads the whole file", arguments: LayoutKind.all)
    func proposals(kind: LayoutKind) throws {
        let lines = (0..<60).map { kind.line($0) }
        let proposal = try #require(withView(Array(lines[0].utf8)) { FormatProposal.format(for: $0) })
        let bytes = Array((lines.joined(separator: "\n") + "\n").utf8)
        // As a terminal shows it.
        let pasted = proposal.replacing("\t", with: "\\t")
        let format = try withView(bytes) {
            try FormatDetector.typed(try ServerConfiguration.format(ofString: pasted), by: $0, isCut: false)
        }
        let extractor = try FieldExtractor(format, fields: ["time", "level"], context: testContext)
        let read = lines.count { line in
            let texts = extractor.texts(of: Array(line.utf8))
            return texts?[0]?.hasPrefix("@17") == true && texts?[1].map { "INFO WARN ERROR DEBUG".contains($0) } == true
        }
        #expect(read * 10 >= lines.count * 9, "\(proposal) reads \(read) of \(lines.count)")
    }

    @Test("a mark is no program of syslog")
    func marks() throws {
        let lines = (10..<20).map { "2024-05-01 00:00:\($0),000 :: INFO :: mod_0 :: started" }
        #expect(detect(lines)?.format.name != "syslog")
        #expect(try texts(lines, ["level"])[0] == ["INFO"])
    }

    @Test("MongoDB's clients have ports")
    func ports() throws {
        let line =
            #"{"t":{"$date":"2024-04-30T23:50:07.123Z"},"s":"I","c":"NETWORK","id":22943,"ctx":"listener","msg":"Connection accepted","attr":{"remote":"1.2.3.4:51001"}}"#
        #expect(try texts([line, line], ["ip", "port"])[0] == ["1.2.3.4", "51001"])
    }
}

/// Layouts of application logs, each with its lines.
struct LayoutKind: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let line: @Sendable (Int) -> String

    private static func time(_ number: Int) -> String {
        func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
        return "2024-05-\(two(1 + number % 28)) \(two(number % 24)):\(two(number % 60)):07,\(100 + number)"
    }
    private static func level(_ number: Int) -> String { ["INFO", "WARN", "ERROR", "DEBUG"][number % 4] }
    private static func thread(_ number: Int) -> String { ["main", "pool-1 thread 3", "http nio 8080"][number % 3] }
    private static func text(_ number: Int) -> String {
        ["started", "lost: retry 5", "user=bob logged in", "took 12 ms (slow)", "a [b] c"][number % 5]
    }

    static let all: [LayoutKind] = [
        .init(testDescription: "brackets") { "\(time($0)) [\(level($0))] [\(thread($0))] \(text($0))" },
        .init(testDescription: "bars") { "\(time($0)) | \(level($0)) | \(thread($0)) | com.a.B | \(text($0))" },
        .init(testDescription: "tabs") { "\(time($0))\t\(level($0))\t\(thread($0))\t\(text($0))" },
        .init(testDescription: "pairs") { "\(time($0)) \(level($0)) \(text($0)) req=\($0) took=\($0 % 7)ms" },
        .init(testDescription: "two times") { "\(time($0)) recv=\(time($0 + 1)) \(level($0)) \(text($0))" },
        .init(testDescription: "times in brackets") { "[\(time($0))] [\(time($0 + 1))] \(level($0)): \(text($0))" },
        .init(testDescription: "padded level first") { number in
            let level = level(number)
            let padding = String(repeating: " ", count: 6 - level.count)
            return "\(level)\(padding)\(time(number)) [\(thread(number))] (com.a.B) - \(text(number))"
        },
        .init(testDescription: "parentheses") { "(\(level($0))) <\(time($0))> {\(thread($0))} \(text($0))" },
        .init(testDescription: "semicolons") { "\(time($0));\(level($0));\(4000 + $0);\(thread($0));\(text($0))" },
        .init(testDescription: "a host first") {
            "web-\($0 % 3) \(time($0)) \(level($0)) app[\(4000 + $0)] \(text($0))"
        },
        .init(testDescription: "arrows") { "\(time($0)) \(level($0)) --> \(thread($0)) --> \(text($0))" },
        .init(testDescription: "pairs first") { "\(time($0)) level=\(level($0)) thread=\"\(thread($0))\" \(text($0))" },
    ]
}
