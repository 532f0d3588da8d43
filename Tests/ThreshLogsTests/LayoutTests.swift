import Testing
import Thresh

@testable import ThreshLogs

@Suite("Layouts that nobody named", .timeLimit(.minutes(1)))
struct LayoutTests {
    /// Lines, the string they are learned as, and fields of the first line.
    private static let learned: [(lines: [String], string: String, fields: [String: String])] = [
        (
            [
                "2024.05.01 08.15.29.606 # worker-3 # 4711 # started",
                "2024.05.01 08.15.30.001 # worker-12 # 17 # stopped it",
                "2024.05.01 08.15.31.000 # main # 12 # and again",
            ],
            "$time # $thread # $pid # $message...",
            ["time": "@1714551329606000000", "thread": "worker-3", "pid": "4711", "message": "started"]
        ),
        (
            ["{05.01 08:15:29} unit7 - text", "{05.01 08:15:30} unit8 - more - x", "{05.01 08:15:31} core - a"],
            "{$time} $field1 - $message...", ["field1": "unit7", "message": "text"]
        ),
        (
            [
                "2024-05-01 12:30:00,250:ERROR:first failed", "2024-05-01 12:30:01,100:INFO:started",
                "2024-05-01 12:30:02,900:INFO:done",
            ],
            "$time:$level:$message...", ["level": "ERROR", "message": "first failed"]
        ),
        (
            [
                "2024-05-01 12:30:00.2500|ERROR|App.Main|Failed", "2024-05-01 12:30:00.2510|INFO |App.Main|Started",
                "2024-05-01 12:30:00.2520|WARN |App.Other|ok | or not",
            ],
            "$time|$level|$logger|$message...", ["level": "ERROR", "logger": "App.Main", "message": "Failed"]
        ),
        (
            [
                "2024-05-01 12:30:00,250 jail.filter         [4711]: INFO    [sshd] Found 192.0.2.7",
                "2024-05-01 12:30:00,850 jail.actions        [4711]: NOTICE  [sshd] Ban 192.0.2.7",
            ],
            "$time $logger  [$pid]: $level  [$field1] $message...",
            ["logger": "jail.filter", "pid": "4711", "level": "INFO", "field1": "sshd"]
        ),
        (
            ["2024-05-01T12:30:00Z info main: started", "2024-05-01T12:30:01Z error main: boom"],
            "$time $level $field1: $message...", ["level": "info", "field1": "main", "message": "started"]
        ),
        (
            [
                "[2016-05-25 12:39:05,000][INFO ][cluster.metadata         ] [node-1] up",
                "[2016-05-25 12:39:05,001][WARN ][monitor.jvm              ] [node-1] gc",
            ],
            "[$time][$level][$logger] [$field1] $message...", ["level": "INFO", "logger": "cluster.metadata"]
        ),
        (
            ["[INFO] 2024-05-01 12:00:00 - text here", "[ERROR] 2024-05-01 12:00:01 - boom"],
            "[$level] $time - $message...", ["level": "INFO", "message": "text here"]
        ),
        (
            [
                "12:30:00.123 [main] INFO  c.e.App - text", "12:30:01.123 [exec-1] ERROR c.e.App - boom",
                "12:30:02.123 [exec-2] DEBUG c.e.Other - x - y",
            ],
            "$field1 [$thread] $level  $logger - $message...", ["level": "INFO", "thread": "main", "logger": "c.e.App"]
        ),
        (
            [
                "<2024-05-01 12:00:00> <ERROR> <comp-a> text here", "<2024-05-01 12:00:01> <INFO> <comp-b> other",
            ],
            "<$time> <$level> <$field1> $message...", ["level": "ERROR", "field1": "comp-a"]
        ),
        (
            ["ERROR - 2024-05-01 12:00:00 --> Severity: Notice", "DEBUG - 2024-05-01 12:00:01 --> Total"],
            "$level - $time --> $message...", ["level": "ERROR", "message": "Severity: Notice"]
        ),
        (
            ["INFO:root:hello", "WARNING:app.mod:careful: x", "ERROR:root:boom"], "$level:$field1:$message...",
            ["level": "INFO", "field1": "root", "message": "hello"]
        ),
        (
            [
                "2024-05-01 12:00:00; ERROR; thread-1; it broke",
                "2024-05-01 12:00:01; INFO; thread-22; all is well; yes",
            ],
            "$time; $level; $thread; $message...", ["thread": "thread-1", "message": "it broke"]
        ),
        (
            [
                "web-1 2024-05-01 12:00:00 pid=12 level=warn slow",
                "web-2 2024-05-01 12:00:01 pid=1234 level=info ok then",
            ],
            "$field1 $time pid=$pid level=$level $message...", ["field1": "web-1", "pid": "12", "level": "warn"]
        ),
    ]

