import Foundation
import TestSupport
import Testing

/// `thresh logs templates` against the statements that wrote the lines.
@Suite("Templates of logs", .serialized, .timeLimit(.minutes(2))) struct TemplateTests {
    private let directory: TemporaryDirectory
    private let log: MessageLog

    init() throws {
        directory = try TemporaryDirectory()
        log = MessageLog(lineCount: 4000)
        try write(log.lines, to: "app.log")
    }

    private func write(_ lines: [String], to name: String) throws {
        try directory.write(Array((lines.joined(separator: "\n") + "\n").utf8), to: name)
    }

    private func rows(_ script: String, errors: String = "", sourceLocation: SourceLocation = #_sourceLocation) throws
        -> [[String]]
    {
        let result = try shell("thresh logs templates \(script)", in: directory.path)
        #expect(result.isSuccess && result.errors == errors, "\(result)", sourceLocation: sourceLocation)
        return result.text.split(separator: "\n").map {
            $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        }
    }

    @Test(arguments: [
        "app.log", "-j 1 app.log", "-j 3 --chunk-size 3K app.log", "-j 2 --chunk-size 50K --memory 100M app.log",
        "--partitions 7 app.log", "app.log.gz", "half1 half2", "--limit 100 --min-count 1 app.log",
    ]) func countsOfStatements(arguments: String) throws {
        if arguments.hasSuffix("gz") { _ = try shell("gzip -k app.log", in: directory.path) }
        if arguments.hasPrefix("half") {
            try write(Array(log.lines[..<1500]), to: "half1")
            try write(Array(log.lines[1500...]), to: "half2")
        }
        #expect(try rows(arguments) == log.expectedRows)
    }

    @Test func otherFormatsOfTheSameMessages() throws {
        let expected = log.expectedRows
        let times = log.truth.map { MessageLog.clock($0.second, space: "T") + "Z" }
        try write(
            zip(times, log.messages).map { #"{"ts":"\#($0)","level":"info","msg":"\#($1)","n":7}"# }, to: "app.json")
        #expect(try rows("app.json") == expected)
        try write(zip(times, log.messages).map { #"time=\#($0) msg="\#($1)""# }, to: "app.logfmt")
        #expect(try rows("app.logfmt") == expected)
        #expect(try rows("app.logfmt app.json app.log | cut -f2-") == expected.map { Array($0[1...]) })
        // Without a time.
        try write(log.messages, to: "app.txt")
        #expect(try rows("--format text app.txt") == expected.map { [$0[0], $0[1], "", "", $0[4]] })
        // A format without a message: whole lines.
        try write(zip(times, log.messages).map { "\($0),\($1)" }, to: "body.csv")
        try directory.write(
            Array("time,what\n".utf8) + (try Data(contentsOf: URL(fileURLWithPath: directory.path + "/body.csv"))),
            to: "app.csv")
        #expect(try rows("app.csv --of what") == expected)
        #expect(try rows("app.csv").map { $0[4] } == expected.map { "<time>," + $0[4] })
    }

    @Test func choosingLinesMessagesAndRows() throws {
        let all = try rows("app.log")
        #expect(try rows("app.log --limit 2") == Array(all.prefix(2)))
        #expect(try rows("app.log --min-count 90") == all.filter { Int($0[0])! >= 90 })
        #expect(
            try rows("app.log --where 'message starts \"Wrote\"'").map { [$0[0], $0[1], $0[4]] }
                == all.filter {
                    $0[4].hasPrefix("Wrote")
                }.map { [$0[0], "100.00", $0[4]] })
        #expect(try rows("app.log --of level").map { $0[4] } == ["INFO"])
        #expect(try rows("app.log --of 'lower(level)'").map { $0[4] } == ["info"])
        #expect(try rows("app.log --of 'length(level)'").map { $0[4] } == ["<num>"])
        let example = try rows("app.log --example")
        for row in example {
            let index = log.truth.firstIndex { $0.template == row[4] }!
            let second = log.truth[index].second
            let candidates = zip(log.truth, log.lines).filter { $0.0.template == row[4] && $0.0.second == second }
            #expect(row[5] == candidates.map(\.1).min { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) })
        }
        #expect(try rows("app.log --example --chunk-size 2K -j 3") == example)
    }

    @Test func comparisons() throws {
        let middle = log.lines.count / 2
        // Lines of the same second belong together where a time divides them.
        let second = log.truth[middle].second
        let first = log.truth.firstIndex { $0.second == second }!
        let time = MessageLog.clock(second, space: "T")
        try write(Array(log.lines[..<first]), to: "old.log")
        try write(Array(log.lines[first...]), to: "new.log")
        let counts = log.counts(dividedAt: first)
        let bySplit = try rows("app.log --all --split \(time)")
        #expect(bySplit.count == counts.count)
        for row in bySplit {
            let expected = counts[row[6]]
            #expect(row[1] == "\(expected?.before ?? -1)" && row[2] == "\(expected?.after ?? -1)", "\(row)")
        }
        for arguments in [
            "new.log --all --baseline old.log", "--all --baseline old.log -- new.log",
            "new.log --baseline 'ol?.log' --all",
            "--split '\(time)Z' app.log --all -j 3 --chunk-size 5K",
        ] {
            #expect(try rows(arguments) == bySplit, "\(arguments)")
        }
        let changes = try rows("app.log --split \(time)")
        #expect(changes == bySplit.filter { $0[0] != "same" })
        #expect(changes.map { $0[0] } == ["new", "more", "vanished"])
        #expect(
            changes.map { $0[6] } == [
                "Disk /dev/sda<num> is failing", "Größe <num> überschritten", "Old daemon is still there",
            ])
        #expect(changes[0][3] == "" && Double(changes[1][3])! > 5 && changes[2][3] == "0.00")
        #expect(try rows("app.log --split \(time) --change 50").map { $0[0] } == ["new", "vanished"])
        #expect(try rows("new.log old.log --baseline new.log old.log") == [])
    }

    /// How often each message is there before and after, and what is said of it.
    @Test(arguments: [
        // A longer or busier time.
        ["up": (10, 30, ""), "down": (200, 600, ""), "left": (50, 150, ""), "right": (20, 60, "")],
        // A flood of one message is no change of the others.
        ["up": (10, 10, ""), "down": (200, 200, ""), "left": (50, 5000, "more 100.00"), "right": (20, 20, "")],
        ["up": (30, 31, ""), "down": (200, 190, ""), "left": (300, 3, "less 0.01"), "right": (20, 18, "")],
        // Chance.
        ["up": (3, 8, ""), "down": (200, 200, ""), "left": (100, 100, ""), "right": (20, 20, "")],
        ["up": (0, 1, "new "), "down": (200, 200, ""), "left": (1, 0, "vanished 0.00"), "right": (20, 20, "")],
        // What both have is too little to tell: the numbers of all lines, 100 and 200, do.
        ["up": (70, 10, "less 0.07"), "down": (30, 190, "more 3.17")],
    ]) func changes(counts: [String: (before: Int, after: Int, change: String)]) throws {
        func lines(_ count: (String) -> Int) -> [String] {
            counts.keys.sorted().flatMap { word in
                (0..<count(word)).map { "2025-01-06 00:00:00,000 INFO  [main] a.B: went \(word) by \($0)" }
            }
        }
        try write(lines { counts[$0]!.before }, to: "before.log")
        try write(lines { counts[$0]!.after }, to: "after.log")
        let found = try rows("after.log --baseline before.log")
        let changes = Dictionary(uniqueKeysWithValues: found.map { ($0[6], "\($0[0]) \($0[3])") })
        let expected = counts.filter { $0.value.change != "" }.map { ("went \($0.key) by <num>", $0.value.change) }
        #expect(changes == Dictionary(uniqueKeysWithValues: expected))
    }

    @Test func setsWithoutLines() throws {
        #expect(
            try rows(
                "app.log --split 2024-01-01 --limit 1",
                errors: "before --split there is no line to compare with, so everything is new\n")[0][0] == "new")
        #expect(
            try rows(
                "app.log --split 2026-01-01 --limit 1",
                errors: "from --split on there is no line, so everything has vanished\n")[0][0] == "vanished")
        try directory.write([], to: "empty.log")
        #expect(try rows("empty.log") == [])
    }

    /// What a person copies from the help must run.
    @Test func theExamplesOfTheHelpRun() throws {
        for name in ["today.log", "yesterday.log", "lastweek/1.log", "app/app.log"] {
            _ = try shell("mkdir -p lastweek app", in: directory.path)
            try write(log.lines, to: name)
        }
        let help = try shell("thresh logs templates --help", in: directory.path).text
        let examples = help.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
            .filter { $0.hasPrefix("thresh templates ") }
        #expect(examples.count == 5)
        for example in examples {
            let script = example.replacingOccurrences(of: "/var/log/app", with: "app")
            let result = try shell(script, in: directory.path)
            #expect(result.isSuccess, "\(script)\n\(result)")
        }
    }

    @Test func oddLines() throws {
        var bytes = Array("2025-01-06 00:00:00,000 INFO  [main] a.B: ".utf8)
        let head = bytes
        bytes += Array(repeating: UInt8(ascii: "x"), count: 3_000_000) + [10] + head + [10, 10] + head
        bytes += [0, 255, 9, 92, 200, 10]
        bytes += Array("\tat org.example.Stack(Trace.java:17)\n".utf8)
        bytes += log.lines[..<500].joined(separator: "\n").utf8
        try directory.write(bytes, to: "odd.log")
        let result = try shell("thresh logs templates odd.log --multiline off --chunk-size 1K -j 2", in: directory.path)
        #expect(result.isSuccess, "\(result.errors)")
        #expect(result.errors.contains("1 rejected") && result.errors.contains("odd.log:5:"), "\(result.errors)")
        let rows = result.output.split(separator: 10).map { $0.split(separator: 9, omittingEmptySubsequences: false) }
        #expect(rows.contains { $0[4].elementsEqual("<empty>".utf8) && $0[0].elementsEqual("1".utf8) })
        #expect(rows.contains { Array($0[4]) == Array(repeating: UInt8(ascii: "x"), count: 4096) + Array(" <*>".utf8) })
        #expect(rows.contains { Array($0[4]) == [0, 255, 32, 92, 92, 200] })
        let strict = try shell("thresh logs templates odd.log --multiline off --strict", in: directory.path)
        #expect(strict.exitCode == 65, "\(strict)")
        let json = try shell(
            "thresh logs templates odd.log --multiline off --output-format json --example", in: directory.path)
        let objects = try #require(try JSONSerialization.jsonObject(with: Data(json.output)) as? [[String: Any]])
        #expect(objects.count == rows.count && objects[0]["count"] is Int && objects[0]["percent"] is Double)
    }

    @Test func junk() throws {
        var random = SeededGenerator(seed: 4)
        let bytes = (0..<60_000).map { _ in random.once(in: 60) ? 10 : UInt8(truncatingIfNeeded: random.next()) }
        try directory.write(bytes, to: "junk")
        let one = try shell("thresh logs templates --format text junk -j 1", in: directory.path)
        let three = try shell("thresh logs templates --format text junk -j 3 --chunk-size 1K", in: directory.path)
        #expect(one.isSuccess && one.output == three.output, "\(one.errors)")
        let counts = one.output.split(separator: 10).map {
            Int(String(decoding: $0.prefix { $0 != 9 }, as: UTF8.self))!
        }
        #expect(counts.reduce(0, +) == bytes.split(separator: 10).count { $0 != [13] })
    }

    @Test(arguments: [
        ("--split 2025-01-06 --baseline x -- app.log", 64, "exclude each other"),
        ("--all app.log", 64, "--split or --baseline"),
        ("--limit=-1 app.log", 64, "--limit -1"), ("--similarity 0 app.log", 64, "--similarity 0"),
        ("--change 1 app.log", 64, "--change 1"), ("--split nonsense app.log", 64, "--split nonsense is no time"),
        ("--of nothing app.log", 64, "no field 'nothing'"), ("missing.log", 66, "missing.log"),
        ("app.log --baseline missing.log", 66, "missing.log"), ("app.log -o out --resume", 64, "--resume"),
    ]) func mistakes(arguments: String, code: Int32, message: String) throws {
        let result = try shell("thresh logs templates \(arguments)", in: directory.path)
        #expect(result.exitCode == code && result.errors.contains(message) && result.text.isEmpty, "\(result)")
    }
}

/// Facts of public logs, counted by grep.
@Suite(
    "Templates of real logs", .timeLimit(.minutes(2)), .enabled(if: RealLogs.isThere, "needs logs in ../shared/data"))
struct RealTemplateTests {
    private func templates(_ log: String) throws -> [(count: Int, template: String)] {
        let result = try shell("thresh logs templates \(log)_2k.log", in: RealLogs.directory)
        #expect(result.isSuccess, "\(result)")
        return result.text.split(separator: "\n").map {
            let cells = $0.split(separator: "\t", omittingEmptySubsequences: false)
            return (Int(cells[0])!, String(cells[4]))
        }
    }

    /// How many there are, of how many that people found.
    @Test(arguments: [
        ("Apache", 6...6), ("HDFS", 13...16), ("Zookeeper", 48...54), ("OpenSSH", 24...28), ("OpenStack", 33...43),
        ("Linux", 108...120),
    ]) func aboutAsManyAsThereAreStatements(log: String, number: ClosedRange<Int>) throws {
        let found = try templates(log)
        #expect(number.contains(found.count), "\(log): \(found.count)")
        #expect(found.reduce(0) { $0 + $1.count } == 2000)
    }

    @Test(arguments: [
        (
            "Apache", #"Found child [0-9]+ in scoreboard slot [0-9]+"#,
            "jk<num>_init() Found child <num> in scoreboard slot <num>"
        ),
        ("Apache", "Directory index forbidden by rule", "Directory index forbidden by rule: /var/www/html/"),
        (
            "HDFS", "PacketResponder [0-9] for block .* terminating",
            "PacketResponder <num> for block blk_<num> terminating"
        ),
        ("HDFS", "Verification succeeded", "Verification succeeded for blk_<num>"),
        (
            "OpenSSH", "Failed password for invalid user .* from",
            "Failed password for invalid user <*> from <ip> port <num> ssh<num>"
        ),
        ("OpenSSH", "Connection closed by", "Connection closed by <ip> [preauth]"),
        ("Zookeeper", "Expiring session", "Expiring session <hex>, timeout of <duration> exceeded"),
    ]) func countsAreThoseOfGrep(log: String, pattern: String, template: String) throws {
        let result = try shell("grep -Ec '\(pattern)' \(log)_2k.log", in: RealLogs.directory)
        let count = Int(result.text.trimmingCharacters(in: .whitespacesAndNewlines))
        #expect(try templates(log).first { $0.template == template }?.count == count)
    }
}
