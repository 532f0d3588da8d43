import Testing
import Thresh

@testable import ThreshLogs

/// Which types columns have, and what becomes of values that are used as numbers.
@Suite("Values", .timeLimit(.minutes(1)))
struct ValueTests {
    private static let context = ExpressionContext(now: Timestamp(seconds: 1_714_521_600)!)

    private func format(_ lines: [String]) throws -> LogFormat {
        let text = Array(lines.joined(separator: "\n").utf8)
        return try #require(withView(text) { FormatDetector.detect($0, isCut: false)?.format })
    }

    @Test(
        "a column is of numbers where each is written as it would be printed",
        arguments: [
            (["5", "-3", "0"], FieldType.number), (["0.5", "12", "-2.25"], .number),
            (["5.50", "10.5"], .numeral(.number)),
            (["007", "12"], .numeral(.number)), (["+1", "2"], .numeral(.number)), (["1e3", "2"], .numeral(.number)),
            (["9223372036854775808", "1"], .numeral(.number)), (["1", "-", "N/A", "2"], .number),
            (["1500us", "2s", "0"], .numeral(.duration)), (["15 ms", "1m"], .numeral(.duration)),
            (["12KB", "3 MB", "7"], .numeral(.size)), (["1", "2", "x"], .numeral(.number)), (["1", "x"], .text),
            (["true", "false"], .boolean), (["a", "b"], .text), (["-", "null"], .any), (["1,5", "2,5"], .text),
        ])
    func types(values: [String], type: FieldType) throws {
        #expect(FieldSurvey.type(of: values.map { SampledValue(Array($0.utf8)) }, named: "v") == type)
        if type == .any { return }
        // The same in lines.
        let logfmt = try format(values.map { "level=info v=\"\($0)\" w=1" })
        #expect(logfmt.type(of: "v") == type)
        let csv = try format(["v;w"] + values.map { "\"\($0)\";1" })
        #expect(csv.type(of: "v") == type)
    }

