import Testing
import Thresh

@testable import ThreshLogs

@Suite("Expressions", .timeLimit(.minutes(2)))
struct ExpressionTests {
    static let line =
        #"203.0.113.9 - frank [17/May/2015:10:05:03 +0000] "GET /shop/item.php?id=42&q=a%20b HTTP/1.1" 404 2326 "https://www.example.com:8080/start?x=1" "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36""#

    /// 2015-05-18 00:00:00 UTC.
    private static let context = ExpressionContext(now: Timestamp(seconds: 1_431_907_200)!)

    private func text(_ source: String, line: String = line, context: ExpressionContext = context) throws -> String {
        let format = try FormatCatalog.format(named: "combined")
        let expression = try Expression.parse(source)
        let program = try ExpressionProgram([expression], format: format, context: context)
        let extractor = try FieldExtractor(format, fields: program.fieldNames, context: testContext)
        return try withView(Array(line.utf8)) { view in
            try #require(extractor.extract(view) == .fields)
            program.begin()
            let value = unsafe program.value(0, extractor.fields(of: view))
            switch value.kind {
            case .any: return "null"
            case .boolean: return "\(value.isTrue)"
            case .integer: return "\(value.integer!)"
            case .number, .duration: return "\(value.number!)"
            case .text, .numeral: return "'\(String(value.text))'"
            case .time: return value.time!.text(in: context.zone)
            }
        }
    }

    @Test(
        "bytes that are no UTF-8 are those of the command line",
        arguments: [
            "path = '/\u{10FFE9}'", "path ~ '\u{10FFE9}$'", "path ~ '(?-u)^.\\xe9$'", "path contains '\u{10FFE9}'",
            "path in ('/a', '/\u{10FFE9}')", "path ends '\u{10FFE9}'", "extract(path, '(\u{10FFE9})') is not null",
            "concat('/', '\u{10FFE9}') = path", "path != '/\u{FFFD}'", "not path ~ '\u{FFFD}'",
        ])
    func bytes(source: String) throws {
        let parts = Self.line.split(separator: "/shop/item.php?id=42&q=a%20b").map { Array($0.utf8) }
        let line = parts[0] + [0x2F, 0xE9] + parts[1]
        let format = try FormatCatalog.format(named: "combined")
        let program = try ExpressionProgram([try Expression.parse(source)], format: format, context: Self.context)
        let extractor = try FieldExtractor(format, fields: program.fieldNames, context: testContext)
        try withView(line) { view in
            try #require(extractor.extract(view) == .fields)
            program.begin()
            #expect(unsafe program.value(0, extractor.fields(of: view)).isTrue)
        }
    }

    @Test(
        "arithmetic is that of the decimals that are written",
        arguments: [
            ("0.1 + 0.2", "0.3"), ("0.3 - 0.1", "0.2"), ("1.1 * 1.1", "1.21"), ("0.3 / 0.1", "3.0"),
            ("0.3 % 0.1", "0.0"),
            ("-0.7 % 0.2", "-0.1"), ("100 * 1.1", "110.0"), ("0.07 * 100", "7.0"), ("12345.678 * 0.001", "12.345678"),
            ("1e-7 + 2e-7", "3e-07"), ("9007199254740993 / 3", "3002399751580331.0"), ("9223372036854775807 % 10", "7"),
            ("9007199254740993 * 1.0", "9007199254740992.0"), ("1000000000000000 + 0.1", "1000000000000000.1"),
            ("9223372036854775807 + 1", "9.223372036854775807e+18"), ("1 / 3 * 3", "1.0"), ("1 / 0", "null"),
            ("0.1 % 0", "null"),
        ])
    func decimals(source: String, value: String) throws {
        let found = try text(source)
        if let number = Double(value), value.contains(".") || value.contains("e") {
            #expect(Double(found) == number, "\(found)")
        } else {
            #expect(found == value)
        }
    }

