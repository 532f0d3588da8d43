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
    }

    private func run(_ command: String) throws -> CommandResult { try shell(command, in: directory.path) }

    @Test(arguments: [
        "count --by item a.csv b.csv", "top 3 --by item --of 'sum(n)' a.csv",
        "agg 'sum(n), p50(n)' --by item --sort '-sum(n)' a.csv",
        "agg 'top(item, 2)' a.csv", "stats --of n --by item a.csv", "rate --every 1d --by item a.csv",
        "join --on item=name a.csv items.csv", "count --where 'n > 100' --by item a.csv",
        "count --by kind a.csv --with items.csv --on item=name",
    ])
    func anAnswerIsTheSameInFiles(question: String) throws {
        let printed = try run("thresh \(question) --quiet").text
        expectPrints(try run("thresh \(question) --quiet -o out && cat out/part-*"), printed)
        expectPrints(try run("thresh verify out | grep -c 'out'"), "1\n")
        expectFails(try run("thresh \(question) --quiet -o out"), 73, "exists already")
        expectPrints(try run("thresh \(question) --quiet -o out --overwrite && cat out/part-*"), printed)
        for (ending, format) in [
            ("csv", "csv"), ("json", "json"), ("jsonl", "ndjson"), ("md", "markdown"), ("tsv", "tsv"),
        ] {
            let text = try run("thresh \(question) --quiet --output-format \(format)").text
            expectPrints(try run("thresh \(question) --quiet -o x.\(ending) && cat x.\(ending)"), text)
            expectFails(try run("thresh \(question) --quiet -o x.\(ending)"), 73, "exists already")
            expectPrints(try run("thresh \(question) --quiet -o x.\(ending) --overwrite && cat x.\(ending)"), text)
        }
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
