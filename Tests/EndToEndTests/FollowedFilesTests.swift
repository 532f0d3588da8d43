import Foundation
import TestSupport
import Testing

/// `thresh logs … --follow` while files grow, are rotated, emptied and removed, against the lines that were written.
@Suite(.serialized, .timeLimit(.minutes(2))) struct FollowedFilesTests: FollowedLog {
    let log: GeneratedLog

    init() throws { log = try GeneratedLog(lineCount: 900) }

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
        let text = try unknown.wait()
        #expect(text.exitCode == 64 && text.errors.contains("the format text has no field 'time'"), "\(text)")
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
}