    @Test(
        "values",
        arguments: [
            ("status", "404"), ("status = 404", "true"), ("status == 404 and bytes > 1000", "true"),
            ("status != 404", "false"),
            ("not status = 404", "false"), ("status in (200, 404)", "true"), ("status not in (200, 404)", "false"),
            ("status in [500, 502]", "false"), ("status >= 400 and status < 500 or false", "true"), ("1 + 2 * 3", "7"),
            ("(1 + 2) * 3", "9"), ("-status + 1", "-403"), ("bytes / 2", "1163.0"), ("bytes % 100", "26"),
            ("7 / 0", "null"),
            ("2 - 3 - 4", "-5"), ("1.5e3", "1500.0"), ("10kB", "10000"), ("1.5KiB", "1536"), ("250ms", "0.25"),
            ("5m", "300.0"),
            ("9223372036854775807 + 1", "9.223372036854776e+18"), ("path ~ '^/shop/.*\\.php'", "true"),
            ("path !~ 'cart'", "true"), ("path contains 'item'", "true"), ("path not contains 'item'", "false"),
            ("path starts '/shop'", "true"), ("path starts with '/shop'", "true"), ("path ends 'q=a%20b'", "true"),
            ("user = 'frank'", "true"), ("ident is null", "true"), ("ident is not null", "false"),
            ("ident = 'x'", "null"), ("not ident = 'x'", "null"),
            ("ident = 'x' or status = 404", "true"),
            ("ident = 'x' and status = 200", "false"), ("coalesce(ident, user, 'nobody')", "'frank'"),
            ("if(status < 400, 'good', 'bad')", "'bad'"), ("time", "2015-05-17T10:05:03Z"),
            ("time > 2015-05-17", "true"),
            ("time >= 2015-05-17T10:05:03", "true"), ("time < '2015-05-17 10:05:03'", "false"),
            ("time > yesterday", "true"),
            ("time > today", "false"), ("time > -2h", "false"), ("time > -1d", "true"), ("time > now - 14h", "true"),
            ("time < tomorrow", "true"), ("now - time", "50097.0"), ("time + 1h", "2015-05-17T11:05:03Z"),
            ("hour(time)", "2015-05-17T10:00:00Z"), ("day(time)", "2015-05-17T00:00:00Z"),
            ("day", "2015-05-17T00:00:00Z"),
            ("bucket(time, 5m)", "2015-05-17T10:05:00Z"), ("bucket(5m)", "2015-05-17T10:05:00Z"),
            ("week(time)", "2015-05-11T00:00:00Z"),
            ("month(time)", "2015-05-01T00:00:00Z"), ("year(time)", "2015-01-01T00:00:00Z"),
            ("minute(time)", "2015-05-17T10:05:00Z"),
            ("hour_of_day(time)", "10"), ("weekday(time)", "'Sun'"), ("weekday", "'Sun'"),
            ("epoch(time)", "1431857103.0"),
            ("status_class", "'4xx'"), ("status_class(503)", "'5xx'"), ("status_class(42)", "null"),
            ("path(path)", "'/shop/item.php'"),
            ("path('https://a.b/c/d?e#f')", "'/c/d'"), ("host(referer)", "'www.example.com'"),
            ("host('http://u:p@[::1]:80/')", "'[::1]'"), ("host('/x')", "null"), ("query('id')", "'42'"),
            ("query(path, 'q')", "'a b'"), ("query(id)", "'42'"), ("query('none')", "null"), ("ext(path)", "'php'"),
            ("ext", "'php'"),
            ("ext('/a/b')", "null"),
            ("ext('/a.b/c')", "null"), ("subnet(ip, 24)", "'203.0.113.0/24'"), ("subnet(24)", "'203.0.113.0/24'"),
            ("subnet('2001:db8:1:2::3', 24, 48)", "'2001:db8:1::/48'"), ("subnet('host', 8)", "null"),
            ("subnet('10.0.0.1:5321', 24)", "'10.0.0.0/24'"),
            ("subnet('[2001:db8:1::1]:443', 24, 48)", "'2001:db8:1::/48'"),
            ("subnet('::ffff:10.0.0.1', 24)", "'10.0.0.0/24'"),
            ("subnet('2001:db8:1::1', 24, 48)", "'2001:db8:1::/48'"),
            ("is_private('10.0.0.1:80')", "true"), ("is_private('::ffff:192.168.1.1')", "true"),
            ("'10.0.0.1:80' in ('10.0.0.0/8')", "true"), ("'::ffff:10.0.0.1' in ('10.0.0.0/8')", "true"),
            ("'10.0.0.1' in ('::ffff:10.0.0.0/104')", "true"), ("'11.0.0.1' in ('::ffff:10.0.0.0/104')", "false"),
            ("'10.0.0.1:' in ('10.0.0.0/8')", "null"), ("'a:80' in ('10.0.0.0/8')", "null"),
            ("ip in ('203.0.113.0/24', '10.0.0.0/8')", "true"), ("ip in ('198.51.100.0/24')", "false"),
            ("is_private('192.168.1.1')", "true"), ("is_private(ip)", "false"), ("browser(agent)", "'Chrome'"),
            ("os", "'Linux'"),
            ("bot(agent)", "null"), ("bot('Mozilla/5.0 (compatible; Googlebot/2.1)')", "'Googlebot'"),
            ("bin(bytes, 1000)", "2000"),
            ("bin(-5, 10)", "-10"), ("bin(bytes, 0, 100, 1000, 10000)", "1000"), ("bin(2.75, 0.5)", "2.5"),
            ("round(2.5)", "3"),
            ("round(2.567, 1)", "2.6"), ("round(1.005, 2)", "1.01"), ("round(-2.675, 2)", "-2.68"),
            ("round(-9223372036854775807, 1)", "-9223372036854775807"), ("round(1250, -2)", "1300"),
            ("round(-149, -2)", "-100"), ("floor(-1.5)", "-2"), ("ceil(1.2)", "2"), ("abs(-3)", "3"),
            ("lower('AbC')", "'abc'"),
            ("upper('é-b')", "'é-B'"), ("length(user)", "5"), ("concat(method, ' ', status)", "'GET 404'"),
            ("extract(path, 'id=(\\d+)')", "'42'"), ("substring(path, 2, 4)", "'shop'"), ("min(3, 1, 2)", "1"),
            ("max(1, 2.5)", "2.5"),
            ("`status`", "404"), ("number('12.5')", "12.5"), ("text(status)", "'404'"),
            ("method in ('GET', 'HEAD')", "true"),
            ("'it\\'s'", "'it's'"), ("\"double\"", "'double'"), ("status > 400 && !(bytes < 10) || false", "true"),
        ])
    func values(source: String, expected: String) throws { #expect(try text(source) == expected) }

    @Test("a zone moves days and literals")
    func zones() throws {
        let berlin = ExpressionContext(zone: try .named("Europe/Berlin"), now: Timestamp(seconds: 1_431_907_200)!)
        #expect(try text("day(time)", context: berlin) == "2015-05-17T00:00:00+02:00")
        #expect(try text("time = 2015-05-17T12:05:03", context: berlin) == "true")
        #expect(try text("today", context: berlin) == "2015-05-18T00:00:00+02:00")
        #expect(try text("time = 2015-05-17T10:05:03Z", context: berlin) == "true")
    }

    @Test(
        "errors show the place",
        arguments: [
            ("statos = 404", 0, "did you mean 'status'"), ("status = ", 9, "found the end"),
            ("status = 'abc'", 9, "cannot be compared"),
            ("status ~ bytes", 9, "pattern in quotes"), ("path ~ '('", 7, "pattern"),
            ("hour(status)", 5, "wants a time"),
            ("hour(time", 9, "expected ',' or ')'"), ("sum(bytes) > 5", 0, "aggregate"),
            ("bucket(time, 5)", 13, "duration"),
            ("nosuch(time)", 0, "no function"), ("status and true", 0, "condition"), ("1 + 'a'", 4, "wants numbers"),
            ("time > 'soon'", 7, "no time"), ("'open", 0, "closing quote"),
            ("status = 4 4", 11, "expected an operator"),
            ("5parsecs", 1, "unknown unit"), ("a ? b", 2, "unexpected"), ("path contains 5", 14, "expected a text"),
            ("2015-05-17x", 0, "no time"), ("subnet(ip, 'x')", 11, "length"), ("time + time", 7, "cannot be added"),
            ("coalesce()", 0, "takes"), ("1 in (1, 2", 10, "expected ','"),
        ])
    func errors(source: String, offset: Int, word: String) throws {
        let error = try #require(throws: ExpressionError.self) {
            _ = try ExpressionProgram(
                [try Expression.parse(source)], format: try FormatCatalog.format(named: "combined"),
                context: Self.context)
        }
        #expect(error.offset == offset, "\(error)")
        #expect(error.message.contains(word), "\(error)")
        #expect(error.description.hasSuffix("\n  \(source)\n  \(String(repeating: " ", count: offset))^"))
    }

