import Foundation
import TestSupport
import Testing

/// Files whose columns change on the way, and files that were put together.
@Suite(.serialized, .timeLimit(.minutes(2))) struct LogsColumnsTests {
    private let directory: TemporaryDirectory
    private static let columns = [
        ["date", "time", "s-ip", "cs-method", "cs-uri-stem", "s-port", "c-ip", "sc-status", "time-taken"],
        // As many as the first: the values themselves do not tell.
        ["date", "time", "s-ip", "cs-method", "cs-uri-stem", "s-port", "c-ip", "time-taken", "sc-status"],
        ["date", "time", "cs-method", "cs-uri-stem", "c-ip", "sc-status", "sc-bytes", "time-taken"],
    ]

    /// `u_ex.log` has parts of several sets of columns; `table` has status, path, milliseconds, bytes (or -) for awk.
    init() throws {
        directory = try TemporaryDirectory()
        var generator = SeededGenerator(seed: 5)
        var lines: [String] = []
        var table: [String] = []
        for set in [0, 0, 1, 2, 1, 0, 2] {
            let columns = LogsColumnsTests.columns[set]
            lines += ["#Software: Microsoft Internet Information Services 10.0", "#Version: 1.0"]
            lines.append("#Fields: " + columns.joined(separator: " "))
            for _ in 0..<1 + generator.below(150) {
                let second = lines.count % 86400
                func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
                let values = [
                    "date": "2025-05-01", "time": "\(two(second / 3600)):\(two(second / 60 % 60)):\(two(second % 60))",
                    "s-ip": "10.0.0.1", "cs-method": "GET", "cs-uri-stem": ["/a", "/b#c", "/d"][generator.below(3)],
                    "s-port": "443", "c-ip": "192.0.2.\(generator.below(9))",
                    "sc-status": ["200", "404", "500"][generator.below(3)], "sc-bytes": "\(generator.below(9999))",
                    "time-taken": "\(generator.below(3000))",
                ]
                lines.append(columns.map { values[$0]! }.joined(separator: " "))
                table.append(
                    ["sc-status", "cs-uri-stem", "time-taken"].map { values[$0]! }.joined(separator: "\t") + "\t"
                        + (columns.contains("sc-bytes") ? values["sc-bytes"]! : "-"))
            }
        }
        try directory.write(Array((lines.joined(separator: "\r\n") + "\r\n").utf8), to: "u_ex.log")
        try directory.write(Array((table.joined(separator: "\n") + "\n").utf8), to: "table")
    }

    private func run(_ script: String) throws -> CommandResult { try shell(script, in: directory.path) }

    private let oracle =
        "awk -F'\\t' '{ k = $1 \"\\t\" $2; n[k]++; m[k] += $3; if ($4 != \"-\") b[k] += $4 } "
        + "END { for (k in n) printf \"%s\\t%d\\t%d\\t%d\\n\", k, n[k], m[k], b[k] }' table | sort"

    @Test(
        arguments: [
            "u_ex.log", "u_ex.log -j 1", "u_ex.log -j 3 --chunk-size 1K", "u_ex.log.gz", "u_ex.log.bz2", "u_ex.log.xz",
            "u_ex.log.zst", "frames.zst --chunk-size 1K", "- <u_ex.log",
        ])
    func aFieldsLineHoldsFromThereOn(input: String) throws {
        let make =
            "gzip -k u_ex.log; bzip2 -k u_ex.log; xz -k u_ex.log; zstd -q u_ex.log; split -n l/5 u_ex.log part.; "
            + "for p in part.*; do zstd -qc $p >>frames.zst; done"
        #expect(try run(make).isSuccess)
        let question = "thresh logs agg 'count, sum(round(duration * 1000)), sum(bytes)' --by 'status, path' --strict"
        let result = try run("\(question) \(input)")
        let expected = try run(oracle)
        #expect(result.isSuccess && result.errors.isEmpty && !expected.text.isEmpty, "\(result)")
        #expect(result.text == expected.text, "\(input)")
    }

    @Test func columnsThatCannotBeKnownAreRefused() throws {
        let make = "split -n l/5 u_ex.log part.; for p in part.*; do cat $p | zstd -qc >>frames.zst; done"
        let result = try run("\(make); thresh logs count frames.zst")
        #expect(result.exitCode == 65 && result.errors.contains("a line names other columns"), "\(result)")
        #expect(try run("thresh logs count --where 'no = 1' u_ex.log").errors.contains("'no'"))
    }

    @Test func messagesOfContainersAreRead() throws {
        let make = #"""
            time=2025-05-01T10:00:00.000000001Z
            for i in $(seq 1 60); do
                echo "$time stdout F {\"status\":$((200 + i % 3)),\"msg\":\"a\"}" >>a.log
                echo "$time stderr F 192.0.2.1 - - [01/May/2025:10:00:00 +0000] \"GET / HTTP/1.1\" $((200 + i % 3)) 5" >>b.log
                echo "{\"log\":\"status=$((200 + i % 3)) msg=x\\n\",\"stream\":\"stdout\",\"time\":\"$time\"}" >>c.log
            done
            echo "$time stdout P {\"status\":20" >>a.log
            """#
        try #require(try run(make).isSuccess)
        let result = try run("thresh logs agg count --by 'status, stream' a.log b.log c.log -j 3 --chunk-size 1K")
        let rows = (200...202).map { "\($0)\tstderr\t20\n\($0)\tstdout\t40\n" }.joined()
        #expect(result.text == rows, "\(result)")
        #expect(result.errors.contains("1 rejected") && result.errors.contains("its last part is missing"), "\(result)")
        let streams = try run("thresh logs count --by stream a.log b.log c.log --strict")
        #expect(streams.text == "stdout\t121\nstderr\t60\n" && streams.errors.isEmpty, "\(streams)")
        let fields = try run("thresh logs fields b.log --format cri").text
        #expect(fields.hasPrefix("b.log: cri+common\n") && fields.contains("log.time"), "\(fields)")
    }

    @Test func entriesOfAJournalAreRead() throws {
        func entry(_ index: Int, _ message: String) -> [UInt8] {
            var entry = Array("__CURSOR=s=\(index)\n__REALTIME_TIMESTAMP=\(1_700_000_000 + index)000000\n".utf8)
            entry += Array("_PID=\(index % 3)\nMESSAGE\n".utf8)
            entry += (0..<8).map { UInt8(truncatingIfNeeded: message.utf8.count >> (8 * $0)) }
            return entry + Array("\(message)\n\n".utf8)
        }
        let file = (0..<300).flatMap { entry($0, $0 % 2 == 0 ? "a\n\nb\n\n__CURSOR=x" : "c=\($0 % 5)") }
        try directory.write(file, to: "a.export")
        let bad = entry(0, "x") + Array("__CURSOR=s=1\nMESSAGE=y\n_PID=none\n\n".utf8) + entry(1, "z")
        try directory.write(bad, to: "bad.export")
        for options in ["-j 1", "-j 3 --chunk-size 1K"] {
            let result = try run("thresh logs agg 'count, min(time), max(time)' --by pid a.export --strict \(options)")
            let rows = (0..<3).map { "\($0)\t100\t2023-11-14T22:13:2\($0)Z\t2023-11-14T22:18:1\($0 + 7)Z\n" }
            #expect(result.errors.isEmpty && result.text == rows.joined(), "\(result)")
        }
        let grep = "thresh logs grep --where 'pid >= 0' a.export | cmp - a.export"
        #expect(try run("gzip -k a.export; \(grep); thresh logs count a.export.gz").text == "300\n")
        let rejected = try run("thresh logs count --by pid bad.export")
        #expect(rejected.text == "0\t1\n1\t1\n", "\(rejected)")
        #expect(rejected.errors.contains("1 rejected\n  bad.export:9:6: the value is 'none'"), "\(rejected)")
        // Each file is divided in its own way, whatever the others are.
        let others = "echo '{\"pid\":1}' >a.json; printf 'pid,x\\n1,\"two\\nlines\"\\n' >a.csv"
        let mixed = try run("\(others); thresh logs count --by pid a.export a.json a.csv --chunk-size 1K")
        #expect(mixed.text == "1\t102\n0\t100\n2\t100\n" && mixed.errors.isEmpty, "\(mixed)")
        #expect(try run("thresh logs fields a.export").text.contains("  time      time  17000000"))
    }

    @Test func entriesWithoutATimeAndWhereTheyAreRefused() throws {
        let time = "__REALTIME_TIMESTAMP=1700000000000000\n"
        let text = [time, "", time].map { "__CURSOR=s=1\n\($0)_PID=1\nMESSAGE=hello\n\n" }.joined()
        try directory.write(Array(text.utf8), to: "a.export")
        let sessions = try run("thresh logs sessions --by pid --gap 1m --list a.export")
        #expect(sessions.isSuccess && sessions.errors.contains("a.export:6:1: the entry has no time"), "\(sessions)")
        let refused = [
            "top 1 --by pid --follow a.export",
            "rate --follow - < a.export", "grep --where 'pid = 1' --follow a.export",
        ]
        for question in refused {
            let result = try run("timeout 20 thresh logs \(question)")
            #expect(result.exitCode == 64 && result.text.isEmpty, "\(result)")
            #expect(result.errors.contains("has entries of several lines (journalctl -o export)"), "\(result)")
        }
    }

    @Test func theFirstLineOfSeparatedValuesMayBeRepeated() throws {
        for (separator, name) in [(",", "csv"), ("\\t", "tsv")] {
            let rows = (1...40).map { "/\($0 % 4)\(separator)\($0)" }.joined(separator: "\\n")
            let make = "printf 'path\(separator)n\\n\(rows)\\n' >a; cat a a a >b.\(name)"
            let result = try run("\(make); thresh logs agg 'count, sum(n)' --strict b.\(name) -j 3 --chunk-size 100")
            #expect(result.isSuccess && result.text == "120\t2460\n", "\(result)")
        }
    }
}
