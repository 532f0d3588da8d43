import Foundation
import TestSupport
import Testing

/// Records of several lines, and files among others that cannot answer.
@Suite(.serialized, .timeLimit(.minutes(2))) struct LogsRecordTests {
    private let directory: TemporaryDirectory
    private let records: [(level: String, lines: [String])]

    init() throws {
        directory = try TemporaryDirectory()
        var generator = SeededGenerator(seed: 3)
        var records: [(level: String, lines: [String])] = []
        for index in 0..<400 {
            let level = ["INFO", "WARN", "ERROR"][generator.below(3)]
            let clock = "2024-05-\(10 + index / 40) 12:\(10 + index % 40):00,250"
            let trace = level == "ERROR" ? (0..<generator.below(6)).map { "\tat com.e.C\($0).run(C.java:\($0))" } : []
            records.append((level, ["\(clock) \(level) [main] com.e.App - message \(index)"] + trace))
        }
        self.records = records
        let lines = records.flatMap(\.lines)
        try directory.write(Array((lines.joined(separator: "\n") + "\n").utf8), to: "app.log")
    }

    private func run(_ script: String) throws -> CommandResult { try shell(script, in: directory.path) }

    private var traceCount: Int { records.reduce(0) { $0 + $1.lines.count - 1 } }

    @Test(arguments: ["", "-j 1", "-j 3 --chunk-size 1K", "--chunk-size 4K"])
    func areCutAtAnyChunkSize(options: String) throws {
        let counts = try run("thresh logs count --by level app.log \(options) --output-format tsv --verbose")
        for level in ["INFO", "WARN", "ERROR"] {
            #expect(counts.text.contains("\(level)\t\(records.count { $0.level == level })\n"), "\(counts)")
        }
        #expect(counts.errors.contains("\(traceCount) continued"), "\(counts)")
        let deep = try run(
            "thresh logs count --where \"message contains 'C3.run'\" app.log \(options) --output-format tsv")
        #expect(deep.text == "\(records.count { $0.lines.count > 4 })\n", "\(deep)")
        let found = try run("thresh logs grep --where \"level = 'ERROR'\" app.log \(options)")
        let expected = records.filter { $0.level == "ERROR" }.flatMap(\.lines).joined(separator: "\n") + "\n"
        #expect(found.text == expected)
        let single = try run("thresh logs count --by level app.log --multiline off \(options) --output-format tsv")
        #expect(single.text == counts.text && single.errors.contains("\(traceCount) rejected"), "\(single)")
    }

    @Test func aLearnedLayoutIsToldAndKept() throws {
        let script = """
            sed -E 's/ ([A-Z]+) \\[main\\] com.e.App - / # \\1 # /' app.log > own.log
            thresh logs count --by level own.log --output-format tsv 2>notes >first
            f=$(sed -n "s/.*--format '\\(.*\\)'$/\\1/p" notes); echo "$f"
            thresh logs count --by level own.log --format "$f" --output-format tsv | cmp - first && echo same
            """
        #expect(try run(script).text == "$time # $level # $message...\nsame\n")
    }

    @Test func aStrangeFileDoesNotStopTheOthers() throws {
        try directory.write(Array("Some notes\non this and that,\nas people leave them.\n".utf8), to: "README")
        let counts = try run("thresh logs count --by level app.log README --output-format tsv")
        #expect(counts.isSuccess && counts.text.contains("INFO\t"), "\(counts)")
        #expect(counts.errors.contains("3 rejected") && counts.errors.contains("README:1:1: left out"), "\(counts)")
        #expect(try run("thresh logs count --by level app.log README --strict").exitCode == 65)
        let alone = try run("thresh logs count --by level README")
        #expect(alone.exitCode == 64 && alone.errors.contains("it has message"), "\(alone)")
        #expect(try run("thresh logs count README --output-format tsv").text == "3\n")
    }
}

/// Lines that a container's runtime divided.
@Suite(.timeLimit(.minutes(1))) struct LogsPartTests {
    @Test(arguments: ["-j 1", "-j 2 --chunk-size 1K"]) func partsAreJoinedByStream(options: String) throws {
        let directory = try TemporaryDirectory()
        var cri: [String] = []
        var docker: [String] = []
        for index in 0..<200 {
            let time = "2024-05-01T12:30:\(10 + index % 50).\(100_000_000 + index)Z"
            let text = #"{"level":"info","n":\#(index)}"#
            if index % 5 == 0 {
                cri += ["\(time) stdout P \(text.prefix(9))", "\(time) stderr F {\"level\":\"warn\",\"n\":1000}"]
                cri += ["\(time) stdout P \(text.dropFirst(9).prefix(5))", "\(time) stdout F \(text.dropFirst(14))"]
            } else {
                cri.append("\(time) stdout F \(text)")
            }
            let quoted = text.replacingOccurrences(of: "\"", with: "\\\"")
            let cut = quoted.index(quoted.startIndex, offsetBy: index % 5 == 0 ? 8 : 0)
            if index % 5 == 0 { docker.append(#"{"log":"\#(quoted[..<cut])","stream":"stdout","time":"\#(time)"}"#) }
            docker.append(#"{"log":"\#(quoted[cut...])\n","stream":"stdout","time":"\#(time)"}"#)
        }
        try directory.write(Array((cri.joined(separator: "\n") + "\n").utf8), to: "cri.log")
        try directory.write(Array((docker.joined(separator: "\n") + "\n").utf8), to: "docker.log")
        func run(_ script: String) throws -> CommandResult { try shell(script, in: directory.path) }
        let sums = try run(
            "thresh logs agg 'count, sum(n)' --by level cri.log \(options) --output-format tsv --verbose")
        #expect(sums.text == "info\t200\t19900\nwarn\t40\t40000\n" && sums.errors.contains("80 continued"), "\(sums)")
        #expect(try run("thresh logs count cri.log \(options) --output-format tsv").text == "\(cri.count)\n")
        let docked = try run("thresh logs agg 'count, sum(n)' --by level docker.log \(options) --output-format tsv")
        #expect(docked.text == "info\t200\t19900\n", "\(docked)")
    }
}
