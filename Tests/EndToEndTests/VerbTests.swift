import TestSupport
import Testing

/// Commands by their short names, and what a shell says of them.
@Suite(.timeLimit(.minutes(2))) struct VerbTests {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
        try directory.write(Array("region,amount\nnorth,3\nsouth,4\nnorth,5\n".utf8), to: "sales.csv")
        try directory.write(Array(#"{"level":"info","ms":1}"#.utf8) + [10], to: "app.json")
    }

    private func run(_ script: String) throws -> CommandResult { try shell(script, in: directory.path) }

    @Test(arguments: [
        "count --by region sales.csv", "agg 'sum(amount)' --by region sales.csv", "top 1 --by region sales.csv",
        "stats --of amount sales.csv", "fields sales.csv", "templates app.json", "grep -c north sales.csv",
        "sort sales.csv", "wordcount sales.csv", "index sales.csv",
    ])
    func aVerbIsTheCommandBehindIt(line: String) throws {
        let parent = ["grep", "sort", "wordcount", "index"].contains { line.hasPrefix($0) } ? "run" : "logs"
        let short = try run("thresh \(line)")
        #expect(short.isSuccess && !short.text.isEmpty, "\(short)")
        expectPrints(try run("thresh \(parent) \(line)"), short.text)
    }

    @Test func whatIsPipedIsReadWhereNothingIsNamed() throws {
        expectPrints(try run("cat sales.csv | thresh count --by region"), "north\t2\nsouth\t1\n")
        expectPrints(try run("thresh sort < sales.csv"), "north,3\nnorth,5\nregion,amount\nsouth,4\n")
        expectPrints(try run("cat app.json | thresh agg 'max(ms)'"), "1\n")
        for line in ["count", "wordcount", "grep a", "fields"] {
            expectFails(
                try run("thresh \(line) </dev/null"), 64,
                "Missing input: name files or directories, or pipe something in")
        }
    }

    @Test(arguments: [
        ("cuont sales.csv", "did you mean thresh count?"), ("logs tpo 3", "did you mean thresh logs top?"),
        ("run sorts x", "did you mean thresh run sort?"), ("funel", "did you mean thresh funnel?"),
        ("qqqqqq", "There is no command 'qqqqqq'; thresh --help lists them"),
    ])
    func aMistypedVerbIsCorrected(line: String, message: String) throws {
        expectFails(try run("thresh \(line)"), 64, message)
    }

    @Test func helpBeginsWithWhatTheCommandHas() throws {
        let page = try run("thresh count --help").text
        let own = try #require(page.range(of: "--by <fields>"))
        let common = try #require(page.range(of: "--where <expr>"))
        let all = try #require(page.range(of: "--memory <size>"))
        #expect(own.lowerBound < common.lowerBound && common.lowerBound < all.lowerBound)
        #expect(page.hasPrefix("OVERVIEW: Count lines") && page.contains("USAGE: thresh count ["))
        #expect(try run("thresh help logs count").text.contains("USAGE: thresh logs count ["))
    }

    @Test func theShellCompletesFilesFieldsFormatsAndZones() throws {
        let script = #"""
            eval "$(thresh --generate-completion-script bash)"
            propose() {
                COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMP_LINE="$*" COMP_POINT=${#COMP_LINE} COMPREPLY=()
                _thresh thresh "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
                echo "${COMPREPLY[*]}"
            }
            propose thresh cou
            propose thresh count sales.csv --by ''
            propose thresh count app.json --by level,m
            propose thresh count --format journal-j
            propose thresh count --tz Europe/Berl
            propose thresh count sal
            """#
        try directory.write(Array(script.utf8), to: "complete")
        expectPrints(
            try run("bash complete"),
            "count\nregion amount\nlevel,ms\njournal-json\nEurope/Berlin\nsales.csv\n")
    }
}
