import Foundation
import TestSupport
import Testing

/// Answers of `thresh logs` against awk and sort.
@Suite(.serialized, .timeLimit(.minutes(2))) struct LogsTests {
    private let log: GeneratedLog
    private let byTAB = "awk -F'\\t' -v OFS='\\t' -v OFMT=%.0f"
    /// Nearest rank of sorted numbers, each a line.
    private let rank = "awk -v s=%@ '{ a[NR] = $1 } END { k = NR * s; i = int(k); if (i < k) i++; print a[i] }'"

    init() throws { log = try GeneratedLog(lineCount: 3000) }

    private func expectSame(_ found: String, _ expected: String, sourceLocation: SourceLocation = #_sourceLocation)
        throws
    {
        let result = try shell(found, in: log.directory.path)
        let oracle = try shell(expected, in: log.directory.path)
        #expect(oracle.isSuccess && !oracle.output.isEmpty, "\(oracle)", sourceLocation: sourceLocation)
        #expect(result.isSuccess && result.errors == "", "\(result)", sourceLocation: sourceLocation)
        #expect(result.text == oracle.text, "\(found)", sourceLocation: sourceLocation)
    }

    private func expectPrints(_ script: String, _ text: String, sourceLocation: SourceLocation = #_sourceLocation)
        throws
    {
        let result = try shell(script, in: log.directory.path)
        #expect(result.isSuccess && result.errors == "", "\(result)", sourceLocation: sourceLocation)
        #expect(result.text == text, "\(script)", sourceLocation: sourceLocation)
    }

    @Test func countsByFields() throws {
        try expectSame("thresh logs count access.log", "wc -l <table")
        try expectSame(
            "thresh logs count --by status access.log",
            "cut -f5 table | sort | uniq -c | sort -k1,1nr -k2,2n | awk '{ print $2 \"\\t\" $1 }'")
        try expectSame(
            "thresh logs agg count --by 'method, status' access.log",
            "cut -f3,5 table | sort | uniq -c | sort -k2,2 -k3,3n | awk '{ print $2 \"\\t\" $3 \"\\t\" $1 }'")
    }

    @Test func sumsMeansAndExtremes() throws {
        try expectSame(
            "thresh logs agg 'count, count(bytes), sum(bytes), min(bytes), max(bytes)' --by status access.log",
            byTAB
                + " '{ n[$5]++ } $6 != \"-\" { b = $6 + 0; m[$5]++; s[$5] += b; if (!($5 in l) || b < l[$5]) l[$5] = b; "
                + "if (b > h[$5]) h[$5] = b } END { for (k in n) print k, n[k], m[k], s[k], l[k], h[k] }' table | sort")
        try expectSame(
            "thresh logs agg 'mean(extra1) as m' --by path access.log | awk -F'\\t' '{ printf \"%s %.3f\\n\", $1, $2 }'",
            byTAB
                + " '{ n[$4]++; s[$4] += $7 } END { for (k in n) printf \"%s %.3f\\n\", k, s[k] / n[k] }' table | sort")
    }

    @Test(arguments: [("p50", "0.5"), ("p90", "0.9"), ("p99", "0.99"), ("p99.9", "0.999"), ("median", "0.5")])
    func quantiles(name: String, share: String) throws {
        let rank = rank.replacingOccurrences(of: "%@", with: share)
        try expectSame("thresh logs agg '\(name)(extra1)' access.log", "cut -f7 table | sort -n | \(rank)")
        try expectSame(
            "thresh logs agg '\(name)(extra1)' --by path access.log",
            "cut -f4 table | sort -u | while read -r p; do printf '%s\\t' \"$p\"; "
                + "awk -F'\\t' -v p=\"$p\" '$4 == p { print $7 }' table | sort -n | \(rank); done")
    }

    @Test func statistics() throws {
        try expectSame(
            "thresh logs stats --of bytes access.log --header --output-format csv | head -1",
            "echo count,sum,mean,min,max,p50,p90,p95,p99,stddev")
        let rank = rank.replacingOccurrences(of: "%@", with: "0.95")
        try expectSame(
            "thresh logs stats --of bytes access.log | cut -f8", "cut -f6 table | grep -v - | sort -n | \(rank)")
        try expectSame(
            "thresh logs stats --of bytes --by method access.log | cut -f1-3",
            byTAB + " '$6 != \"-\" { n[$3]++; s[$3] += $6 } END { for (k in n) print k, n[k], s[k] }' table | sort")
    }

    @Test func differentValues() throws {
        try expectSame(
            "thresh logs agg 'distinct(ip), distinct(ip, path)' --by 'hour(time)' access.log | cut -f2-",
            byTAB
                + " '{ h = int($2 / 3600); if (!(h SUBSEP $1 in a)) { a[h, $1]; n[h]++ } if (!(h SUBSEP $1 SUBSEP $4 in b)) "
                + "{ b[h, $1, $4]; m[h]++ } } END { for (h = 0; h < 1000; h++) if (h in n) print n[h], m[h] }' table")
    }

    @Test func theHeaviestComeFirst() throws {
        try expectSame(
            "thresh logs top 7 --by ip access.log",
            "cut -f1 table | sort | uniq -c | sort -k1,1nr -k2,2 | head -7 | awk '{ print $2 \"\\t\" $1 }'")
        try expectSame(
            "thresh logs top 5 --by ip --of 'sum(extra1)' access.log",
            byTAB
                + " '{ s[$1] += $7 } END { for (k in s) print k, s[k] }' table | sort -t$'\\t' -k2,2nr -k1,1 | head -5")
    }

    @Test func linesAndFieldsOfLines() throws {
        try expectSame(
            "thresh logs grep --where 'status = 404 and path starts \"/img\"' access.log --chunk-size 20K",
            "grep '\"[A-Z]* /img[^\"]*\" 404 ' access.log")
        try expectSame(
            "thresh logs grep --where 'extra1 > 1000000' --fields 'ip, path, extra1' access.log",
            byTAB + " '$7 > 1000000 { print $1, $4, $7 }' table")
    }

    @Test func conditionsAndTimes() throws {
        try expectSame(
            "thresh logs count --where 'bytes is null or method in (\"POST\", \"HEAD\")' access.log",
            byTAB + " '$6 == \"-\" || $3 != \"GET\"' table | wc -l")
        let sixHours = byTAB + " '$2 >= 21600 && $2 < 43200' table | wc -l"
        for (since, until) in [
            ("2025-01-06T06:00", "2025-01-06T12:00"), ("2025-01-06 06:00:00", "2025-01-06 12:00:00"),
            ("2025-01-06T07:00:00+01:00", "'2025-01-06T11:00:00-01:00'"),
        ] {
            try expectSame("thresh logs count --since \"\(since)\" --until \"\(until)\" access.log", sixHours)
        }
        try expectPrints("thresh logs count --since -2h access.log", "0\n")
        try expectSame("thresh logs count --until -2h --since=-36500d access.log", "wc -l <table")
        try expectSame(
            "thresh logs count --since 2025-01-06T07:00 --until 2025-01-06T13:00 --tz Europe/Berlin access.log",
            sixHours)
        try expectSame(
            "thresh logs agg count --by 'day(time) as d' --tz America/New_York access.log | head -1",
            byTAB + " '$2 < 18000' table | wc -l | sed 's/^/2025-01-05T00:00:00-05:00\\t/'")
    }

    @Test func groupsAreFilteredAndPutInOrder() throws {
        try expectSame(
            "thresh logs agg 'count as n, sum(extra1)' --by status --having 'status >= 300 and n > 3' --sort '-n' access.log",
            byTAB
                + " '$5 >= 300 { n[$5]++; s[$5] += $7 } END { for (k in n) print k, n[k], s[k] }' table | sort -t$'\\t' -k2,2nr"
        )
        try expectSame(
            "thresh logs agg count --by path --sort '-path' --limit 2 access.log",
            "cut -f4 table | sort | uniq -c | sort -k2,2r | head -2 | awk '{ print $2 \"\\t\" $1 }'")
        try expectSame(
            "thresh logs agg count --by 'hour(time) as h' --having 'h < 2025-01-06T05:00' access.log | cut -f2",
            byTAB + " '$2 < 18000 { print int($2 / 3600) }' table | uniq -c | awk '{ print $1 }'")
        try expectPrints("thresh logs agg 'max(time) as t' --having 't < 2025-01-01' access.log", "")
        try expectPrints("thresh logs agg count --by status --limit 0 access.log", "")
    }

    @Test func emptyBucketsAreShown() throws {
        try log.write([0, 1, 900, 1500, 2999].map { log.lines[$0] }, to: "few.log")
        let text = try shell("thresh logs rate --every 10m few.log", in: log.directory.path).text
        let rows = text.split(separator: "\n")
        #expect(rows.first == "2025-01-06T00:00:00Z\t2")
        let counts: [Int] = rows.map { Int($0.split(separator: "\t")[1]) ?? -1 }
        #expect(rows.count > 80 && counts.reduce(0, +) == 5)
        #expect(counts.filter { $0 == 0 }.count == rows.count - 4)
        // Days on which clocks change have 23 and 25 hours.
        let dates = ["29/Mar", "01/Apr", "25/Oct", "28/Oct"]
        let days: [String] = dates.map { "1.1.1.1 - - [\($0)/2025:12:00:00 +0000] \"GET / HTTP/1.1\" 200 1" }
        try log.write(Array(days[..<2]), to: "spring.log")
        try log.write(Array(days[2...]), to: "autumn.log")
        try expectPrints(
            "thresh logs rate --every 1d --tz Europe/Berlin spring.log",
            "2025-03-29T00:00:00+01:00\t1\n2025-03-30T00:00:00+01:00\t0\n2025-03-31T00:00:00+02:00\t0\n2025-04-01T00:00:00+02:00\t1\n"
        )
        try expectPrints(
            "thresh logs rate --every 1d --tz Europe/Berlin --by status autumn.log",
            "2025-10-25T00:00:00+02:00\t200\t1\n2025-10-26T00:00:00+02:00\t200\t0\n2025-10-27T00:00:00+01:00\t200\t0\n2025-10-28T00:00:00+01:00\t200\t1\n"
        )
        let many = try shell("thresh logs rate --every 1s spring.log autumn.log", in: log.directory.path)
        #expect(many.isSuccess && many.text.split(separator: "\n").count == 4, "\(many)")
        #expect(many.errors.contains("empty buckets are not shown"), "\(many)")
    }

    @Test func aTerminalGetsBars() throws {
        let script = "script -qec 'thresh logs rate --every 6h access.log' /dev/null </dev/null"
        let result = try shell("command -v script >/dev/null || exit 99; \(script)", in: log.directory.path)
        if result.exitCode == 99 { return print("no script command here: the bar chart was not tested") }
        #expect(result.isSuccess && result.text.contains("████"), "\(result)")
    }

    @Test(arguments: ["-j 1", "-j 3", "--chunk-size 10K", "-j 3 --chunk-size 3K --memory 100M"])
    func theSameBytesHoweverItIsDivided(options: String) throws {
        for question in [
            "agg 'count, sum(bytes), p99(extra1), distinct(ip), first(path), last(path)' --by 'status, hour(time)'",
            "count --by ip", "rate --every 10m", "grep --where 'status = 404'", "top 9 --by path --of 'mean(extra1)'",
        ] {
            try expectSame("thresh logs \(question) access.log \(options)", "thresh logs \(question) access.log -j 2")
        }
    }

    @Test(arguments: ["gzip", "zstd", "bzip2", "xz"]) func compressedFiles(tool: String) throws {
        let question = "agg 'count, sum(bytes)' --by 'status, path'"
        try expectSame(
            "\(tool) -qc <access.log >packed; thresh logs \(question) packed", "thresh logs \(question) access.log")
    }

    @Test func filesOfSeveralFormats() throws {
        try expectSame(
            #"""
            awk -F'\t' '{ printf "{\"status\":%d,\"path\":\"%s\",\"n\":%d}\n", $5, $4, $7 }' table >log.json
            awk -F'\t' '{ printf "status=%d path=%s n=%d\n", $5, $4, $7 }' table >log.fmt
            (echo status,path,n; cut -f4,5,7 table | awk -F'\t' '{ print $2 "," $1 "," $3 }') >log.csv
            thresh logs agg 'count, distinct(path)' --by status access.log log.json log.fmt log.csv
            """#,
            byTAB + " '{ n[$5] += 4; if (!($5 SUBSEP $4 in a)) { a[$5, $4]; m[$5]++ } } "
                + "END { for (k in n) print k, n[k], m[k] }' table | sort")
        try expectSame(
            "thresh logs agg 'sum(n)' log.json log.fmt log.csv",
            "awk '{ s += 3 * $NF } END { printf \"%.0f\\n\", s }' table")
    }

    @Test func formsOfOutput() throws {
        try log.write(Array(log.lines[..<2]), to: "two.log")
        try log.write(
            ["1.1.1.1 - - [06/Jan/2025:00:00:00 +0000] \"GET /a HTTP/1.1\" 200 17"], to: "one.log")
        let question = "thresh logs agg 'count, max(bytes) as b, max(path) as p' --by 'status, method' one.log"
        try expectPrints(question, "200\tGET\t1\t17\t/a\n")
        try expectPrints(question + " --header", "status\tmethod\tcount\tb\tp\n200\tGET\t1\t17\t/a\n")
        try expectPrints(question + " --output-format csv", "status,method,count,b,p\n200,GET,1,17,/a\n")
        let object = #"{"status":200,"method":"GET","count":1,"b":17,"p":"/a"}"#
        try expectPrints(question + " --output-format ndjson", object + "\n")
        try expectPrints(question + " --output-format json", "[\n\(object)\n]\n")
        try expectPrints(
            "thresh logs grep --where 'status > 1' --fields 'status, path' one.log --output-format ndjson",
            #"{"status":200,"path":"/a"}"# + "\n")
        let table = try shell(question + " --output-format table", in: log.directory.path)
        #expect(table.isSuccess && table.text.contains("method  count   b  p"), "\(table.text)")
        let markdown = try shell(question + " --output-format markdown", in: log.directory.path)
        #expect(markdown.isSuccess && markdown.text.contains("| GET"), "\(markdown.text)")
    }

    @Test("formats out of a server's configuration file")
    func configuredFormats() throws {
        let configuration = #"""
            http {
                log_format short '$remote_addr [$time_local] $status';
                # log_format main 'commented out';
                log_format main '$remote_addr - $remote_user [$time_local] "$request" '
                                '$status $body_bytes_sent "$http_referer" "$http_user_agent" $request_time';
            }
            """#
        try log.directory.write(Array(configuration.utf8), to: "nginx.conf")
        let expected = "awk -F'\\t' '{ s += $7 } END { print s }' table"
        try expectSame("thresh logs agg 'sum(request_time)' --format nginx.conf access.log", expected)
        try expectSame("thresh logs agg 'sum(request_time)' --format nginx.conf:main access.log", expected)
        let missing = try shell("thresh logs count --format nginx.conf:other access.log", in: log.directory.path)
        #expect(missing.exitCode == 64 && missing.errors.contains("there are short, main"), "\(missing)")
        let other = try shell("printf 'a b\\n' | thresh logs count --format nginx.conf -", in: log.directory.path)
        #expect(other.exitCode == 65 && other.errors.contains("no format of nginx.conf (short, main) fits"), "\(other)")
    }
}
