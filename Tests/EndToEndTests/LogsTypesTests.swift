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
