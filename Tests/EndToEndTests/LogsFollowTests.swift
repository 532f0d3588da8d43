import Foundation
import TestSupport
import Testing

/// `thresh logs … --follow` while files grow, are rotated, emptied and removed, against the lines that were written.
@Suite(.serialized, .timeLimit(.minutes(2))) struct LogsFollowTests {
    private let log: GeneratedLog
    private var directory: TemporaryDirectory { log.directory }

    init() throws { log = try GeneratedLog(lineCount: 900) }

    private func start(_ arguments: String...) throws -> RunningCommand {
        var command = Command.thresh(["logs"] + arguments)
        command.directory = directory.path
        command.deadline = .seconds(40)
        return try command.start()
    }

    private func text(_ lines: some Sequence<String>) -> String { lines.map { $0 + "\n" }.joined() }

    private func append(_ text: String, to name: String) throws {
        let path = directory.path(name)
        if !FileManager.default.fileExists(atPath: path) {
            #expect(FileManager.default.createFile(atPath: path, contents: nil))
        }
        let file = try #require(FileHandle(forWritingAtPath: path))
        try file.seekToEnd()
        try file.write(contentsOf: Data(text.utf8))
        try file.close()
    }

    private func move(_ name: String, to other: String) throws {
        #expect(rename(directory.path(name), directory.path(other)) == 0)
    }

    /// Waits until so many lines were printed.
    private func waitForLines(_ command: RunningCommand, _ count: Int) -> Bool {
        command.waitUntil { $0.outputSoFar.count { $0 == 10 } >= count }
    }

    /// Ends it as Ctrl-C does.
    private func end(_ command: RunningCommand, _ signal: Int32 = SIGINT) throws -> CommandResult {
        command.send(signal, toGroup: true)
        return try command.wait()
    }

    /// The rows of the last answer, without its time.
    private func lastAnswer(_ text: String) -> [String] {
        let rows = text.split(separator: "\n").map { $0.split(separator: "\t", maxSplits: 1).map(String.init) }
        return rows.filter { $0.first == rows.last?.first }.map { $0.last ?? "" }
    }

    private func sum(_ rows: [String]) -> Int {
        rows.reduce(0) { $0 + (Int($1.split(separator: "\t").last ?? "") ?? 0) }
    }

    // MARK: files that change

    /// Every line once, in its order, whatever becomes of the file.
    @Test func everyLineIsReadOnceThroughRotation() throws {
        let lines = log.lines
        try append(text(lines[..<100]), to: "a.log")
        let grep = try start("grep", "--follow", "--where", "status > 0", "a.log")
        #expect(waitForLines(grep, 100))
        try append(text(lines[100..<200]), to: "a.log")
        // Renamed; who writes goes on with the old file for a while.
        try move("a.log", to: "a.log.1")
        try append(text(lines[200..<250]), to: "a.log.1")
        #expect(waitForLines(grep, 250))
        try append(text(lines[250..<400]), to: "a.log")
        #expect(waitForLines(grep, 400))
        // Old and new at the same time.
        try append(text(lines[400..<410]), to: "a.log.1")
        #expect(waitForLines(grep, 410))
        // Copied and emptied.
        try append(text(lines[410..<500]), to: "a.log")
        #expect(waitForLines(grep, 500))
        #expect(try shell("cp a.log a.log.1 && truncate -s 0 a.log", in: directory.path).isSuccess)
        try append(text(lines[500..<600]), to: "a.log")
        #expect(waitForLines(grep, 600))
        // Emptied, and at once longer than before.
        try directory.write(Array(text(lines[600..<800]).utf8), to: "new")
        grep.send(SIGSTOP)
        #expect(try shell("cat new >a.log", in: directory.path).isSuccess)
        grep.send(SIGCONT)
        #expect(waitForLines(grep, 800))
        // Appended to, renamed, and made anew while it sleeps.
        grep.send(SIGSTOP)
        try append(text(lines[800..<820]), to: "a.log")
        try move("a.log", to: "a.log.2")
        try append(text(lines[820..<850]), to: "a.log")
        grep.send(SIGCONT)
        #expect(waitForLines(grep, 850))
        // Removed, and there again.
        try FileManager.default.removeItem(atPath: directory.path("a.log"))
        try append(text(lines[850...]), to: "a.log")
        #expect(waitForLines(grep, 900))
        let result = try end(grep)
        #expect(result.isSuccess && result.text == text(lines), "\(result)")
        #expect(result.errors.contains("a.log: emptied") && result.errors.contains("a.log: replaced"), "\(result)")
    }

    /// A writer that never waits, and a rotation now and then.
    @Test(arguments: ["mv a.log a.log.$((i / 50)); : >a.log", "mv a.log old; mv old a.log.1"])
    func nothingIsLostUnderLoad(rotate: String) throws {
        try append(text(log.lines[..<1]), to: "a.log")
        let top = try start("top", "9", "--by", "status", "--follow", "--interval", "50ms", "a.log")
        #expect(waitForLines(top, 1))
        let script = """
            i=0; tail -n +2 access.log | while read -r line; do i=$((i + 1)); echo "$line" >>a.log
            if [ $((i % 50)) = 0 ]; then \(rotate); fi; if [ $((i % 7)) = 0 ]; then sleep 0.01; fi; done
            """
        #expect(try shell(script, in: directory.path).isSuccess)
        #expect(top.waitUntil { sum(lastAnswer(String(decoding: $0.outputSoFar, as: UTF8.self))) >= 900 }, "\(script)")
        let result = try end(top)
        let oracle = try thresh(["logs", "top", "9", "--by", "status", "access.log"], in: directory)
        #expect(
            result.isSuccess && text(lastAnswer(result.text)) == oracle.text, "\(result)\n\(result.text.suffix(300))")
    }

    /// Names of rotated files among the followed ones: what comes there was read already.
    @Test(arguments: ["mv a.log.1 a.log.2; mv a.log a.log.1", "cp a.log a.new; mv a.new a.log.1; truncate -s 0 a.log"])
    func rotatedFilesAreNotReadTwice(rotate: String) throws {
        let lines = log.lines
        try append(text(lines[..<100]), to: "a.log.1")
        try append(text(lines[100..<200]), to: "a.log")
        #expect(try shell("head -50 access.log | gzip >a.log.2.gz", in: directory.path).isSuccess)
        let grep = try start("grep", "--follow", "--where", "status > 0", "a.log", "a.log.1", "a.log.2.gz")
        #expect(waitForLines(grep, 250))
        #expect(try shell("gzip -c a.log.1 >a.log.2.gz; \(rotate)", in: directory.path).isSuccess)
        usleep(200_000)
        try append(text(lines[200..<300]), to: "a.log")
        #expect(waitForLines(grep, 350))
        usleep(1_300_000)
        let result = try end(grep)
        #expect(result.isSuccess && result.text.split(separator: "\n").count == 350, "\(result)")
    }

    @Test func filesThatComeLater() throws {
        let lines = log.lines
        let grep = try start("grep", "--follow", "--where", "status > 0", "later.log", "empty.log", "sub/deep.log")
        try append("", to: "empty.log")
        #expect(grep.waitUntil { $0.errorsSoFar.contains("sub/deep.log: not there yet") })
        try append(text(lines[..<10]), to: "later.log")
        #expect(waitForLines(grep, 10))
        try append(text(lines[10..<20]), to: "empty.log")
        #expect(waitForLines(grep, 20))
        try FileManager.default.createDirectory(atPath: directory.path("sub"), withIntermediateDirectories: false)
        try append(text(lines[20..<30]), to: "sub/deep.log")
        #expect(waitForLines(grep, 30))
        let result = try end(grep, SIGTERM)
        #expect(result.isSuccess && result.text == text(lines[..<30]), "\(result)")
    }

    @Test func anUnfinishedLineWaits() throws {
        let line = log.lines[0]
        try append(text([line]) + line.prefix(30), to: "a.log")
        let grep = try start("grep", "--follow", "--where", "status > 0", "a.log")
        #expect(waitForLines(grep, 1))
        try append(String(line.dropFirst(30)), to: "a.log")
        usleep(300_000)
        #expect(grep.outputSoFar.count { $0 == 10 } == 1)
        try append("\n" + line.prefix(9), to: "a.log")
        #expect(waitForLines(grep, 2))
        let result = try end(grep)
        #expect(result.isSuccess && result.text == text([line, line]), "\(result)")
        #expect(result.errors == "2 lines, 2 used, 1 without an end left out\n", "\(result)")
        // The last line of a file that is gone is one, as without --follow.
        try append(line, to: "b.log")
        let other = try start("grep", "--follow", "--where", "status > 0", "b.log")
        #expect(
            other.waitUntil { $0.children.isEmpty && FileManager.default.fileExists(atPath: "/proc/\($0.pid)/fd/5") })
        usleep(300_000)
        try FileManager.default.removeItem(atPath: directory.path("b.log"))
        #expect(waitForLines(other, 1))
        #expect(try end(other).text == text([line]))
    }

    @Test func rejectedLinesAreTold() throws {
        try append(text(log.lines[..<20]) + "what is this\n", to: "a.log")
        let grep = try start("grep", "--follow", "--where", "status > 0", "a.log")
        #expect(waitForLines(grep, 20))
        try append(text(log.lines[20..<30]) + "\nand this\n" + text(log.lines[30..<40]), to: "a.log")
        #expect(waitForLines(grep, 40))
        try move("a.log", to: "a.log.1")
        try append("worse\n" + text(log.lines[40..<50]), to: "a.log")
        #expect(waitForLines(grep, 50))
        let result = try end(grep)
        #expect(result.isSuccess, "\(result)")
        #expect(result.errors.contains("54 lines, 50 used, 3 rejected, 1 empty or comments\n"), "\(result)")
        for place in ["a.log:21:", "a.log:33:", "a.log:1:"] {
            #expect(result.errors.contains("  \(place)"), "\(result)")
        }
        let strict = try start("grep", "--follow", "--strict", "--where", "status > 0", "a.log.1")
        let refused = try strict.wait()
        #expect(refused.exitCode == 65 && refused.errors.contains("2 of 43 lines fit no format"), "\(refused)")
        let unknown = try start("rate", "--follow", "noise.log")
        #expect(unknown.waitUntil { $0.errorsSoFar.contains("waiting") })
        try append(text((0..<300).map { "\u{1}\u{2}\($0)" }), to: "noise.log")
        let result65 = try unknown.wait()
        #expect(
            result65.exitCode == 65 && result65.errors.contains("noise.log: its lines fit no known format"),
            "\(result65)")
    }

    @Test func namesOfOneFile() throws {
        try append(text(log.lines[..<10]), to: "one.log")
        #expect(try shell("ln -s one.log current; ln one.log same.log", in: directory.path).isSuccess)
        let grep = try start("grep", "--follow", "--where", "status > 0", "current", "same.log", "one.log")
        #expect(waitForLines(grep, 10))
        // Another file behind the link, which nothing in the link's directory tells.
        try append(text(log.lines[10..<20]), to: "two.log")
        #expect(try shell("ln -sfn two.log current", in: directory.path).isSuccess)
        #expect(waitForLines(grep, 20))
        try append(text(log.lines[20..<25]), to: "one.log")
        #expect(waitForLines(grep, 25))
        let result = try end(grep)
        #expect(result.isSuccess && result.text == text(log.lines[..<25]), "\(result)")
    }

    /// A new file may have other columns than the one before it.
    @Test func columnsThatAreNamedAnew() throws {
        try append("#Fields: date time cs-uri-stem sc-status\n2025-01-06 00:00:00 /a 200\n", to: "iis.log")
        let top = try start("top", "3", "--by", "status", "--follow", "--interval", "50ms", "iis.log")
        #expect(waitForLines(top, 1))
        try move("iis.log", to: "iis.old")
        try append(
            "#Software: x\n#Fields: date time sc-status cs-uri-stem\n2025-01-06 00:00:00 404 /b\n", to: "iis.log")
        #expect(top.waitUntil { String(decoding: $0.outputSoFar, as: UTF8.self).contains("\t404\t1") })
        // And from a line on, as after a restart of the server.
        try append(
            "2025-01-06 00:00:01 404 /b\n#Software: x\n#Fields: time date cs-uri-stem sc-status\n00:00:00 2025-01-06 /c 500\n",
            to: "iis.log")
        #expect(top.waitUntil { String(decoding: $0.outputSoFar, as: UTF8.self).contains("\t500\t1") })
        let result = try end(top)
        #expect(lastAnswer(result.text) == ["404\t2", "200\t1", "500\t1"], "\(result)")
        #expect(!result.errors.contains("rejected"), "\(result)")
    }

    // MARK: answers

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
            "timeout -s INT 0.7 thresh logs grep --where 'status > 0' --follow - <access.log | cmp - access.log",
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
        for index in 0..<60_000 {
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
        #expect(count >= 20_000 && count <= 20_000 + bound, "\(count), \(bound)")
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

    // MARK: the process

    @Test func nothingToDoCostsNothing() throws {
        try append(text(log.lines), to: "a.log")
        func ticks(_ pid: pid_t) throws -> Int {
            let fields = try String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8)
                .split(separator: ")").last!.split(separator: " ")
            return Int(fields[11])! + Int(fields[12])!
        }
        let top = try start("top", "2", "--by", "ip", "--follow", "a.log")
        #expect(waitForLines(top, 2))
        usleep(200_000)
        let before = try ticks(top.pid)
        usleep(2_000_000)
        #expect(try ticks(top.pid) - before <= 2)
        #expect(try end(top).isSuccess)
    }

    @Test func aReaderThatLeaves() throws {
        // Without another line: the pipe itself is watched.
        for question in ["top 3 --by ip", "rate --every 1h", "grep --where 'status > 0'"] {
            let result = try shell(
                "set -o pipefail; timeout 20 thresh logs \(question) --follow access.log | head -1 | wc -l",
                in: directory.path)
            expectPrints(result, "1\n")
        }
    }

    @Test func onlyFromNowOn() throws {
        try append(text(log.lines), to: "a.log")
        let grep = try start("grep", "--since", "now", "--where", "status = 299", "--follow", "a.log")
        usleep(300_000)
        try append("1.1.1.1 - - [06/Jan/2099:00:00:00 +0000] \"GET / HTTP/1.1\" 299 1\n", to: "a.log")
        #expect(waitForLines(grep, 1))
        let result = try end(grep)
        #expect(result.isSuccess && result.text.split(separator: "\n").count == 1, "\(result)")
    }

    @Test(arguments: [
        (["top", "3", "--by", "ip", "--interval", "1s", "access.log"], "add --follow"),
        (["rate", "--follow", "--interval", "soon", "access.log"], "--interval soon"),
        (["rate", "--follow", "--interval", "0s", "access.log"], "--interval 0s"),
        (["rate", "--follow", "-o", "out", "access.log"], "-o"),
        (["rate", "--follow", "--html", "out.html", "access.log"], "--html"),
        (["rate", "--follow", "-o", "out.db", "--output-format", "sqlite", "access.log"], "sqlite"),
        (["grep", "--where", "status > 0", "--follow", "-o", "out", "access.log"], "-o"),
        (["grep", "--where", "status > 0", "--follow", "--output-format", "json", "access.log"], "lines as they are"),
        (["top", "3", "--by", "ip", "--follow", "--memory", "9M", "access.log"], "--memory 9M"),
        (["top", "3", "--by", "ips", "--follow", "access.log"], "did you mean 'ip'"),
        (["top", "3", "--by", "ip", "--follow", "-", "-"], "named twice"),
    ])
    func whatIsWrongIsSaid(arguments: [String], words: String) throws {
        let result = try thresh(["logs"] + arguments, in: directory)
        #expect(result.exitCode == 64 && result.errors.contains(words), "\(result)")
    }

    @Test func aTerminalIsRedrawn() throws {
        let script = """
            import pty, os, sys, time, select, struct, fcntl, termios
            pid, terminal = pty.fork()
            if pid == 0:
                os.environ["TERM"] = "xterm"
                os.execvp(sys.argv[1], sys.argv[1:])
            fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 9, 44, 0, 0))
            output = b""
            def pump(wanted, seconds=15):
                global output
                end = time.time() + seconds
                while time.time() < end and wanted not in output:
                    if select.select([terminal], [], [], 0.05)[0]:
                        try: output += os.read(terminal, 65536)
                        except OSError: break
            pump(b"900 lines, 900 used")
            open("a.log", "a").write(open("access.log").read())
            pump(b"1,800 lines, 1,800 used")
            fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 12, 60, 0, 0))
            pump(b"\\x1b[2J")
            os.write(terminal, b"\\x03")
            pump(b"no such text", 1)
            code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
            sys.stdout.buffer.write(output)
            sys.exit(code)
            """
        try directory.write(Array(script.utf8), to: "terminal.py")
        let python = try shell("command -v python3", in: directory.path)
        if !python.isSuccess { return print("no python3 here: drawing on a terminal was not tested") }
        for (question, mark) in [("top 40 --by 'ip, path'", "…"), ("rate --every 6h", "██")] {
            let result = try shell(
                "cp access.log a.log; python3 terminal.py thresh logs \(question) --follow a.log", in: directory.path)
            #expect(result.isSuccess && result.text.contains(mark), "\(result)\n\(result.text)")
            // No frame is higher than the terminal, which was 9 rows at first, or a row wider.
            let frames = result.text.split(separator: "\u{1B}[J")
            #expect(frames.count >= 3, "\(result.text)")
            for frame in frames.prefix(2) {
                let rows = frame.split(separator: "\r\n", omittingEmptySubsequences: false)
                #expect(rows.count <= 9, "\(frame)")
                for row in rows {
                    let text = row.replacing(/\u{1B}\[[0-9;]*[A-Za-z]/, with: "").replacing("\r", with: "")
                    #expect(text.count < 44, "\(row)")
                }
            }
        }
    }
}
