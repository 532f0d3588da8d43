import TestSupport
import Testing
import Thresh

@testable import ThreshLogs

/// Levels in layouts that nobody named, wherever they stand and whatever encloses them.
@Suite("Levels of learned layouts", .timeLimit(.minutes(1)))
struct LearnedLevelTests {
    /// Lines with some levels by turns, in place of `@`.
    private func lines(_ line: String, _ levels: [String]) -> [String] {
        (0..<12).map { number in
            line.replacing("@", with: levels[number % levels.count]).replacing("#", with: "\(10 + number)")
        }
    }

    private func texts(_ lines: [String], _ fields: [String]) throws -> [[String?]?] {
        let found = withView(Array((lines.joined(separator: "\n") + "\n").utf8)) {
            FormatDetector.detectOrText($0, isCut: false)
        }
        let format = try #require(found).format
        guard fields.allSatisfy({ format.type(of: $0) != nil }) else { return [] }
        let extractor = try FieldExtractor(format, fields: fields, context: testContext)
        return lines.map { extractor.texts(of: Array($0.utf8)) }
    }

    @Test(
        "a column of levels is the level",
        arguments: [
            ("[@ 2024-04-30 23:50:#.123 ServerApp] 302 GET / (10.0.0.1) 0.9ms", ["I", "W", "E"]),
            ("[@ 240430 23:50:# web:5] started", ["I", "W", "E", "D"]),
            ("2024-04-30 23:50:# @: A.B[0] it went wrong", ["info", "fail", "warn"]),
            ("[2024-04-30 23:50:# +0000] @/ApiListener: x y", ["information", "warning", "critical"]),
            ("30.04.2024 23:50:#.123 *@* [main] a.b.C it started", ["INFO", "WARN", "ERROR"]),
            ("2024-04-30T23:50:#Z @! [inputs.cpu] gathered x", ["I", "E", "W", "D"]),
            ("2024.04.30 23:50:#.123456 [ 5 ] {} <@> Application: it is ready", ["Information", "Debug", "Error"]),
        ])
    func levels(line: String, words: [String]) throws {
        let lines = lines(line, words)
        let found = try texts(lines, ["level"])
        #expect(found == lines.indices.map { [words[$0 % words.count]] }, "\(found)")
        let times = try texts(lines, ["time"])
        #expect(times.count == lines.count && times.allSatisfy { $0?[0] != nil }, "\(times)")
    }

    @Test(
        "words of which some are no levels are none",
        arguments: [
            ("2024-04-30 23:50:# @: it went on", ["info", "crond", "fail"]),
            ("[2024-04-30 23:50:# +0000] @/ApiListener: x y", ["information", "node", "critical"]),
            ("2024-04-30T23:50:#Z @! [inputs.cpu] gathered x", ["I", "Q", "X", "N"]),
        ])
    func words(line: String, words: [String]) throws {
        let lines = lines(line, words)
        let found = try texts(lines, ["level"])
        for (index, values) in found.enumerated()
        where ["crond", "node", "Q", "X", "N"].contains(words[index % words.count]) {
            #expect(values?[0] != words[index % words.count])
        }
    }

    @Test("log4j's context between logger and message is a field of its own")
    func contexts() throws {
        let lines = [
            "2024-04-30 23:50:07,123 INFO  org.apache.flink.runtime.Task                [] - Source: x switched",
            "2024-04-30 23:50:08,123 WARN  org.apache.flink.util.Net                    [] - a - b",
            "2024-04-30 23:50:09,123 ERROR org.apache.flink.runtime.Task                [job 7] - failed",
        ]
        #expect(
            try texts(lines, ["level", "logger", "message"]) == [
                ["INFO", "org.apache.flink.runtime.Task", "Source: x switched"],
                ["WARN", "org.apache.flink.util.Net", "a - b"], ["ERROR", "org.apache.flink.runtime.Task", "failed"],
            ])
    }
}
