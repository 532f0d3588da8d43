import Foundation
import TestSupport
import Testing

/// What `thresh logs` tells of lines it cannot use, and of questions it cannot answer.
@Suite(.serialized, .timeLimit(.minutes(2))) struct LogsLinesTests {
    private let log: GeneratedLog

    init() throws {
        log = try GeneratedLog(lineCount: 400)
        var lines = log.lines
        lines[49] = "what is this"
        lines[150] = ""
        lines[299] = lines[299].replacingOccurrences(of: "\" 200 ", with: "\" OK ").replacingOccurrences(
            of: "\" 304 ", with: "\" OK "
        ).replacingOccurrences(of: "\" 404 ", with: "\" OK ").replacingOccurrences(
            of: "\" 500 ", with: "\" OK ")
        try log.write(lines, to: "bad.log")
    }

    private func run(_ script: String) throws -> CommandResult { try shell(script, in: log.directory.path) }

    @Test(
        arguments: [
            "agg 'sum(status)'", "count --by status", "grep --where 'status > 0'", "grep --where 'status < 0'",
        ],
        ["-j 1", "-j 3 --chunk-size 2K"])
    func rejectedLinesAreTold(question: String, options: String) throws {
        for file in ["bad.log", "bad.log.gz"] {
            let result = try run("gzip -kf bad.log; thresh logs \(question) \(file) \(options)")
            #expect(result.isSuccess, "\(result)")
            let lines = result.errors.split(separator: "\n")
            #expect(lines.count == 3 && lines[0].hasPrefix("400 lines, "), "\(result)")
            #expect(lines[0].contains(", 2 rejected, 1 empty or comments"), "\(result)")
            #expect(lines[0].contains(question.contains("< 0") ? "0 used, 397 filtered out" : "397 used"), "\(result)")
            #expect(lines[1].hasPrefix("  \(file):50:") && lines[2].hasPrefix("  \(file):300:"), "\(result)")
        }
    }

    @Test func theColumnOfARejectedLine() throws {
        let column = try run("sed -n 300p bad.log | awk '{ print index($0, \"OK\") }'").text.dropLast()
        let result = try run("thresh logs agg 'sum(status)' bad.log")
        #expect(result.errors.contains("bad.log:300:\(column): "), "\(result)")
        let explained = try run("sed -n 300p bad.log | thresh logs explain --format combined -")
        #expect(explained.exitCode == 65 && explained.text.contains("column \(column)"), "\(explained.text)")
    }

    @Test func tenPlacesAreTold() throws {
        try log.write(Array(repeating: "nonsense", count: 60) + log.lines, to: "worse.log")
        let result = try run("thresh logs count --by status worse.log -j 3 --chunk-size 1K")
        #expect(result.errors.contains("460 lines, 400 used, 60 rejected\n"), "\(result)")
        for line in 1...10 { #expect(result.errors.contains("  worse.log:\(line):"), "\(result)") }
        #expect(!result.errors.contains("worse.log:11:") && result.errors.contains("and 50 more"), "\(result)")
    }

    @Test func everyOtherLineIsRejected() throws {
        let lines = (0..<2000).map {
            "10.0.0.\($0 % 200) - - [10/Oct/2025:13:55:36 +0000] \"GET /\($0) HTTP/1.1\" \($0 % 2 == 0 ? "200" : "abc") 1"
        }
        try log.write(lines, to: "half.log")
        for options in ["-j 1 --chunk-size 2K", "-j 3 --chunk-size 2K"] {
            let result = try run("thresh logs count --format common --by status half.log \(options)")
            #expect(result.isSuccess && result.text == "200\t1000\n", "\(result)")
            let errors = result.errors.split(separator: "\n")
            #expect(errors.count == 12 && errors[0] == "2,000 lines, 1,000 used, 1,000 rejected", "\(result)")
            #expect(errors[10].hasPrefix("  half.log:20:") && errors[11] == "  and 990 more", "\(result)")
        }
    }

    @Test(arguments: ["agg 'sum(status)'", "grep --where 'status = 404'"]) func howManyMayBeBad(question: String) throws
    {
        let cases = [
            ("--strict", 65), ("--max-bad 1", 65), ("--max-bad 2", 0), ("--max-bad 0.1%", 65), ("--max-bad 1%", 0),
            ("", 0),
        ]
        for (option, code) in cases {
            let result = try run("thresh logs \(question) bad.log \(option)")
            #expect(result.exitCode == Int32(code), "\(result)")
            if code == 65 { #expect(result.errors.contains("2 of 400 lines fit no format"), "\(result)") }
        }
        #expect(try run("thresh logs \(question) access.log --strict").isSuccess)
        #expect(try run("thresh logs \(question) bad.log --quiet").errors == "")
    }

    @Test(
        arguments: [
            ("agg 'sum(bites)' access.log", ["no field 'bites'; did you mean 'bytes'?", "  sum(bites)\n      ^\n"]),
            ("agg 'sum(bytes' access.log", ["expected ',' or ')'", "  sum(bytes\n           ^\n"]),
            ("count --where 'stats = 3' access.log", ["did you mean 'status'?", "  stats = 3\n  ^\n"]),
            ("count --where 'status = ' access.log", ["  status = \n"]),
            ("count --since 'no time' access.log", ["--since no time is no time"]),
            ("count --tz Mars/Base access.log", ["no time zone 'Mars/Base'"]),
            ("count --format foo access.log", ["no format 'foo'"]),
            ("count --format gone.conf access.log", ["gone.conf: there is no such file"]),
            ("count --format access.log access.log", ["access.log has no log_format"]),
            ("agg 'path' access.log", ["'path' is no aggregate"]),
            ("agg count --by 'sum(bytes)' access.log", ["an aggregate is no group"]),
            ("agg count --having 'nothing > 3' access.log", ["no column 'nothing'", "  nothing > 3\n  ^\n"]),
            ("agg count --sort nothing access.log", ["no column 'nothing'"]),
            ("agg count --limit=-1 access.log", ["--limit -1"]),
            ("rate --every soon access.log", ["--every soon"]), ("rate --every 0s access.log", ["--every 0s"]),
            ("count --max-bad many access.log", ["--max-bad many"]), ("top 0 --by ip access.log", ["top 0"]),
        ])
    func whatIsWrongIsSaid(arguments: String, words: [String]) throws {
        let result = try run("thresh logs \(arguments)")
        #expect(result.exitCode == 64 && result.output.isEmpty, "\(result)")
        for word in words { #expect(result.errors.contains(word), "\(result)") }
        #expect(try !log.directory.list().contains("out"))
    }

    @Test func unknownLinesAndMissingFiles() throws {
        try log.write((0..<50).map { "\u{1}\u{2}\($0)" }, to: "noise")
        for question in [
            "count", "agg 'sum(bytes)'", "rate", "top 3 --by ip", "stats --of bytes", "grep --where 'a = 1'",
        ] {
            let result = try run("thresh logs \(question) missing.log")
            #expect(result.exitCode == 66 && result.errors.contains("missing.log: No such file"), "\(result)")
        }
        #expect(try run("thresh logs fields missing.log").exitCode == 66)
    }

    @Test func emptyInput() throws {
        try log.directory.write([], to: "empty.log")
        for (question, text) in [
            ("count", "0\n"), ("agg 'count, sum(bytes), max(path)'", "0\t0\t\n"), ("agg count --by status", ""),
            ("top 3 --by ip", ""), ("rate", ""), ("grep --where 'status = 1'", ""),
            ("agg count --by status --output-format json", "[]\n"),
        ] {
            expectPrints(try run("thresh logs \(question) empty.log"), text)
        }
        expectPrints(try run("thresh logs count --where 'status = 1' access.log"), "0\n")
        expectPrints(try run("thresh logs count --by method empty.log access.log | wc -l"), "3\n")
        expectPrints(try run("thresh logs fields empty.log"), "empty.log: empty\n")
    }

    @Test func aReaderThatLeaves() throws {
        let script = "set -o pipefail; thresh logs %@ access.log --chunk-size 4K | head -2 | wc -l"
        for question in ["grep --where 'status > 0'", "count --by 'ip, path, time'", "rate --every 1s"] {
            expectPrints(try run(script.replacingOccurrences(of: "%@", with: question)), "2\n")
        }
    }

    @Test func standardInput() throws {
        expectPrints(try run("thresh logs count - <access.log"), "400\n")
        expectPrints(try run("cat access.log | thresh logs agg 'count(status)' -"), "400\n")
        expectPrints(
            try run("cat access.log | thresh logs fields - | head -2"),
            "-: combined\n  ip        ip  \(log.lines[0].prefix { $0 != " " })\n")
        let result = try run("head -1 access.log | thresh logs explain --format combined -")
        #expect(result.text.hasPrefix("combined\n"), "\(result)")
        let redirected = try run("thresh logs agg 'sum(status)' - <bad.log")
        #expect(redirected.isSuccess && redirected.errors.contains("  -:50:9: "), "\(redirected)")
        // A pipe cannot be read again to count its lines.
        let piped = try run("cat bad.log | thresh logs agg 'sum(status)' -")
        let offset = try run("head -49 bad.log | wc -c").text.dropLast()
        #expect(piped.isSuccess && piped.errors.contains("  -:byte \(offset):9: "), "\(piped)")
    }

    @Test func formatsAreListed() throws {
        let result = try thresh(["logs", "formats"])
        #expect(result.isSuccess)
        for name in ["combined", "json", "logfmt", "syslog"] { #expect(result.text.contains("\(name) "), "\(name)") }
    }

    /// What a person copies from the help must run.
    @Test func theExamplesOfTheHelpRun() throws {
        try log.write(
            log.lines.map {
                "{\"time\":\"2025-01-06T00:00:00Z\",\"duration\":\"3ms\",\"path\":\"/a\",\"ip\":\"\($0.prefix(8))\"}"
            },
            to: "x.json")
        try FileManager.default.createDirectory(atPath: log.directory.path("logs"), withIntermediateDirectories: true)
        try log.write(log.lines, to: "logs/access.log")
        try log.write(
            log.lines.indices.map {
                "{\"time\":\"2025-01-06T00:00:00Z\",\"user\":\"u\($0 % 9)\",\"path\":\"/search\",\"method\":\"POST\",\"status\":200}"
            },
            to: "app.json")
        try log.write(log.lines, to: "x.log")
        var examples = 0
        for arguments in [
            [], ["count"], ["top"], ["stats"], ["agg"], ["rate"], ["grep"], ["sessions"], ["funnel"], ["explain"],
        ] {
            for line in try thresh(["logs"] + arguments + ["--help"]).text.split(separator: "\n") {
                var script = line.trimmingCharacters(in: .whitespaces)
                guard script.hasPrefix("thresh logs ") || script.contains("| thresh logs ") else { continue }
                script = script.replacingOccurrences(of: "/var/log/nginx", with: "logs")
                // Those that follow end when they are told to.
                if script.contains("--follow") { script = "timeout --preserve-status -s INT 3 \(script)" }
                let result = try run(script)
                #expect(result.isSuccess, "\(script)\n\(result)")
                examples += 1
            }
        }
        #expect(examples > 12)
    }

    @Test(.enabled(if: RealLogs.isThere, "needs logs in ../shared/data")) func realLogs() throws {
        func same(_ found: String, _ expected: String, _ sourceLocation: SourceLocation = #_sourceLocation) throws {
            let result = try shell("set -o pipefail; cmp <(\(found)) <(\(expected))", in: RealLogs.directory)
            #expect(result.isSuccess, "\(found)\n\(result)\n\(result.text)", sourceLocation: sourceLocation)
        }
        let counted = "sort | uniq -c | sort -k1,1nr -k2,2 | awk '{ print $2 \"\\t\" $1 }'"
        try same("thresh logs count --by status apache_access.log", "awk '{ print $9 }' apache_access.log | \(counted)")
        try same(
            "thresh logs top 5 --by ip apache_access.log", "cut -d' ' -f1 apache_access.log | \(counted) | head -5")
        try same("thresh logs count --by level HDFS_2k.log", "awk '{ print $4 }' HDFS_2k.log | \(counted)")
        try same(
            "thresh logs count --by level Zookeeper_2k.log", "awk '{ print $4 }' Zookeeper_2k.log | \(counted)")
        try same(
            "thresh logs count --by pid OpenSSH_2k.log",
            "sed 's/^[^[]*\\[\\([0-9]*\\)\\].*/\\1/' OpenSSH_2k.log | sort | uniq -c | sort -k1,1nr -k2,2n | awk '{ print $2 \"\\t\" $1 }'"
        )
        try same(
            "thresh logs agg 'sum(bytes)' --by method apache_access.log",
            "sed 's/.*\"\\([A-Z]*\\) [^\"]* HTTP\\/1.[01]\" [0-9]* \\([-0-9]*\\) .*/\\1\\t\\2/' apache_access.log | "
                + "awk -F'\\t' -v OFS='\\t' -v OFMT=%.0f '{ s[$1] += $2 } END { for (k in s) print k, s[k] }' | sort")
    }

    /// Each command answers something on the logs of the package.
    @Test(arguments: [
        "count --by status", "top 3 --by path", "agg 'count, p99(bytes)' --by 'method, day(time)'", "stats --of bytes",
        "rate --every 1d",
    ])
    func logsOfThePackage(question: String) throws {
        let result = try shell(
            "thresh logs \(question) access.log access.log.1.gz", in: packageDirectory + "/datasets/logs")
        #expect(result.isSuccess && result.errors == "" && result.text.contains("\t"), "\(result)")
    }
}
