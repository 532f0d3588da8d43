import Foundation
import TestSupport
import Testing

/// What `thresh logs … --follow` prints, against the same questions without it.
@Suite(.serialized, .timeLimit(.minutes(2))) struct FollowAnswerTests: FollowedLog {
    let log: GeneratedLog

    init() throws { log = try GeneratedLog(lineCount: 900) }

    @Test(arguments: [
        ["top", "5", "--by", "ip"], ["top", "4", "--by", "path", "--of", "sum(bytes)"],
        ["top", "3", "--by", "status", "--of", "p99(extra1)"], ["top", "4", "--by", "ip", "--of", "distinct(path)"],
        ["top", "4", "--by", "ip, method", "--of", "mean(bytes)", "--where", "status < 400"],
        ["rate", "--every", "1h"], ["rate", "--every", "30m", "--by", "status"],
    ])
    func theSameAsWithout(question: [String]) throws {
        try append(text(log.lines[..<400]), to: "a.log")
        var command = Command.thresh(["logs"] + question + ["--follow", "a.log"])
        if question[0] == "top" { command.arguments += ["--interval", "100ms"] }
        command.directory = directory.path
        command.deadline = .seconds(40)
        let running = try command.start()
        #expect(waitForLines(running, 2))
        try append(text(log.lines[400...]), to: "a.log")
        usleep(500_000)
        let result = try end(running)
        let oracle = try thresh(["logs"] + question + ["access.log"], in: directory)
        #expect(result.isSuccess && oracle.isSuccess, "\(result)")
        if question[0] == "top" {
            #expect(text(lastAnswer(result.text)) == oracle.text, "\(result.text.suffix(500))")
        } else {
            #expect(result.text == oracle.text, "\(result.text.suffix(500))")
        }
    }

    /// Rows that were there and rows that come are of one kind, and one table.
    @Test(arguments: ["json", "ndjson", "markdown", "csv"])
    func formatsOfFields(format: String) throws {
        var question = ["grep", "--where", "status >= 400", "--fields", "time, path, status"]
        question += ["--output-format", format]
        try append(text(log.lines[..<400]), to: "a.log")
        var command = Command.thresh(["logs"] + question + ["--follow", "a.log"])
        command.directory = directory.path
        command.deadline = .seconds(40)
        let running = try command.start()
        #expect(waitForLines(running, 4))
        for part in [log.lines[400..<700], log.lines[700...]] {
            try append(text(part), to: "a.log")
            usleep(300_000)
        }
        let result = try end(running)
        let oracle = try thresh(["logs"] + question + ["access.log"], in: directory)
        #expect(result.isSuccess && oracle.isSuccess && oracle.text.count > 100, "\(result)")
        #expect(result.text == oracle.text, "\(result.text.prefix(500))")
    }

    /// A row when a bucket is over, and again when lines come late.
    @Test func rowsOfBuckets() throws {
        func line(_ second: Int) -> String {
            let clock = "00:\(second / 600)\(second / 60 % 10):\(second % 60 / 10)\(second % 10)"
            return "1.1.1.1 - - [06/Jan/2025:\(clock) +0000] \"GET / HTTP/1.1\" 200 1\n"
        }
        try append(line(0) + line(30) + line(70), to: "a.log")
        let rate = try start("rate", "--follow", "a.log", "--output-format", "ndjson")
        #expect(waitForLines(rate, 1))
        try append(line(200), to: "a.log")
        #expect(waitForLines(rate, 3))
        try append(line(5) + line(201), to: "a.log")
        #expect(waitForLines(rate, 4))
        let result = try end(rate)
        let rows = [(0, 2), (1, 1), (2, 0), (0, 3), (3, 2)]
        #expect(
            result.text
                == rows.map { "{\"time\":\"2025-01-06T00:0\($0.0):00Z\",\"count\":\($0.1)}\n" }.joined(),
            "\(result.text)")
        #expect(result.errors == "6 lines, 6 used, 1 came after their bucket was printed, which was printed again\n")
    }

    /// Buckets end when their time has passed, with no line after them.
    @Test func timePasses() throws {
        let rate = try start("rate", "--every", "1s", "--follow", "a.log")
        let clock = try shell("date -u '+%d/%b/%Y:%H:%M:%S +0000'", in: directory.path).text.dropLast()
        try append("1.1.1.1 - - [\(clock)] \"GET / HTTP/1.1\" 200 1\n", to: "a.log")
        #expect(waitForLines(rate, 2))
        let rows = try end(rate).text.split(separator: "\n")
        #expect(rows[0].hasSuffix("\t1") && rows.dropFirst().allSatisfy { $0.hasSuffix("\t0") }, "\(rows)")
    }

    @Test func standardInput() throws {
        let result = try shell(
            "(head -500 access.log; sleep 0.3; tail -400 access.log) | thresh logs top 3 --by ip --follow -",
            in: directory.path)
        let oracle = try thresh(["logs", "top", "3", "--by", "ip", "access.log"], in: directory)
        #expect(result.isSuccess && text(lastAnswer(result.text)) == oracle.text, "\(result)")
        let file = try shell(
            "timeout -s INT 2 thresh logs grep --where 'status > 0' --follow - <access.log | cmp - access.log",
            in: directory.path)
        #expect(file.isSuccess, "\(file)")
    }

    /// A file that is empty at first: the first lines tell the format, and the next file has the same.
    @Test func formatsOfNewFiles() throws {
        let top = try start("top", "3", "--by", "level", "--of", "sum(n)", "--follow", "--interval", "50ms", "x.json")
        try append("{\"level\":\"info\",\"n\":1}\n", to: "x.json")
        #expect(waitForLines(top, 1))
        try move("x.json", to: "x.json.1")
        try append("{\"level\":\"warn\",\"n\":20}\n{\"level\":\"info\",\"n\":5}\n", to: "x.json")
        #expect(top.waitUntil { String(decoding: $0.outputSoFar, as: UTF8.self).contains("\twarn\t20") })
        #expect(lastAnswer(try end(top).text) == ["warn\t20", "info\t6"])
    }

    @Test func moreGroupsThanMemoryHolds() throws {
        try append("", to: "a.log")
        let top = try start(
            "top", "1", "--by", "path", "--follow", "--memory", "24M", "-j", "1", "--interval", "100ms", "a.log")
        var lines: [String] = []
        for index in 0..<180_000 {
            let path = index % 3 == 0 ? "hot" : "a/longer/path/that/fills/memory/\(index)"
            lines.append("1.1.1.1 - - [06/Jan/2025:00:00:00 +0000] \"GET /\(path) HTTP/1.1\" 200 1")
        }
        try append(text(lines), to: "a.log")
        #expect(top.waitUntil { $0.errorsSoFar.contains("is full of groups") })
        usleep(500_000)
        let status = try String(contentsOfFile: "/proc/\(top.pid)/status", encoding: .utf8)
        let anonymous = status.split(separator: "\n").first { $0.hasPrefix("RssAnon") }?.filter(\.isNumber) ?? ""
        #expect((Int(anonymous) ?? .max) < 24 << 10, "\(status)")
        let result = try end(top)
        let count = try #require(lastAnswer(result.text).first.flatMap { Int($0.split(separator: "\t").last!) })
        let bound =
            result.errors.firstMatch(of: /counts are within ([0-9,]+)/).map { Int($0.1.filter(\.isNumber))! } ?? 0
        #expect(result.isSuccess && lastAnswer(result.text)[0].hasPrefix("/hot\t"), "\(result)")
        #expect(count >= 60_000 && count <= 60_000 + bound, "\(count), \(bound)")
        try append(text(lines), to: "b.log")
        let exact = try start(
            "top", "1", "--by", "path", "--of", "sum(bytes)", "--follow", "--memory", "24M", "-j", "1", "b.log")
        let refused = try exact.wait()
        #expect(refused.exitCode == 64 && refused.errors.contains("needs more memory than --memory 24M"), "\(refused)")
    }

    /// The oldest buckets are forgotten when their rows were printed, at the start and later.
    @Test func moreBucketsThanMemoryHolds() throws {
        func lines(_ seconds: Range<Int>) -> String {
            var lines: [String] = []
            for second in seconds {
                let clock = "0\(second / 3600):\(second / 600 % 6)\(second / 60 % 10):\(second / 10 % 6)\(second % 10)"
                for index in 0..<100 {
                    let path = "a/long/path/that/fills/memory/\(second)/\(index)"
                    lines.append("1.1.1.1 - - [06/Jan/2025:\(clock) +0000] \"GET /\(path) HTTP/1.1\" 200 1")
                }
            }
            return text(lines)
        }
        try append(lines(0..<300), to: "a.log")
        let rate = try start(
            "rate", "--every", "1s", "--by", "path", "--follow", "--memory", "24M", "-j", "1", "a.log")
        #expect(waitForLines(rate, 299 * 100))
        try append(lines(300..<600), to: "a.log")
        #expect(waitForLines(rate, 599 * 100))
        let status = try String(contentsOfFile: "/proc/\(rate.pid)/status", encoding: .utf8)
        let anonymous = status.split(separator: "\n").first { $0.hasPrefix("RssAnon") }?.filter(\.isNumber) ?? ""
        #expect((Int(anonymous) ?? .max) < 24 << 10, "\(status)")
        // For a bucket that is forgotten.
        try append(lines(0..<1), to: "a.log")
        usleep(300_000)
        let result = try end(rate)
        let rows = result.text.split(separator: "\n")
        #expect(result.isSuccess && rows.count == 60_000 && rows.allSatisfy { $0.hasSuffix("\t1") }, "\(result)")
        #expect(result.errors.contains("60,100 lines, 60,100 used, 100 for buckets that were forgotten"), "\(result)")
    }
}
