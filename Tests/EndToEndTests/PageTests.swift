import Foundation
import FoundationXML
import TestSupport
import Testing

/// Answers as pages: `--html FILE`.
@Suite(.serialized, .timeLimit(.minutes(2))) struct PageTests {
    private let log: GeneratedLog

    init() throws { log = try GeneratedLog(lineCount: 600) }

    private func run(_ script: String) throws -> CommandResult { try shell(script, in: log.directory.path) }

    private func page(_ name: String = "a.html") throws -> XMLDocument {
        try XMLDocument(data: Data(log.directory.read(name)))
    }

    private func texts(_ page: XMLDocument, _ path: String) throws -> [String] {
        try page.nodes(forXPath: path).map { $0.stringValue ?? "" }
    }

    @Test(
        arguments: [
            "agg 'count, sum(bytes), mean(bytes)' --by 'status, method'", "count --by path", "top 3 --by ip",
            "stats --of bytes", "stats --of bytes --by method", "rate --every 1h --by status", "count",
            "agg 'p99(extra1), count' --by 'bucket(time, 30m)'", "grep --where 'status = 404' --fields 'path, bytes'",
        ])
    func theTableHasTheRows(question: String) throws {
        let printed = try run("thresh logs \(question) access.log")
        let withPage = try run("thresh logs \(question) access.log --html a.html --overwrite")
        expectPrints(withPage, printed.text)
        let page = try page()
        let cells = try page.nodes(forXPath: "//tbody/tr").map { row in
            (row.children ?? []).map { cell in
                let exact = (cell as? XMLElement)?.attribute(forName: "title")?.stringValue
                return exact ?? (cell.stringValue ?? "").replacingOccurrences(of: ",", with: "")
            }
        }
        let expected = printed.text.split(separator: "\n").map {
            $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        }
        #expect(cells == expected)
        #expect(try texts(page, "//p[@class='question']")[0].hasPrefix("thresh logs "))
        #expect(try texts(page, "//div[span='lines read']/b") == ["600"])
        #expect(try log.directory.list() == ["a.html", "access.log", "table"])
    }

    /// What a row is about need not come first, and a page has no end to wait for.
    @Test func otherCommandsHavePagesToo() throws {
        for (question, label) in [
            ("sessions --by ip", "all · –"), ("funnel --by ip /a /q access.log", "/a"), ("templates --of path", "/a"),
        ] {
            let file = question.hasPrefix("funnel") ? "" : "access.log"
            let result = try run("thresh logs \(question) \(file) --html a.html --overwrite --quiet")
            #expect(result.isSuccess, "\(result)")
            #expect(try texts(try page(), "//figure//span[@class='label']").contains(label), "\(question)")
            #expect(try texts(try page(), "//div[span='lines read']/b") == ["600"])
        }
        expectFails(
            try run("thresh logs top 3 --by ip access.log --follow --html b.html"), 64,
            "--follow goes on, so no file is ever complete; leave out --html, or --follow")
        expectFails(
            try run("thresh logs rate access.log --follow --output-format sqlite -o b.db"), 64,
            "leave out -o, or --follow")
    }

    /// The bars of all groups together are all lines, whatever was merged to be drawn.
    @Test(arguments: ["10s", "1m", "20m", "1h"], ["", "--by status", "--by 'status, path'", "--tz America/New_York"])
    func barsOverTimeAddUp(every: String, options: String) throws {
        let result = try run("thresh logs rate --every \(every) \(options) access.log --html a.html --quiet")
        #expect(result.isSuccess, "\(result)")
        let titles = try texts(try page(), "//figure//rect/title")
        let counts = titles.compactMap { Int($0.split(separator: " ").last?.filter { $0 != "," } ?? "") }
        #expect(counts.count == titles.count && counts.reduce(0, +) == 600, "\(titles.prefix(3))")
        #expect(titles.count <= 240 * 8)
        let rows = result.text.split(separator: "\n").count
        #expect(try texts(try page(), "//h2").contains { $0.filter { $0 != "," } == "\(rows) rows" })
    }

    @Test func barsAreAsLongAsValues() throws {
        _ = try run("thresh logs top 9 --by path access.log --html a.html")
        let page = try page()
        let widths = try texts(page, "//figure//rect/@width").compactMap { Double($0.dropLast()) }
        let values = try texts(page, "//span[@class='value']").compactMap(Double.init)
        #expect(widths.count == values.count && widths.count == 4 && widths[0] == 100)
        for (width, value) in zip(widths, values) { #expect(abs(width - value / values[0] * 100) <= 0.051) }
    }

    /// What strangers write into logs is text on the page, wherever it stands.
    @Test func nothingFromALogIsMarkup() throws {
        let attack = "</td></script><script>alert(1)</script><img src=x onerror=alert(2)>\"'><b onmouseover='x'>&amp;"
        let quoted = attack.replacingOccurrences(of: "\"", with: "\\\"")
        try log.write(
            [
                "{\"k\": \"\(quoted)\", \"n\": 1, \"time\": \"2025-01-06T00:00:00Z\"}",
                "{\"k\": \"b\\u0000\\u001b\\u202e\", \"n\": 2, \"time\": \"2025-01-06T00:00:01Z\"}",
                "<script>alert(3)</script>",
            ], to: "a<b>.json")
        try log.write(["{\"a<b>\": \"\(quoted)\"}"], to: "x.json")
        for question in [
            "thresh logs top 5 --by k --of 'sum(n)' --where 'k != \"<script>\"' 'a<b>.json' --format json",
            "thresh logs rate --every 1s --by k 'a<b>.json' --format json",
            "thresh logs agg 'p50(n)' --by 'time, k' 'a<b>.json' --format json",
            "thresh run count --field 1 'a<b>.json'",
            "thresh logs grep --where '`a<b>` != \"\"' --fields '`a<b>`' x.json --format json",
        ] {
            let result = try run("\(question) --html a.html --overwrite --quiet")
            #expect(result.isSuccess && !result.output.isEmpty, "\(result)")
            let page = try page()
            #expect(try texts(page, "//script").count == 1, "\(question)")
            let names = Set(try page.nodes(forXPath: "//*").compactMap(\.name))
            #expect(
                names.isDisjoint(with: ["img", "b:onmouseover", "iframe", "object", "link", "a", "form"]), "\(names)")
            let attributes = Set(try page.nodes(forXPath: "//@*").compactMap(\.name))
            #expect(!attributes.contains { $0.hasPrefix("on") || $0 == "src" || $0 == "href" || $0 == "style" })
            let isSeen = try texts(page, "//table").joined().contains("<script>alert(1)</script>")
            #expect(isSeen || question.contains("run count"), "\(question)")
        }
    }

    /// No address of anything, and a policy that lets nothing be loaded.
    @Test func aPageNeedsNoNetwork() throws {
        _ = try run("thresh logs rate --by status access.log --html a.html")
        let text = String(decoding: try log.directory.read("a.html"), as: UTF8.self)
        #expect(
            !text.contains("http:") && !text.contains("https:") && !text.contains("url(") && !text.contains("@import"))
        #expect(text.contains("default-src 'none'") && text.contains("prefers-color-scheme: dark"))
    }

    @Test func largeAnswersAreCutAndSaySo() throws {
        let made = try run(
            "seq 150000 | sed 's/.*/& word&/' >many; thresh run count --field 2 many --html a.html --output-format ndjson | wc -l"
        )
        #expect(made.isSuccess && made.text == "150000\n", "\(made)")
        let page = try page()
        #expect(try texts(page, "//tbody/tr").count == 2000)
        #expect(try texts(page, "//h2")[0] == "150,000 rows")
        #expect(try texts(page, "//p[@class='aside']").contains("The table has the first 2,000."))
        #expect(try texts(page, "//figcaption/span") == ["the first 30 of 150,000 rows"])
        #expect(try log.directory.read("a.html").count < 500_000)
        // One line may be long, too.
        let long = try run(
            "head -c 30M /dev/zero | tr '\\0' x >long; echo >>long; thresh run count --field 1 long --html b.html | wc -c"
        )
        #expect(long.isSuccess && long.text == "\(30 << 20 + 3)\n", "\(long)")
        #expect(try log.directory.read("b.html").count < 100_000)
    }

    @Test func theReaderOfTheRowsMayLeave() throws {
        let result = try run(
            "seq 200000 >many; thresh run count --field 1 many --html a.html | head -n 1 | wc -l; echo ${PIPESTATUS[0]}"
        )
        expectPrints(result, "1\n0\n")
        #expect(try texts(try page(), "//h2")[0] == "200,000 rows")
    }

    @Test func onlyPagesOfThreshAreReplaced() throws {
        try log.write(["<html><body>thesis</body></html>"], to: "mine.html")
        let count = "thresh logs count --by status access.log --html"
        expectFails(
            try run("\(count) mine.html"), 73,
            "mine.html: the file exists already; give --html another name, or add --overwrite")
        expectFails(try run("\(count) mine.html --overwrite"), 73, "mine.html: thresh did not write it")
        expectFails(
            try run("\(count) no/a.html"), 73, "no/a.html: cannot create the file", "check the directory above it")
        expectFails(try run("\(count) /proc/a.html"), 73, "/proc/a.html: cannot create the file")
        #expect(try run("\(count) a.html && \(count) a.html --overwrite --durable").isSuccess)
        let before = try log.directory.read("a.html")
        expectFails(try run("thresh logs count missing --html a.html --overwrite"), 66, "missing")
        #expect(try log.directory.read("a.html") == before)
        #expect(try log.directory.list() == ["a.html", "access.log", "mine.html", "table"])
    }

    @Test func aDatabaseAndAPageOfOneAnswer() throws {
        expectPrints(
            try run(
                "thresh logs grep --where 'status = 404' --fields 'path, bytes' access.log --output-format sqlite -o a.db --html a.html"
            ), "")
        let rows = try run("sqlite3 a.db 'SELECT count(*) FROM grep'").text.dropLast()
        #expect(try texts(try page(), "//h2").contains("\(rows) rows"))
    }
}
