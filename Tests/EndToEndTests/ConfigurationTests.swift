import TestSupport
import Testing

/// What a configuration says, and that it is told.
@Suite(.timeLimit(.minutes(3))) struct ConfigurationTests {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
        let lines = (0..<9).map { "{\"time\":\"2024-03-01T2\($0 % 4):30:00Z\",\"status\":\($0 % 3 * 100 + 200)}\n" }
            .joined()
        try directory.write(Array(lines.utf8), to: "app.json")
        try directory.write(Array("a|b\n1|2\n3|4\n".utf8), to: "in/table.export")
    }

    private func run(_ script: String, config: String) throws -> CommandResult {
        try directory.write(Array(config.utf8), to: "config")
        return try shell("export THRESH_CONFIG=$PWD/config; " + script, in: directory.path)
    }

    @Test func savedQuestionsTakeMoreWords() throws {
        let config = """
            # two questions
            [questions]
            errors = count --by status --where 'status >= 300'
            \tfour-hundred=count --where "status = 400"
            """
        expectPrints(try run("thresh @errors app.json", config: config), "300\t3\n400\t3\n")
        expectPrints(try run("thresh @errors --limit 1 app.json --header", config: config), "status\tcount\n300\t3\n")
        expectPrints(try run("thresh @four-hundred < app.json", config: config), "3\n")
        let told = try run("thresh @errors --verbose app.json", config: config)
        #expect(
            told.errors.contains("@errors: thresh count --by status --where 'status >= 300' --verbose app.json"),
            "\(told)")
        expectFails(try run("thresh @error app.json", config: config), 64, "did you mean 'errors'?", "/config")
        expectFails(try run("thresh @errors app.json", config: "[defaults]\ntz = UTC\n"), 64, "no [questions]")
        expectFails(try shell("THRESH_CONFIG= thresh @errors app.json", in: directory.path), 64, "no configuration")
    }

    @Test func theZoneIsOfTheConfigurationAndTold() throws {
        let config = "[defaults]\ntz = Asia/Tokyo\n"
        let days = "thresh count --by 'day(time)' app.json"
        expectPrints(try shell(days, in: directory.path), "2024-03-01T00:00:00Z\t9\n")
        expectPrints(try run(days, config: config), "2024-03-02T00:00:00+09:00\t9\n")
        expectPrints(try run(days + " --tz UTC", config: config), "2024-03-01T00:00:00Z\t9\n")
        #expect(try run(days + " --verbose", config: config).errors.contains("/config:2: --tz Asia/Tokyo"))
        #expect(
            try run("thresh explain '{\"a\":1}'", config: config).text.contains(
                "/config:2: questions have --tz Asia/Tokyo"))
        // A partial has it, whoever merges it.
        let merged = try run(days + " --quiet --partial kept.d && THRESH_CONFIG= thresh merge kept.d", config: config)
        #expect(merged.text == "2024-03-02T00:00:00+09:00\t9\n", "\(merged)")
    }

    @Test func patternsSayFormats() throws {
        let question = "thresh agg 'sum(b)' in/table.export"
        let config = "[formats]\n*.csv = tsv\nin/*.export = csv|\n"
        let found = try run(question, config: config)
        #expect(found.isSuccess && found.text == "6\n", "\(found)")
        #expect(
            found.errors.contains("in/table.export: read as csv|, as ") && found.errors.contains("/config:3 says"),
            "\(found)")
        expectPrints(
            try run(
                "cd in && \(question.replacing("in/", with: "./")) --quiet",
                config: "[formats]\n\(directory.path)/*/t*.export = csv|\n"), "6\n")
        #expect(try run("thresh fields in/table.export", config: config).text.hasPrefix("in/table.export: csv"))
        expectPrints(
            try run("thresh agg 'sum(b)' --format 'csv|' in/table.export", config: "[formats]\n*.export = tsv\n"), "6\n"
        )
        expectFails(try run(question, config: "[formats]\n*.export = nonsense\n"), 64, "/config:2", "nonsense")
    }

    @Test(
        arguments: [
            ("[defaults]\ntimezone = UTC\n", ":2: unknown name 'timezone'"),
            ("[default]\ntz = UTC\n", ":2: unknown section 'default'; did you mean 'defaults'?"),
            ("[defaults]\ntz = Nowhere/City\n", ":2: "),
            ("[defaults]\n\ntz = UTC\ntz = UTC\n", ":4: line 3 says tz already"),
            ("tz = UTC\n", ":1: a [section] comes before tz"), ("[defaults]\ntz\n", ":2: 'tz' is neither"),
            ("[defaults]\ncolor = blue\n", ":2: color is auto, always or never"),
            ("[defaults]\ncolour = never\n", "did you mean 'color'?"),
            ("[questions]\nx = count --where 'open\n", ":2: a quote"),
            ("[questions]\nx = count # lines\n", ":2: a comment has a line of its own"),
            ("[questions]\nx = @y\n", ":2: a question begins with a command"),
            ("[questions]\na b = count\n", ":2: 'a b' is no name"),
            ("[formats] x\n", ":1: a section is"), ("[questions]\nx = count\nx = top\n", ":3: x is a question already"),
        ])
    func mistakesHaveAPlace(config: String, words: String) throws {
        expectFails(try run("thresh count app.json", config: config), 64, "thresh: ", "/config", words)
    }

    @Test func whereItIs() throws {
        let script =
            "unset THRESH_CONFIG; mkdir -p x/thresh; printf '[defaults]\\ntz = Asia/Tokyo\\n' > x/thresh/config; "
        let days = "thresh count --by 'day(time)' app.json"
        expectPrints(
            try shell(script + "XDG_CONFIG_HOME=$PWD/x " + days, in: directory.path), "2024-03-02T00:00:00+09:00\t9\n")
        expectPrints(
            try shell(
                script + "mkdir -p .config; mv x/thresh .config; env -u XDG_CONFIG_HOME HOME=$PWD " + days,
                in: directory.path),
            "2024-03-02T00:00:00+09:00\t9\n")
        expectPrints(
            try shell(script + "XDG_CONFIG_HOME=$PWD/x THRESH_CONFIG=/dev/null " + days, in: directory.path),
            "2024-03-01T00:00:00Z\t9\n")
        expectFails(
            try shell("THRESH_CONFIG=$PWD/none thresh count app.json", in: directory.path), 66, "/none cannot be read")
        expectPrints(try run("thresh --version >v && echo ok", config: "nonsense"), "ok\n")
    }

    @Test func coloursAreAsked() throws {
        let grep = "thresh grep 500 app.json || true; thresh grep -m 1 400 app.json"
        #expect(try run(grep, config: "[defaults]\ncolor = always\ntz = Asia/Tokyo\n").text.contains("\u{1B}[1;31m400"))
        #expect(try !run(grep, config: "[defaults]\ncolor = auto\n").text.contains("\u{1B}"))
        #expect(
            try !run("thresh grep --color never 400 app.json", config: "[defaults]\ncolor = always\n").text.contains(
                "\u{1B}"))
    }
}
