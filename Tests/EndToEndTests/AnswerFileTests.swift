import TestSupport
import Testing

/// Answers of questions in files, and questions that look a table up.
@Suite(.timeLimit(.minutes(2))) struct AnswerFileTests {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
        func rows(_ numbers: Range<Int>) -> String {
            numbers.map { "2024-03-0\(1 + $0 % 3)T10:00:00Z,item \($0 % 7),\($0 * 37 % 11)\n" }.joined()
        }
        try directory.write(Array(("time,item,n\n" + rows(0..<60)).utf8), to: "a.csv")
        try directory.write(Array(("time,item,n\n" + rows(60..<90)).utf8), to: "b.csv")
        let kinds = (0..<6).map { "item \($0),\(["round", "flat"][$0 % 2])\n" }.joined()
        try directory.write(Array(("name,kind\n" + kinds).utf8), to: "items.csv")
        try directory.write(Array("item,ok,note\nitem 1,true,\nitem 2,false,x\n".utf8), to: "kinds.csv")
    }

    private func run(_ command: String) throws -> CommandResult { try shell(command, in: directory.path) }

    @Test(arguments: [
        "count --by item a.csv b.csv", "top 3 --by item --of 'sum(n)' a.csv",
        "agg 'sum(n), p50(n)' --by item --sort '-sum(n)' a.csv",
        "agg 'top(item, 2)' a.csv", "stats --of n --by item a.csv", "rate --every 1d --by item a.csv",
        "join --on item=name a.csv items.csv", "count --where 'n > 100' --by item a.csv",
        "count --by kind a.csv --with items.csv --on item=name", "logs grep --fields 'ok, note' kinds.csv",
        "join --on item --left a.csv kinds.csv",
    ])
    func anAnswerIsTheSameInFiles(question: String) throws {
        let printed = try run("thresh \(question) --quiet").text
        expectPrints(try run("thresh \(question) --quiet -o out && cat out/part-*"), printed)
        expectPrints(try run("thresh verify out | grep -c 'out'"), "1\n")
        expectFails(try run("thresh \(question) --quiet -o out"), 73, "exists already")
        expectPrints(try run("thresh \(question) --quiet -o out --overwrite && cat out/part-*"), printed)
        expectPrints(
            try run("thresh \(question) --quiet -o x.db && sqlite3 x.db .dump"),
            try run("thresh \(question) --quiet --output-format sqlite -o y && sqlite3 y .dump").text)
        for (ending, format) in [
            ("csv", "csv"), ("json", "json"), ("jsonl", "ndjson"), ("md", "markdown"), ("tsv", "tsv"),
        ] {
            let text = try run("thresh \(question) --quiet --output-format \(format)").text
            expectPrints(try run("thresh \(question) --quiet -o x.\(ending) && cat x.\(ending)"), text)
            expectFails(try run("thresh \(question) --quiet -o x.\(ending)"), 73, "exists already")
            expectPrints(try run("thresh \(question) --quiet -o x.\(ending) --overwrite && cat x.\(ending)"), text)
        }
    }

    @Test func integersBeyondADoubleKeepTheirDigitsInADatabase() throws {
        try directory.write(
            Array("{\"id\":9007199254740993,\"x\":1}\n{\"id\":9223372036854775807,\"x\":2.5}\n".utf8), to: "big.json")
        func select(_ file: String, _ table: String) -> String { "sqlite3 \(file) 'select * from \"\(table)\"'" }
        expectPrints(
            try run("thresh join --on x big.json big.json --quiet -o b.db; \(select("b.db", "join"))"),
            "1|9007199254740993|9007199254740993\n2.5|9223372036854775807|9223372036854775807\n")
        expectPrints(
            try run("thresh agg 'sum(id), max(id), mean(x)' big.json -o c.db; \(select("c.db", "agg"))"),
            "9232379236109516800|9223372036854775807|1.75\n")
    }

    /// A slip of the hand must not cost the data.
    @Test(arguments: [
        "agg count a.csv -o a.csv", "agg count b.csv a.csv -o ./a.csv", "sort a.csv -o a.csv",
        "wordcount a.csv -o a.csv",
        "join --on item=name a.csv items.csv -o items.csv",
        "agg count --by kind a.csv --with items.csv --on item=name -o items.csv",
        "agg count a.csv --html a.csv", "agg count a.csv --and 'sum(n)' -o a.csv", "logs grep a.csv -o a.csv",
        "agg count --by item a.csv -o linked.csv",
    ])
    func whatIsReadIsNotReplaced(question: String) throws {
        let before = try run("ln -s a.csv linked.csv; cat a.csv items.csv").text
        expectFails(
            try run("thresh \(question) --overwrite"), 73,
            question.contains("--html") ? "thresh did not write it" : "is read, and")
        expectPrints(try run("cat a.csv items.csv"), before)
    }

    @Test func linesGoIntoAFile() throws {
        let sorted = try run("LC_ALL=C sort a.csv").text
        for name in ["s.txt", "s.csv", "s.log", "s.ndjson"] {
            expectPrints(try run("thresh sort a.csv -o \(name) && cat \(name)"), sorted)
        }
        expectPrints(
            try run("thresh sort --by 'n desc, item' a.csv -o b.tsv && cat b.tsv"),
            try run("thresh sort --by 'n desc, item' a.csv").text)
        expectPrints(
            try run("thresh grep 'item 3' a.csv --output g.txt; cat g.txt"), try run("grep 'item 3' a.csv").text)
        expectPrints(
            try run("thresh logs grep --where 'n > 8' a.csv -o l.csv; cat l.csv"),
            try run("thresh logs grep --where 'n > 8' a.csv").text)
        expectFails(try run("thresh sort a.csv -o s.db"), 64, "writes lines as they are, which -o s.db does not say")
    }

    @Test(arguments: [
        ("x.csv.gz", "pipe it to gzip"), ("x.json.zst", "pipe it to zstd"), ("x.html", "written by --html x.html"),
        ("x.xlsx", "such files are not written"), ("d/x.parquet", "such files are not written"),
    ])
    func endingsThatAreNotWrittenAreRefused(name: String, reason: String) throws {
        expectFails(try run("thresh count a.csv -o \(name)"), 64, reason)
        expectFails(try run("thresh sort a.csv -o \(name)"), 64, reason)
    }

    @Test func severalAnswersHaveTheirOwnParts() throws {
        let question = "agg 'sum(n)' --by item a.csv --and 'count by time'"
        expectPrints(
            try run("thresh \(question) -o out && cat out/answer-1-* out/answer-2-*"),
            try run("thresh agg 'sum(n)' --by item a.csv; thresh agg count --by time a.csv").text)
        expectPrints(try run("thresh verify out | grep -c 'out'"), "1\n")
        expectPrints(try run("grep -c '\"question\"' out/_SUCCESS"), "2\n")
        expectPrints(
            try run("thresh \(question) -o x.json && cat x.json"),
            try run("thresh \(question) --output-format json").text)
        expectFails(try run("thresh \(question) -o x.db"), 64, "has room for one answer")
    }

    @Test(arguments: ["count by kind", "sum(n) by kind, item", "p90(n) by kind sort -kind limit 1"])
    func aTableIsLookedUpForSeveralQuestions(other: String) throws {
        let lookup = "--with items.csv --on item=name a.csv"
        let answers = try run("thresh agg count --by kind \(lookup) --and '\(other)' | grep -v '^#' | grep .").text
        let words = other.split(separator: " by ", maxSplits: 1).map(String.init)
        var rest = words[1]
        var options = ""
        if let sort = rest.range(of: " sort ") {
            options = "--sort -kind --limit 1"
            rest = String(rest[..<sort.lowerBound])
        }
        expectPrints(
            try run(
                "thresh agg count --by kind \(lookup); thresh agg '\(words[0])' --by '\(rest)' \(options) \(lookup)"),
            answers)
    }

    @Test func aTableIsLookedUpInTwoPeriods() throws {
        let lookup = "--with items.csv --on item=name a.csv"
        let compared = try run(
            "thresh agg 'sum(n)' --by kind --where 'n < 6' --compare 'n >= 6' \(lookup) --output-format ndjson")
        #expect(compared.isSuccess, "\(compared)")
        let (one, other) = (
            try run("thresh agg 'sum(n)' --by kind --where 'n < 6' \(lookup)").text,
            try run("thresh agg 'sum(n)' --by kind --where 'n >= 6' \(lookup)").text
        )
        for (text, suffix) in [(one, ""), (other, " other")] {
            for row in text.split(separator: "\n") {
                let cells = row.split(separator: "\t", omittingEmptySubsequences: false)
                let kind = cells[0].isEmpty ? "null" : "\"\(cells[0])\""
                #expect(
                    compared.lines.contains {
                        $0.contains("\"kind\":\(kind)") && $0.contains("\"sum(n)\(suffix)\":\(cells[1])")
                    },
                    "\(row) in \(compared.text)")
            }
        }
    }

    @Test func aTableIsAPartOfWhatIsKept() throws {
        let question = "agg 'sum(n), p50(n)' --by kind --with items.csv --on item=name"
        let whole = try run("thresh \(question) a.csv b.csv --quiet").text
        #expect(try run("thresh \(question) a.csv --partial a.d && thresh \(question) b.csv --partial b.d").isSuccess)
        expectPrints(try run("thresh merge a.d b.d --quiet"), whole)
        #expect(try run("thresh \(question) a.csv --state s --quiet").isSuccess)
        expectPrints(try run("thresh \(question) a.csv b.csv --state s --quiet"), whole)
        try directory.write(Array("name,kind\nitem 1,round\n".utf8), to: "items.csv")
        expectFails(try run("thresh \(question) a.csv b.csv --state s --quiet"), 65, "the table of --with has changed")
        #expect(try run("thresh \(question) b.csv --partial c.d").isSuccess)
        expectFails(try run("thresh merge a.d c.d --quiet"), 65, "another table of --with")
    }
}