    @Test("deep nesting is an error, not a crash")
    func depth() {
        for source in [
            String(repeating: "(", count: 5000), String(repeating: "-", count: 5000) + "1",
            String(repeating: "not ", count: 5000),
        ] {
            #expect(throws: ExpressionError.self) { try Expression.parse(source) }
        }
    }

    @Test("aggregates are found in the tree")
    func aggregates() throws {
        let list = try Expression.parseList(
            "count, sum(bytes) as total, p99.9(duration), approx_distinct(ip), sum(bytes) / count, min(1, 2)")
        #expect(
            list.map(\.name) == [
                "count", "total", "p99.9(duration)", "approx_distinct(ip)", "sum(bytes) / count", "min(1, 2)",
            ])
        let calls = list.map { $0.expression.aggregates }
        #expect(calls.map(\.count) == [1, 1, 1, 1, 2, 0])
        #expect(calls[0][0].function == .count && calls[1][0].function == .sum)
        #expect(calls[2][0].function == .quantile(0.999))
        #expect(calls[3][0].function == .distinct && calls[3][0].isApproximate)
        #expect(calls[1][0].arguments.map(\.text) == ["bytes"])
        #expect(try Expression.parse("hour(time) = 5 and status = 200").fieldNames == ["time", "status"])
    }

    @Test("rows have columns, and aggregates are such")
    func rows() throws {
        let program = try ExpressionProgram(
            [try Expression.parse("count > 10 and sum( bytes ) / count > 2 and path starts '/a'")],
            columns: [("path", .text), ("count", .integer), ("sum(bytes)", .integer)], context: Self.context)
        #expect(Set(program.fieldNames) == ["count", "sum(bytes)", "path"])
        func isTrue(_ path: String, _ count: Int, _ sum: Int) -> Bool {
            program.begin()
            for (index, name) in program.fieldNames.enumerated() {
                if name == "path" {
                    withView(Array(path.utf8)) { program.setColumn(index, text: $0) }
                } else {
                    program.setColumn(index, integer: name == "count" ? count : sum)
                }
            }
            return program.value(0).isTrue
        }
        #expect(isTrue("/abc", 11, 100))
        #expect(!isTrue("/abc", 10, 100))
        #expect(!isTrue("/abc", 11, 11))
        #expect(!isTrue("/b", 11, 100))
    }

    @Test("fields of open formats are what the line says")
    func openFormats() throws {
        let format = try FormatCatalog.format(named: "json")
        let lines = [#"{"a":{"b":5},"s":"x\ny","t":"7","n":null}"#, #"{"a":{"b":"five"},"s":"","flag":true}"#]
        let sources = [
            "a.b + 1", "a.b = 5", "s contains 'y'", "length(s)", "t > 6", "n is null", "flag = true", "nothing is null",
        ]
        let program = try ExpressionProgram(
            try sources.map { try Expression.parse($0) }, format: format, context: Self.context)
        let extractor = try FieldExtractor(format, fields: program.fieldNames, context: testContext)
        let found = lines.map { line in
            withView(Array(line.utf8)) { view in
                _ = extractor.extract(view)
                program.begin()
                let fields = unsafe extractor.fields(of: view)
                return sources.indices.map { index -> String in
                    let value = program.value(index, fields)
                    return value.isNull ? "null" : value.integer.map(String.init) ?? "\(value.isTrue)"
                }
            }
        }
        #expect(found[0] == ["6", "true", "true", "3", "true", "true", "null", "true"])
        // What is no number is passed over where it is compared with one.
        #expect(found[1] == ["null", "null", "false", "0", "null", "true", "true", "true"])
    }
}