    @Test("are learned, and the string that is told reads the same", arguments: learned.indices)
    func strings(index: Int) throws {
        let (lines, string, fields) = Self.learned[index]
        let bytes = Array((lines.joined(separator: "\n") + "\n").utf8)
        #expect(LayoutLearner.formatString(for: lines.map { Array($0.utf8) }) == string)
        let said = try withView(bytes) {
            try FormatDetector.typed(try ServerConfiguration.format(ofString: string), by: $0, isCut: false)
        }
        // Some layouts are those of known formats, which name more.
        let detected = try #require(FormatDetector.detect(bytes))
        if detected.format.formatString != nil {
            #expect(detected.note == "no known format fits; read as --format '\(string)'")
        }
        #expect(detected.score == 1)
        for format in detected.format.formatString == nil ? [said] : [detected.format, said] {
            let names = fields.keys.sorted()
            let extractor = try FieldExtractor(format, fields: names, context: testContext)
            #expect(extractor.texts(of: Array(lines[0].utf8)) == names.map { fields[$0] }, "\(string)")
            #expect(format.hasRecordsOfLines, "\(string)")
        }
    }

    @Test("a tenth of the records may be otherwise, and traces are none")
    func odd() throws {
        var lines = (0..<30).map { "2024-05-01 12:00:\(10 + $0) # WARN # mod-\($0) # text \($0)" }
        lines[7] = "2024-05-01 12:00:17 ~ odd"
        lines.insert(contentsOf: (0..<60).map { "    at line \($0)" }, at: 20)
        let detected = try #require(FormatDetector.detect(Array(lines.joined(separator: "\n").utf8)))
        #expect(detected.format.formatString == "$time # $level # $field1 # $message...")
        #expect(detected.lineCount == 30 && detected.fittingCount == 29)
    }

    @Test("what has neither a time nor a level in the same place is text")
    func nothing() {
        for text in [
            "a b c\nd e f\ng h i\n", "12 34\n56 78\n", "x | y | z\nq | r | s\n# c\n", "INFO\n\nhe said warn\n",
        ] {
            let detected = withView(Array(text.utf8)) { FormatDetector.detectOrText($0, isCut: false) }
            if detected?.format.name == "csv" { continue }
            #expect(detected?.format.name == "text" && detected?.note != nil, "\(text)")
        }
    }

    @Test("explain proposes what would be learned")
    func proposals() throws {
        for (line, string) in [
            (
                "[2016-05-25 12:39:05,000][INFO ][cluster.metadata   ] [node-1] up",
                "[$time][$level][$logger] [$field1] $message..."
            ),
            ("2024/05/01 12:00:00 WARN  <db> slow", "$time $level  <$field1> $message..."),
        ] {
            let proposal = withView(Array(line.utf8)) { FormatProposal.format(for: $0) }
            #expect(proposal == string)
        }
        // Two orders of day and month are possible: no time is promised.
        let undecided = withView(Array("05/01/2024 12:30:00 192.0.2.1 hello".utf8)) { FormatProposal.format(for: $0) }
        #expect(undecided?.contains("$time") != true)
    }
}
