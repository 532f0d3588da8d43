import Foundation
import TestSupport
import Testing

/// `thresh logs sessions` against a slow oracle.
@Suite(.serialized, .timeLimit(.minutes(2))) struct SessionTests {
    private static let files = VisitLog.files.joined(separator: " ")

    private func run(_ log: VisitLog, _ script: String) throws -> CommandResult {
        try shell(script, in: log.directory.path)
    }

    private func expectPrints(
        _ log: VisitLog, _ script: String, _ rows: [String], sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let result = try run(log, script)
        #expect(result.isSuccess && result.errors == "", "\(script)\n\(result)", sourceLocation: sourceLocation)
        let found = result.text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
        #expect(found == rows, "\(script)", sourceLocation: sourceLocation)
    }

    @Test(
        arguments: [(40, "30m", 1_800_000), (5, "90s", 90_000), (200, "0s", 0), (1, "250ms", 250)],
        ["-j 1", "-j 3 --chunk-size 5K --partitions 5"])
    func sessionsOfFilesOfSeveralFormats(kind: (clients: Int, gap: String, milliseconds: Int), options: String) throws {
        let log = try VisitLog(lineCount: 900, clients: kind.clients, spread: max(1, kind.milliseconds))
        let oracle = SessionOracle(log, gap: kind.milliseconds)
        let question = "thresh logs sessions --by ip --gap \(kind.gap) \(SessionTests.files) \(options)"
        try expectPrints(log, question + " --list", oracle.list)
        try expectPrints(log, question, oracle.summary())
        try expectPrints(log, question + " --limit 2", oracle.summary(limit: 2))
    }

    @Test func sessionsInOrder() throws {
        let log = try VisitLog(lineCount: 800, clients: 30, spread: 60_000)
        let sessions = SessionOracle(log, gap: 600_000).sessions
        let question = "thresh logs sessions --by ip --gap 10m --list \(SessionTests.files) --chunk-size 20K"
        // Sorting is stable in the standard library, and equal ones stay in the order of clients and times.
        let longest = sessions.sorted { SessionOracle.duration($0.visits) > SessionOracle.duration($1.visits) }
        try expectPrints(
            log, question + " --sort -duration", longest.map { SessionOracle.row($0.client, $0.visits) })
        try expectPrints(
            log, question + " --sort '-duration' --limit 7 --partitions 4",
            longest.prefix(7).map { SessionOracle.row($0.client, $0.visits) })
        let byExit = sessions.sorted {
            ($0.visits.last!.page, $1.visits.count) < ($1.visits.last!.page, $0.visits.count)
        }
        try expectPrints(
            log, question + " --sort 'exit, lines desc'", byExit.map { SessionOracle.row($0.client, $0.visits) })
        let some = sessions.filter { $0.visits.count > 4 && $0.client != "10.0.0.7" && $0.visits[0].page != "/pay" }
        try expectPrints(
            log, question + " --having 'lines > 4 and ip != \"10.0.0.7\" and entry != \"/pay\"'",
            some.map { SessionOracle.row($0.client, $0.visits) })
        try expectPrints(log, question + " --limit 0", [])
        try expectPrints(
            log, question + " --limit 3", sessions.prefix(3).map { SessionOracle.row($0.client, $0.visits) })
    }

    /// Many runs, of one client too that is all of them; with pages too long to be gathered before they are sorted.
    @Test func inLittleMemory() throws {
        let log = try VisitLog(lineCount: 12_000, clients: 240, spread: 4000, padding: 700)
        for key in ["ip", "1 as everyone"] {
            let question = "thresh logs sessions --by '\(key)' --gap 1s --list \(SessionTests.files)"
            let tight = "-j 2 --memory 19M --chunk-size 300K --partitions 3 --verbose"
            let result = try run(log, "\(question) >roomy && \(question) \(tight) >tight && cmp roomy tight")
            #expect(result.isSuccess && result.text == "", "\(result)")
            let runs = result.errors.firstMatch(of: /between (\d+) runs/).flatMap { Int($0.output.1) } ?? 0
            #expect(runs > 3, "\(result)")
            if key == "ip" { try expectPrints(log, "cat tight", SessionOracle(log, gap: 1000).list) }
        }
    }

    /// What a container wrote is without JSON's escapes when it is read, and so not in the file as it is.
    @Test func linesOfTheSameTimeInContainers() throws {
        let directory = try TemporaryDirectory()
        let lines = (1...30).map { index in
            #"{"log":"{\"time\":\"2025-01-06T00:00:00Z\",\"ip\":\"a\",\"path\":\"/\#(index)\"}\n","stream":"stdout","time":"2025-01-06T00:00:00Z"}"#
        }
        try directory.write(Array((lines.joined(separator: "\n") + "\n").utf8), to: "app.log")
        for options in ["-j 1", "-j 2 --chunk-size 400"] {
            let list = try shell("thresh logs sessions --by ip --list --header app.log \(options)", in: directory.path)
            #expect(list.isSuccess && list.text.contains("/1\t/30"), "\(list)")
            let reached = try shell(
                "for s in '/3 /9' '/9 /3'; do thresh logs funnel --by ip $s app.log \(options) | cut -f2 | tail -1; done",
                in: directory.path)
            #expect(reached.text == "1\n0\n", "\(reached)")
        }
    }

    /// Of lines of the same time, those of files named first are first, and then those further up.
    @Test func linesOfTheSameTime() throws {
        let directory = try TemporaryDirectory()
        func line(_ page: String) -> String {
            "{\"time\":\"2025-01-06T00:00:00Z\",\"ip\":\"a\",\"path\":\"\(page)\"}\n"
        }
        try directory.write(Array((line("/1") + line("/2")).utf8), to: "b.json")
        try directory.write(Array((line("/3") + line("/4")).utf8), to: "a.json")
        for (files, pages) in [("b.json a.json", "/1\t/4"), ("a.json b.json", "/3\t/2")] {
            let result = try shell("thresh logs sessions --by ip --list \(files) | cut -f7-", in: directory.path)
            #expect(result.text == pages + "\n", "\(result)")
        }
        let steps = try shell(
            "for s in '/1 /4' '/2 /1' '/2 /3'; do thresh logs funnel --by ip $s b.json a.json | cut -f2 | tail -1; done",
            in: directory.path)
        #expect(steps.text == "1\n0\n1\n", "\(steps)")
    }

    @Test func pagesOfOneself() throws {
        let directory = try TemporaryDirectory()
        let lines = (0..<6).map { "time=2025-01-06T00:00:0\($0)Z user=u\($0 % 2) screen=\($0 * 10)" }
        try directory.write(Array((lines.joined(separator: "\n") + "\n").utf8), to: "app.log")
        func prints(_ options: String, _ text: String, cut: String = "cat") throws {
            let question = "thresh logs sessions --by user \(options) app.log | \(cut)"
            let result = try shell(question, in: directory.path)
            #expect(result.isSuccess && result.errors == "" && result.text == text, "\(result)\n\(result.text)")
        }
        try prints("", "all\t\t2\t1\t2\t0\t6\t3\t4\t4\t4\t4\n")
        try prints(
            "--list",
            "u0\t2025-01-06T00:00:00Z\t2025-01-06T00:00:04Z\t4\t3\t\t\t\n"
                + "u1\t2025-01-06T00:00:01Z\t2025-01-06T00:00:05Z\t4\t3\t\t\t\n")
        try prints(
            "--list --page screen --output-format ndjson --limit 1",
            #"{"user":"u0","start":"2025-01-06T00:00:00Z","end":"2025-01-06T00:00:04Z","duration":4,"lines":3,"bytes":null,"entry":0,"exit":40}"#
                + "\n")
        try prints(
            "--page screen --having 'exit = 50' --header",
            "of\tpage\tsessions\tshare\nall\t\t1\t1\nentry\t10\t1\t1\nexit\t50\t1\t1\n", cut: "cut -f1-4")
        try prints(
            "--list --tz Europe/Berlin --since 2025-01-06T01:00:03 --until 2025-01-06T01:00:05",
            "u0\t2025-01-06T01:00:04+01:00\t1\nu1\t2025-01-06T01:00:03+01:00\t1\n", cut: "cut -f1,2,5")
    }

    /// Read is used, filtered and rejected together.
    @Test(arguments: ["sessions --list", "sessions", "funnel 'n > 3' 'n > 4'"]) func linesWithoutATime(question: String)
        throws
    {
        let directory = try TemporaryDirectory()
        var lines = (0..<100).map { "{\"time\":\"2025-01-06T00:00:00Z\",\"ip\":\"a\",\"n\":\($0)}" }
        lines[40] = "{\"ip\":\"a\",\"n\":40}"
        lines[60] = "what is this"
        lines[80] = ""
        try directory.write(Array((lines.joined(separator: "\n") + "\n").utf8), to: "app.json")
        for options in ["-j 1", "-j 3 --chunk-size 2K"] {
            let words = question.split(separator: " ", maxSplits: 1)
            let command = "thresh logs \(words[0]) --by ip --where 'n < 90' \(words.dropFirst().joined()) app.json"
            let result = try shell("\(command) \(options)", in: directory.path)
            let told = "100 lines, 87 used, 10 filtered out, 2 rejected, 1 empty or comments\n"
            #expect(result.isSuccess && result.errors.hasPrefix(told), "\(result)")
            #expect(result.errors.contains("  app.json:41:1: the line has no time\n  app.json:61:"), "\(result)")
            #expect(try shell("\(command) --strict", in: directory.path).exitCode == 65)
            #expect(try shell("\(command) --max-bad 2", in: directory.path).exitCode == 0)
        }
    }

    @Test(arguments: ["", "--list"]) func whatIsRefusedPrintsNothing(list: String) throws {
        for line in [#"{"k":1}"#, "k=1 b=2"] {
            let result = try shell("echo '\(line)' | thresh sessions --by k \(list) -", in: "/")
            expectFails(result, 64, "no line has 'time'")
            #expect(result.output.isEmpty, "\(result)")
        }
    }

    @Test func entriesWithoutATime() throws {
        let directory = try TemporaryDirectory()
        let rest = "_PID=7\nMESSAGE=x\n\n"
        let entries = (0..<3).map { "__CURSOR=s=\($0)\n__REALTIME_TIMESTAMP=170000000\($0)000000\n\(rest)" }
        try directory.write(Array((entries.joined() + "__CURSOR=s=4\n\(rest)").utf8), to: "a.export")
        let result = try shell("thresh logs sessions --by pid --list a.export | cut -f1,4,5", in: directory.path)
        #expect(result.text == "7\t2\t3\n", "\(result)")
        #expect(result.errors.contains("a.export:16:1: the entry has no time"), "\(result)")
    }

    @Test(
        arguments: [
            ("sessions access.log", ["--by"]),
            ("sessions --by ipp access.log", ["did you mean 'ip'?", "\n  ipp\n  ^\n"]),
            ("sessions --by 'sum(bytes)' access.log", ["an aggregate is no group"]),
            ("sessions --by ip --gap soon access.log", ["--gap soon", "30m"]),
            ("sessions --by ip --gap 30 access.log", ["--gap 30 "]),
            ("sessions --by ip --sort duration access.log", ["--list"]),
            ("sessions --by ip --list --sort length access.log", ["no column 'length'", "duration"]),
            ("sessions --by ip --having 'pages > 3' access.log", ["no column 'pages'"]),
            ("sessions --by ip --page screen access.log", ["no field 'screen'"]),
            ("sessions --by ip --limit=-1 access.log", ["--limit -1"]),
            ("sessions --by ip --list --limit 3 -o out access.log", ["--limit"]),
            ("sessions --by message --format text access.log", ["no field 'time'"]),
        ])
    func whatIsWrongIsSaid(arguments: String, words: [String]) throws {
        let log = try VisitLog(lineCount: 30, clients: 3, spread: 1000)
        let result = try run(log, "thresh logs \(arguments)")
        #expect(result.exitCode == 64 && result.output.isEmpty, "\(result)")
        for word in words { #expect(result.errors.contains(word), "\(result)") }
    }

    @Test func noLinesAndNoFile() throws {
        let directory = try TemporaryDirectory()
        try directory.write([], to: "empty.log")
        func run(_ arguments: String) throws -> CommandResult {
            try shell("thresh logs \(arguments)", in: directory.path)
        }
        #expect(try run("sessions --by ip empty.log").text == "all\t\t0\t\t0\t0\t0\t\t\t\t\t\n")
        #expect(try run("sessions --by ip --list empty.log").text == "")
        #expect(try run("funnel --by ip /a /b empty.log").text == "/a\t0\t\t\t\n/b\t0\t\t\t\n")
        #expect(try run("sessions --by ip missing.log").exitCode == 66)
        #expect(try run("funnel --by ip /a missing.log").exitCode == 66)
    }

    /// A log of 2015, all of one month, whose lines are in no order within a minute; against awk and sort.
    @Test(.enabled(if: RealLogs.isThere, "needs logs in ../shared/data")) func aRealLog() throws {
        let events = #"""
            awk -v OFS='\t' '{ split($4, t, /[[\/:]/); p = $7; sub(/[?#].*/, "", p)
              print $1, t[2] * 86400 + t[5] * 3600 + t[6] * 60 + t[7], NR, p }' apache_access.log |
              sort -t"$(printf '\t')" -k1,1 -k2,2n -k3,3n
            """#
        let sessions = #"""
            awk -F'\t' -v OFS='\t' 'function row() { if (n) print k, e - s, n, first, last }
              { if ($1 != k || $2 - e > gap) { row(); k = $1; s = $2; n = 0; first = $4 } e = $2; n++; last = $4 }
              END { row() }'
            """#
        for (gap, seconds) in [("30m", 1800), ("10s", 10)] {
            for options in ["-j 1", "-j 3 --chunk-size 30K --memory 27M"] {
                let found =
                    "thresh logs sessions --by ip --gap \(gap) --list \(options) apache_access.log | cut -f1,4,5,7,8"
                let result = try shell(
                    "cmp <(\(found)) <(\(events) | \(sessions) gap=\(seconds))", in: RealLogs.directory)
                #expect(result.isSuccess && result.text == "", "\(result)\n\(result.text)")
            }
        }
        let first = #"awk -F'\t' '$4 == "/favicon.ico" { if (!($1 in a)) n++; a[$1] } END { print n }'"#
        let second = #"""
            awk -F'\t' '$4 == "/favicon.ico" { a[$1] } $4 == "/style2.css" && ($1 in a) { if (!($1 in b)) n++; b[$1] }
              END { print n }'
            """#
        let funnel = "thresh logs funnel --by ip /favicon.ico /style2.css apache_access.log | cut -f2"
        let result = try shell(
            "cmp <(\(funnel)) <(\(events) | \(first); \(events) | \(second))", in: RealLogs.directory)
        #expect(result.isSuccess && result.text == "", "\(result)\n\(result.text)")
    }

    @Test func partFiles() throws {
        let log = try VisitLog(lineCount: 2000, clients: 50, spread: 60_000)
        let question = "thresh logs sessions --by ip --list \(SessionTests.files)"
        let script = "\(question) -o out --partitions 4 && thresh verify out >&2 && ls out | wc -l && cat out/part-*"
        let result = try run(log, script)
        #expect(
            result.text == "5\n" + SessionOracle(log, gap: 1_800_000).list.joined(separator: "\n") + "\n", "\(result)")
    }
}