@Suite("Deep expressions", .timeLimit(.minutes(1)))
struct ExpressionDepthTests {
    private func compile(_ source: String, _ format: String = "json") throws {
        let format = try FormatCatalog.format(named: format)
        let context = ExpressionContext(now: Timestamp(seconds: 1_431_907_200)!)
        _ = try ExpressionProgram([try Expression.parse(source)], format: format, context: context)
    }

    private static func repeated(_ text: String, _ count: Int = 10_000) -> String {
        String(repeating: text, count: count)
    }

    @Test(
        "are refused",
        arguments: [
            "a = 1" + repeated(" or a = 1"), "a = 1" + repeated(" and a = 1"), "1" + repeated("+1") + " = a",
            "1" + repeated("*1") + " = a", "a" + repeated(" is null"), "a" + repeated(" in (1)"),
            repeated("(") + "a = 1" + repeated(")"), repeated("not ") + "a = 1", repeated("-") + "1 = a",
            repeated("! ") + "a = 1", repeated("lower(") + "a" + repeated(")") + " = 'x'",
            "a" + repeated(".a") + " = 1",
            "a in (" + repeated("1 in (") + "1" + repeated(")") + ")",
            "1" + repeated("+1", 1000) + repeated("+(1", 90) + repeated("+1", 1000) + repeated(")", 90)
                + repeated("+1", 1000),
        ])
    func refused(source: String) throws {
        let error = #expect(throws: ExpressionError.self) { try compile(source) }
        #expect(error.map { "\($0.usage.kind)" } == "usage")
    }

    @Test("are not those that people write")
    func accepted() throws {
        try compile("a = 1" + Self.repeated(" or a = 1", 60))
        try compile("1" + Self.repeated("+1", 60) + " = a")
        try compile("a in (" + Self.repeated("1, ") + "2)")
        try compile(Self.repeated("(", 90) + "a = 1" + Self.repeated(")", 90))
        try compile("a" + Self.repeated(".a", 64) + " = 1")
    }
}