    @Test("JSON has numbers and texts")
    func typesOfJSON() throws {
        let lines = [#"{"n":1.0,"t":"12","m":1,"b":true,"u":"0.5"}"#, #"{"n":1e3,"t":"7","m":"1","b":false,"u":"-"}"#]
        let format = try format(lines)
        #expect(format.type(of: "n") == .number)
        #expect(format.type(of: "t") == .numeral(.number) && format.type(of: "u") == .numeral(.number))
        #expect(format.type(of: "m") == .any && format.type(of: "b") == .boolean)
    }

    @Test(
        "texts are numbers exactly",
        arguments: [
            ("9ms", 0.009), ("3000500us", 3.0005), ("1h2m3.5s", 3723.5), ("0.1m", 6), ("15 ms", 0.015), ("100ns", 1e-7),
            ("2.3m", 138), ("-1.5s", -1.5), ("7", 7),
        ])
    func durations(text: String, seconds: Double) {
        #expect(Array(text.utf8).withLineBytes { NumberText.duration($0, .written) } == seconds)
        #expect(Array("9".utf8).withLineBytes { NumberText.duration($0, .milliseconds) } == 0.009)
    }

    @Test func multiplesAreThoseOfDecimals() {
        #expect(NumberText.floor(0.3, to: 0.1) == 0.3 && NumberText.floor(-0.3, to: 0.1) == -0.3)
        #expect(NumberText.floor(0.35, to: 0.1) == 0.3 && NumberText.floor(-0.35, to: 0.1) == -0.4)
        #expect(NumberText.floor(2.5, to: 0.25) == 2.5 && NumberText.floor(1e17, to: 0.1) <= 1e17)
        for tenths in -500...500 {
            let value = Double(tenths) / 10
            #expect(NumberText.floor(value, to: 0.1) == value)
        }
    }

    @Test("what answers print is a number, and nothing else")
    func canonical() {
        func isCanonical(_ text: String) -> Bool { Array(text.utf8).withLineBytes { NumberText.canonical($0) } != nil }
        for number in [
            0, 1, -1, 0.5, 1e15, 1e16, 1e-4, 1e-5, 123456.789, 0.1 + 0.2, -2.5e-9, Double.leastNonzeroMagnitude,
            1.7e308,
        ] {
            #expect(isCanonical(NumberText.text(number)), "\(number)")
        }
        for text in ["", "-", "-0", "00", "01", "1.", ".5", "1.50", "1e3", "+1", "0x1", "1 ", "1_0", "1e15", "12a"] {
            #expect(!isCanonical(text), "\(text)")
        }
        #expect(isCanonical("9223372036854775807") && !isCanonical("9223372036854775808"))
    }

    @Test func escapesThatJSONDoesNotHaveStayAsWritten() {
        func decoded(_ text: String) -> String {
            var buffer = ByteBuffer()
            withView(Array(text.utf8)) { Escapes.appendJSON($0, to: &buffer) }
            return String(buffer.view)
        }
        #expect(decoded(#"a \x22b\x22"#) == #"a \x22b\x22"#)
        #expect(decoded(#"\u12 \q \"#) == #"\u12 \q \"#)
        #expect(decoded(#"\u0041\n\"\\\ud83d\ude00"#) == "A\n\"\\\u{1F600}")
        let text = Array(#"ab\x22\u00e9z"#.utf8)
        #expect(text.withLineBytes { Escapes.sourceOffset(ofDecoded: 8, in: $0) } == 12)
    }

    /// What expressions give for lines, and what became of conversions.
    private func results(
        _ sources: [String], numbers: [Int] = [], _ lines: [String]
    ) throws -> (values: [[String]], tallies: [Conversion.Tally]) {
        let format = try format(lines)
        let program = try ExpressionProgram(
            try sources.map { try Expression.parse($0) }, numbers: numbers.map { .init($0, "sum(\(sources[$0]))") },
            format: format, context: Self.context)
        let extractor = try FieldExtractor(format, fields: program.fieldNames, context: testContext)
        var values: [[String]] = []
        withView(Array(lines.joined(separator: "\n").utf8)) { block in
            extractor.forEachLine(in: block) { fields in
                program.begin()
                let numbers = numbers.indices.map { text(program.number($0, fields)) }
                values.append(sources.indices.map { text(program.value($0, fields)) } + numbers)
            } malformed: { line, _ in
                Issue.record("\(String(line)) does not fit")
            }
        }
        return (values, program.takeTallies())
    }

    private func text(_ value: ExpressionValue) -> String {
        switch value.kind {
        case .any: "null"
        case .boolean: "\(value.isTrue)"
        case .integer: "\(value.integer!)"
        case .number, .duration: NumberText.text(value.number!)
        case .text, .numeral: "'\(String(value.text))'"
        case .time: value.time!.text(in: .utc)
        }
    }

    @Test func textsKeepTheirBytesAndAreComparedAsNumbers() throws {
        let lines = ["zip,ms", "01234,5.50", "1234,10", "99,7.25"]
        let sources = ["zip", "zip = 1234", "zip = '01234'", "zip in ('1234', 99)", "ms > 6", "ms + 1", "zip < '200'"]
        let found = try results(sources, lines).values
        #expect(found[0] == ["'01234'", "true", "true", "false", "false", "6.5", "false"])
        #expect(found[1] == ["'1234'", "true", "false", "true", "true", "11", "false"])
        #expect(found[2] == ["'99'", "false", "false", "true", "true", "8.25", "true"])
    }

    @Test func whatIsNoNumberIsCounted() throws {
        let lines = [
            "level=a ms=1", "level=a ms=x", "level=a ms=n/a", "level=a ms=-", "level=a ms= 7", "level=a ms=2.50",
        ]
        let found = try results(["ms", "ms is null"], numbers: [0], lines)
        #expect(found.values.map { $0[2] } == ["1", "null", "null", "null", "null", "2.5"])
        #expect(found.values.map { $0[1] } == ["false", "false", "true", "true", "true", "false"])
        #expect(found.tallies[0].values == 4 && found.tallies[0].failures == 1 && found.tallies[0].marks == 1)
    }

    @Test func keysOfJSONAreWhatTheySpell() throws {
        let lines = [#"{"gr\u00f6\u00dfe":5,"o":{"\u0061":1}}"#, #"{"größe":6,"o":{"a":2}}"#]
        #expect(try results(["größe", "o.a"], lines).values == [["5", "1"], ["6", "2"]])
    }

    @Test func largeIntegersStayApart() throws {
        let lines = ["18446744073709551615", "18446744073709551614", "5"].map { "{\"id\":\($0)}" }
        let found = try results(["id", "id > 6"], lines).values
        #expect(found == [["'18446744073709551615'", "true"], ["'18446744073709551614'", "true"], ["5", "false"]])
    }

    @Test(
        "what is no condition is refused, with one that is",
        arguments: [
            ("status", "status = 404"), ("404", "status = 404"), ("time", "time >= 2015"), ("agent", "agent = 'a'"),
        ])
    func conditions(source: String, example: String) throws {
        let format = try FormatCatalog.format(named: "combined")
        let error = #expect(throws: ExpressionError.self) {
            _ = try ExpressionProgram(
                [try Expression.parse(source)], conditions: [0], format: format, context: Self.context)
        }
        #expect(error?.message.contains("not a condition") == true && error?.message.contains(example) == true)
    }

    @Test func conditionsOfJSON() throws {
        let lines = [#"{"ok":true,"any":1}"#, #"{"ok":false,"any":"x"}"#]
        #expect(
            try results(["ok and true", "ok = true", "ok = 'true'", "any and true"], lines).values == [
                ["true", "true", "true", "null"], ["false", "false", "false", "null"],
            ])
    }
}
