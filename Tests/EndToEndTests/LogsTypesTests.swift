import Foundation
import TestSupport
import Testing

/// Values of answers: their types in JSON, sketches and their error bounds, fields that are derived from others.
@Suite(.serialized, .timeLimit(.minutes(2))) struct LogsTypesTests {
    private let log: GeneratedLog

    init() throws { log = try GeneratedLog(lineCount: 2000) }

    private func run(_ script: String) throws -> CommandResult { try shell(script, in: log.directory.path) }

    private func rows(_ script: String) throws -> [[String: Any]] {
        let result = try run(script)
        #expect(result.isSuccess, "\(result)")
        let array = try JSONSerialization.jsonObject(with: Data(result.output))
        return try #require(array as? [[String: Any]])
    }

    @Test func valuesInJSONHaveTheirTypes() throws {
        try log.write(
            [
                #"{"time":"2025-01-01T00:00:00Z","id":"0123","n":5,"user":"42","text":"404","none":null,"ms":1.5}"#,
                #"{"time":"2025-01-01T00:00:01Z","id":"abc","n":6,"user":"x","text":"a\"b\\c\té","none":null,"ms":2}"#,
            ], to: "log.json")
        let fields = "--fields 'time, id, n, user, text, none, ms, n > 5 as big'"
        let lines = try rows("thresh logs grep --where 'n > 0' \(fields) --output-format json log.json")
        #expect(lines.count == 2)
        #expect(lines[0]["time"] as? String == "2025-01-01T00:00:00Z")
        #expect(lines[0]["id"] as? String == "0123" && lines[0]["user"] as? String == "42")
        #expect(lines[0]["text"] as? String == "404" && lines[1]["text"] as? String == "a\"b\\c\té")
        #expect(lines[0]["n"] as? Int == 5 && lines[0]["ms"] as? Double == 1.5)
        #expect(lines[0]["none"] is NSNull && lines[0]["big"] as? Bool == false && lines[1]["big"] as? Bool == true)
        let question = "'max(id) as i, max(n) as n, max(time) as t, sum(ms) as s, first(text) as f, max(none) as e'"
        let groups = try rows("thresh logs agg \(question) --by 'text, hour(time) as h' --output-format json log.json")
        #expect(groups.map { $0["text"] as? String } == ["404", "a\"b\\c\té"])
        #expect(groups[0]["h"] as? String == "2025-01-01T00:00:00Z" && groups[0]["i"] as? String == "0123")
        #expect(groups[0]["n"] as? Int == 5 && groups[1]["s"] as? Int == 2 && groups[0]["e"] is NSNull)
        #expect(groups[0]["t"] as? String == "2025-01-01T00:00:00Z" && groups[1]["f"] as? String == "a\"b\\c\té")
    }

    @Test func whatIsNoNumberIsToldWhateverTheDivision() throws {
        let cells = (0..<3000).map { $0 % 700 == 611 ? "x\($0)" : $0 % 3 == 0 ? "\($0 % 10).50" : "\($0 % 10)" }
        try log.write(["id,ms"] + cells.enumerated().map { "\($0),\($1)" }, to: "t.csv")
        let sum = "thresh logs agg 'sum(ms), max(ms)' --where 'ms > 1' t.csv"
        var texts: Set<String> = []
        for options in ["-j 1", "-j 3 --chunk-size 1K", "-j 2 --chunk-size 7K"] {
            let result = try run("\(sum) \(options)")
            #expect(result.exitCode == 0, "\(result)")
            texts.insert(result.text + result.errors)
        }
        #expect(texts.count == 1, "\(texts)")
        let note = "ms > 1: 4 of 3000 values are no numbers, the first 'x611' at t.csv:613"
        #expect(texts.first?.contains(note) == true, "\(texts)")
        #expect(try run("\(sum) --strict").exitCode == 65)
        let none = try run("thresh logs agg 'sum(id)' --where \"ms contains 'x'\" --by ms t.csv")
        #expect(none.exitCode == 0, "\(none)")
        let all = try run("thresh logs agg 'p50(ms)' --where \"ms contains 'x'\" t.csv")
        #expect(all.exitCode == 64 && all.errors.contains("p50(ms): none of 4 values is a number"), "\(all)")
    }

    @Test func whatGroupsHaveIsConvertedToo() throws {
        try log.write(
            [
                #"{"k":"a,1","v":"x","w":1}"#, #"{"k":"b","v":7,"w":2}"#, #"{"k":"c","v":"N/A","w":3}"#,
                #"{"k":"b","v":true,"w":0.1}"#, #"{"k":"b","v":12,"w":0.2}"#,
            ], to: "log.json")
        let question = "thresh logs agg 'max(v), sum(w + 0.0)' --by 'k, round(w, 0)' log.json"
        for options in ["", "-j 2 --chunk-size 40", "--partitions 5", "--limit 1"] {
            let having = try run("\(question) --having 'max(v) > 5' \(options)")
            let wanted = ["b\t0\t12\t0.3", "b\t2\t7\t2"]
            #expect(having.exitCode == 0 && having.lines == Array(wanted.prefix(options.contains("limit") ? 1 : 2)))
            let note = "max(v) > 5: 1 of 3 values is no number, the first 'x'\n"
            #expect(having.errors.contains(note), "\(having)")
        }
        let sorted = try run("\(question) --sort '-max(v) + 1, round(w, 0)'")
        #expect(sorted.lines.map { $0.prefix { $0 != "\t" } } == ["b", "b", "a,1", "c"], "\(sorted)")
        #expect(sorted.errors.contains("max(v) + 1: 1 of 3 values is no number, the first 'x'"), "\(sorted)")
        #expect(try run("\(question) --having 'max(v) > 5' --strict").exitCode == 65)
        let none = try run("\(question) --where \"k = 'a,1'\" --having 'max(v) * 2 > 5'")
        #expect(
            none.exitCode == 64 && none.output.isEmpty
                && none.errors.contains("none of 1 values is a number, the first"))
    }

    @Test func whatIsNoTimeIsTold() throws {
        let times = ["2024-05-01 10:00:00", "soon", "1714557600", "-", "01.05.2024 10:00", "07/11/2024"]
        for (name, lines) in [
            ("csv", ["k,when_seen"] + times.map { "a,\($0)" }),
            ("logfmt", times.map { "k=a when_seen=\"\($0)\"" }),
            ("json", times.map { #"{"k":"a","when_seen":"\#($0)"}"# }),
        ] {
            try log.write(lines, to: "t")
            let result = try run("thresh logs count --by 'hour(time(when_seen))' --format \(name) t")
            #expect(result.lines == ["\t3", "2024-05-01T10:00:00Z\t3"], "\(name) \(result)")
            let place = name == "csv" ? 3 : 2
            let note = "time(when_seen): 2 of 6 values are no times, the first 'soon' at t:\(place)"
            #expect(result.errors.contains(note), "\(name) \(result)")
            let none = try run("thresh logs count --by 'time(k)' --format \(name) t")
            #expect(none.exitCode == 64 && none.output.isEmpty, "\(name) \(none)")
            #expect(none.errors.contains("time(k): none of 6 values is a time"), "\(name) \(none)")
        }
    }

    @Test func whatIsNoAnswerPrintsNothing() throws {
        try log.write(["a,b", "x,1", "y,2"], to: "t.csv")
        for question in [
            "agg 'sum(a)' --by b", "stats --of a", "top 3 --by b --of 'p90(a)'", "agg 'max(a + 1), count'",
        ] {
            for form in ["tsv", "json", "table"] {
                let result = try run("thresh logs \(question) t.csv --output-format \(form) --header")
                #expect(result.exitCode == 64 && result.output.isEmpty, "\(result)")
                #expect(
                    result.errors.contains("none of 2 values is a number, the first is 'x' at t.csv:2"), "\(result)")
            }
        }
        let page = try run("thresh logs agg 'sum(a)' t.csv --html page.html; code=$?; ls page.html; exit $code")
        #expect(page.exitCode == 64 && page.output.isEmpty)
    }

    @Test func eachValueOfALineIsCountedOnce() throws {
        try log.write(["n=1 m=2", "n=x m=1.50", "n=3 m=y"], to: "t.log")
        let aggregates = "sum(n + m), max(n + m), p50(n + m), distinct(n + m), count(n + m)"
        let result = try run("thresh logs agg '\(aggregates)' --format logfmt t.log")
        #expect(result.text == "3\t3\t3\t1\t1\n")
        #expect(
            result.errors.contains("n + m: 1 of 3 values is no number, the first 'x' at t.log:2\n")
                && result.errors.contains("n + m: 1 of 3 values is no number, the first 'y' at t.log:3\n"), "\(result)")
    }

    @Test func columnsAreCalledAsTheyWereAsked() throws {
        try log.write(["k,n", "a,1", "A,2", "a b,3", "ab,5"], to: "t.csv")
        let counts = "count(n in (1, 2)), count(if(n in (3), 1, null)), count(if(n in (1, 2), 1, null))"
        let named = try run("thresh logs agg '\(counts)' t.csv --header")
        #expect(named.lines == [counts.replacing("), count", with: ")\tcount"), "2\t1\t2"], "\(named)")
        let sums = ["a", "A", "a b", "ab"].map { "sum(if(k = '\($0)', n, 0))" }
        for (index, sum) in sums.enumerated() {
            let by = try run(
                "thresh logs agg \"\(sums.joined(separator: ", "))\" --by 'bin(n, 2, 4)' --sort \"-\(sum)\" t.csv")
            let best = by.lines.first?.split(separator: "\t", omittingEmptySubsequences: false)
            #expect(best?.dropFirst().map { Int($0)! }[index] == [1, 2, 3, 5][index], "\(sum) \(by)")
        }
    }

    @Test func rowsHaveAsManyCellsAsNames() throws {
        for (name, separator) in [("csv", ","), ("tsv", "\t"), ("csv;", ";")] {
            let rows = [["a", "b", "c"], ["1", "2", "3"], ["4", "5"], ["6", "7", "8", "9"], ["true", "", "-"]]
            try log.write(rows.map { $0.joined(separator: separator) }, to: "t")
            for question in ["count", "agg 'count(a)'", "agg count --by a", "count --where 'b is null or b > 0'"] {
                let result = try run("thresh logs \(question) t --format '\(name)'")
                #expect(result.errors.contains("2 rejected") && result.errors.contains("t:3:"), "\(result)")
                #expect(result.lines.compactMap { Int($0.split(separator: "\t").last!) }.reduce(0, +) == 2, "\(result)")
            }
        }
    }

    @Test func marksAmongConditionsAreNoValue() throws {
        for (name, lines) in [
            ("csv", ["ok,n", "true,1", "N/A,2", "-,4", "false,8", ",16"]),
            ("logfmt", ["ok=true n=1", "ok=null n=2", "ok=- n=4", "ok=false n=8", "n=16"]),
            (
                "json",
                [
                    #"{"ok":true,"n":1}"#, #"{"ok":"-","n":2}"#, #"{"ok":"none","n":4}"#, #"{"ok":false,"n":8}"#,
                    #"{"n":16}"#,
                ]
            ),
        ] {
            try log.write(lines, to: "t")
            let result = try run("thresh logs agg 'sum(n)' --by ok --format \(name) t")
            #expect(result.lines == ["\t22", "false\t8", "true\t1"], "\(name) \(result)")
        }
    }

    @Test func namesThatNoLineHasAreTold() throws {
        try log.write((0..<500).map { "{\"status\":200,\"ms\":\($0)\($0 > 400 ? ",\"late\":1" : "")}" }, to: "n.json")
        let filter = try run("thresh logs count --where 'statsu = 200' n.json")
        #expect(filter.exitCode == 0 && filter.text == "0\n", "\(filter)")
        #expect(filter.errors.contains("no line has 'statsu'; did you mean 'status'?"), "\(filter)")
        #expect(try run("thresh logs count --by late n.json -j 3 --chunk-size 1K").errors.isEmpty)
        #expect(try run("thresh logs agg 'sum(msec)' n.json").exitCode == 64)
        #expect(try run("thresh logs rate n.json").exitCode == 64)
        #expect(try run("thresh logs count --since 2020-01-01 n.json").exitCode == 64)
    }

    /// `day` is `day(time)` where no field is called so, in all files and to their ends.
    @Test func aNameIsAFieldOrACall() throws {
        func line(_ number: Int, _ more: String, _ isJSON: Bool) -> String {
            isJSON
                ? "{\"time\":\"2024-03-01T00:00:00Z\",\"n\":\(number)\(more.isEmpty ? "" : ",\"day\":\"\(more)\"")}"
                : "time=2024-03-01T00:00:00Z n=\(number)\(more.isEmpty ? "" : " day=\(more)")"
        }
        for isJSON in [true, false] {
            // Behind what is sampled of 20,000 lines.
            try log.write((0..<20_000).map { line($0, $0 == 13_333 ? "Mon" : "", isJSON) }, to: "late")
            try log.write([line(1, "Mon", isJSON)], to: "with")
            try log.write([line(2, "", isJSON)], to: "without")
            for question in ["late", "with without", "without with -j 1", "late --chunk-size 1K --strict"] {
                let result = try run("thresh logs count --by day \(question)")
                #expect(result.exitCode == 64, "\(result)")
                let told = "'day' stands for day(time): write that, or `day` in backquotes"
                #expect(result.errors.contains(told), "\(result)")
            }
            #expect(try run("thresh logs count --by day without").lines == ["2024-03-01T00:00:00Z\t1"])
            #expect(try run("thresh logs count --by day with").lines == ["Mon\t1"])
            #expect(try run("thresh logs count --by '`day`' late").lines == ["\t19999", "Mon\t1"])
            #expect(try run("thresh logs count --by '`day`' with without").lines == ["\t1", "Mon\t1"])
            #expect(try run("thresh logs count --by 'day(time)' late").lines == ["2024-03-01T00:00:00Z\t20000"])
            let partial = try run("thresh logs count --by day late --partial p --overwrite")
            #expect(try partial.exitCode != 0 || run("thresh merge p").exitCode == 64, "\(partial)")
        }
        try log.write(["time,year", "2024-01-01T00:00:00Z,1999"], to: "a.csv")
        try log.write(["time,n", "2024-01-01T00:00:00Z,1"], to: "b.csv")
        #expect(try run("thresh logs count --by year a.csv b.csv").exitCode == 64)
        // What a function takes is not there, so that the name is none of a call.
        try log.write([#"{"id":1,"host":"a"}"#], to: "a.json")
        try log.write([#"{"id":2}"#], to: "b.json")
        #expect(try run("thresh logs count --by host a.json b.json").lines == ["\t1", "a\t1"])
    }

    @Test func whatAFormatMayHaveIsToldWhereNoLineHasIt() throws {
        for (format, line, field) in [
            ("pino", #"{"level":30,"time":1764320401000,"pid":1,"hostname":"h","msg":"a"}"#, "status"),
            (
                "ecs",
                #"{"@timestamp":"2024-05-01T08:15:29.606Z","log.level":"INFO","message":"a","ecs.version":"1.2.0"}"#,
                "duration"
            ),
            ("log4j-json", #"{"timeMillis":1698324126355,"level":"ERROR","loggerName":"a.B","message":"m"}"#, "thread"),
        ] {
            try log.write([line, line], to: "l")
            let groups = try run("thresh logs count --by \(field) --format \(format) l")
            #expect(groups.lines == ["\t2"] && groups.errors.contains("no line has '\(field)'"), "\(groups)")
            #expect(try run("thresh logs agg 'max(\(field))' --format \(format) l").exitCode == 64, "\(format)")
            #expect(try run("thresh logs count --by level --format \(format) l").errors.isEmpty, "\(format)")
        }
    }

    @Test func anOrderOfTextsIsToldBySortToo() throws {
        for (values, first) in [
            (["9 EUR", "10 EUR"], "9 EUR"), (["9:59", "10:01"], "9:59"), (["$9.00", "$10.00"], "$9.00"),
            (["6-10", "11-15"], "6-10"),
        ] {
            try log.write(["n,v"] + values.map { "a,\($0)" }, to: "t.csv")
            try log.write(values.map { "{\"n\":1,\"v\":\"\($0)\"}" }, to: "t.json")
            for (file, line) in [("t.csv", 2), ("t.json", 1)] {
                let result = try run("thresh sort --by v \(file)")
                #expect(result.exitCode == 0, "\(result)")
                let told = "sort by v: ordered as texts, though 2 of 2 values begin with a number, the first '\(first)'"
                #expect(result.errors.contains("\(told) at \(file):\(line)"), "\(result)")
                #expect(try run("thresh sort --by n \(file)").errors.isEmpty)
            }
        }
        try log.write(["n,d", "a,01/02/2024", "b,03/01/2024", "c,05/03/2023"], to: "d.csv")
        let refused = try run("thresh sort --by d d.csv")
        #expect(refused.exitCode == 64 && refused.errors.contains("--date-order"), "\(refused)")
        let lines = ["n,d", "c,05/03/2023", "b,03/01/2024", "a,01/02/2024"]
        #expect(try run("thresh sort --by d --date-order day-first d.csv").lines == lines)
    }

    @Test func theMostFrequentValues() throws {
        let oracle = "cut -f4 table | sort | uniq -c | sort -k1,1nr -k2,2 | head -4 | awk '{ print $2, $1 }'"
        for name in ["top", "approx_top"] {
            for options in ["-j 1", "-j 3 --chunk-size 5K"] {
                let result = try run("thresh logs agg '\(name)(path, 4) as t' access.log \(options)")
                let expected = try run(oracle).text.split(separator: "\n").map { $0.split(separator: " ") }
                let text = expected.map { "\"\($0[0])\":\($0[1])" }.joined(separator: ",")
                #expect(result.text == "{\(text)}\n", "\(result)")
            }
        }
        let nested = try rows("thresh logs agg 'top(status, 2) as t' --by method --output-format json access.log")
        #expect(nested.allSatisfy { ($0["t"] as? [String: Int])?.count == 2 }, "\(nested)")
        #expect(try run("thresh logs agg 'top(path, none)' access.log").exitCode == 64)
        #expect(try run("thresh logs agg 'histogram(bytes)' access.log").errors.contains("bin(bytes, 100)"))
    }

    @Test func sketchesTellTheirErrorAndKeepIt() throws {
        let question = "approx_p95(extra1), approx_distinct(ip), approx_top(ip, 3)"
        let result = try run("thresh logs agg '\(question)' access.log")
        #expect(result.errors.contains("approx_p95(extra1): within 1 % of the value"), "\(result)")
        #expect(result.errors.contains("approx_distinct(ip): an estimate with a standard error of 0.82 %"), "\(result)")
        #expect(result.errors.contains("approx_top(ip, 3): counts are too large by at most 0.1 %"), "\(result)")
        #expect(try run("thresh logs agg '\(question)' access.log --quiet").errors.isEmpty)
        #expect(try run("thresh logs agg 'p95(extra1), distinct(ip)' access.log").errors.isEmpty)
        let exact = try run("thresh logs agg 'p95(extra1), distinct(ip)' access.log").text
        func numbers(_ text: String) -> [Double] {
            text.split(whereSeparator: { $0.isWhitespace }).prefix(2).map { Double($0)! }
        }
        for (estimate, value) in zip(numbers(result.text), numbers(exact)) {
            #expect(abs(estimate - value) <= 0.05 * value, "\(result.text) \(exact)")
        }
    }

    /// `--by` of a field derived from one line, and what it is.
    @Test(
        arguments: [
            ("hour(time)", "2025-01-06T07:00:00Z"), ("hour", "2025-01-06T07:00:00Z"), ("day", "2025-01-06T00:00:00Z"),
            ("minute", "2025-01-06T07:38:00Z"), ("bucket(time, 5m)", "2025-01-06T07:35:00Z"),
            ("bucket(5m)", "2025-01-06T07:35:00Z"), ("weekday", "Mon"), ("hour_of_day", "7"),
            ("path(path)", "/shop/item.php"), ("path", "/shop/item.php?id=4%207&x=&lang=de"), ("ext", "php"),
            ("query(\"id\")", "4 7"), ("query(path, \"lang\")", "de"), ("query(\"none\")", ""), ("query(\"x\")", ""),
            ("host(referer)", "www.example.org"), ("status_class", "4xx"), ("subnet(ip, 24)", "203.0.113.0/24"),
            ("subnet(16)", "203.0.0.0/16"), ("browser", "Firefox"), ("os", "Linux"), ("bot", ""),
            ("bin(bytes, 500)", "1000"), ("bin(bytes, 10, 100, 1200)", "100"), ("is_private(ip)", "false"),
        ])
    func derivedFields(expression: String, value: String) throws {
        try log.write(
            [
                #"203.0.113.77 - - [06/Jan/2025:07:38:59 +0000] "GET /shop/item.php?id=4%207&x=&lang=de HTTP/1.1" 404 1199 "https://www.example.org:8443/a?b" "Mozilla/5.0 (X11; Linux x86_64; rv:134.0) Gecko/20100101 Firefox/134.0""#
            ], to: "one.log")
        let result = try run("thresh logs count --by '\(expression)' one.log")
        #expect(result.isSuccess && result.text == "\(value)\t1\n", "\(result)")
    }

    @Test func crawlersAreBots() throws {
        let agents = [
            ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", "Googlebot\tBot\n"),
            ("curl/8.5.0", "curl\tBot\n"),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
                    + "Version/18.1 Mobile/15E148 Safari/604.1", "\tSafari\n"
            ),
        ]
        for (agent, expected) in agents {
            try log.write(
                [#"192.0.2.1 - - [06/Jan/2025:00:00:00 +0000] "GET / HTTP/1.1" 200 5 "-" "\#(agent)""#], to: "bot.log")
            let result = try run("thresh logs grep --where 'status = 200' --fields 'bot, browser' bot.log")
            #expect(result.text == expected, "\(result)")
        }
    }

    @Test func aFunctionWithoutItsArgumentsIsExplained() throws {
        let result = try run("thresh logs count --by subnet access.log")
        #expect(result.exitCode == 64 && result.errors.contains("subnet(ip, 24)"), "\(result)")
    }
}
