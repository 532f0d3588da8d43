import Foundation
import FoundationXML
import TestSupport
import Testing

/// Answers about templates, sessions and funnels as pages, JSON and databases: the rows of TSV, with types.
@Suite(.serialized, .timeLimit(.minutes(2))) struct AnswerFormTests {
    private let log: VisitLog

    init() throws { log = try VisitLog(lineCount: 300, clients: 12, spread: 60_000) }

    struct Question: CustomTestStringConvertible, Sendable {
        let arguments: String
        /// The heading of the page.
        let title: String
        /// What is drawn: the captions of the charts.
        let charts: [String]
        /// The columns that are the labels of bars.
        let keys: [Int]
        /// Of each column, what its values are: i, n or t.
        let types: String
        var testDescription: String { arguments }
    }

    static let questions = [
        Question(
            arguments: "templates --of path", title: "templates", charts: ["count"], keys: [4], types: "inttt"),
        Question(
            arguments: "templates --of path --all --split 2025-01-06T02:00 --where 'bytes > 10'",
            title: "templates before and from 2025-01-06T02:00 on where bytes > 10", charts: ["before", "after"],
            keys: [0, 6], types: "tiinttt"),
        Question(
            arguments: "sessions --by ip", title: "sessions by ip, gap 30m",
            charts: ["sessions", "bounces", "mean_lines", "mean_duration"], keys: [0, 1], types: "ttiniiinnnnn"),
        Question(
            arguments: "sessions --by ip --gap 1h --list --where 'bytes > 10'",
            title: "sessions by ip, gap 1h where bytes > 10", charts: ["duration", "lines", "bytes"],
            keys: [0, 1], types: "tttniitt"),
        Question(
            arguments: "funnel --by ip --within 1h /cart /pay --", title: "funnel by ip: /cart, /pay within 1h",
            charts: ["reached", "of_first", "of_previous", "median_time"], keys: [0], types: "tinnn"),
    ]

    private func run(_ question: Question, _ options: String) throws -> CommandResult {
        let words = question.arguments.split(separator: " ", maxSplits: 1)
        let script = "thresh logs \(words[0]) \(options) \(words[1]) \(VisitLog.files.joined(separator: " "))"
        let result = try shell(script, in: log.directory.path)
        #expect(result.isSuccess && result.errors == "", "\(result)")
        return result
    }

    private func rows(_ text: String) -> [[String]] {
        text.split(separator: "\n").map { $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init) }
    }

    @Test(arguments: questions) func aPage(question: Question) throws {
        let printed = try run(question, "--html a.html").text
        let page = try XMLDocument(data: Data(log.directory.read("a.html")))
        func texts(_ path: String) throws -> [String] {
            try page.nodes(forXPath: path).map { $0.stringValue ?? "" }
        }
        #expect(try texts("//h1") == [question.title])
        #expect(try texts("//figcaption/text()") == question.charts)
        #expect(try texts("//div[span='lines read']/b") == ["300"])
        let cells = try page.nodes(forXPath: "//tbody/tr").map { row in
            (row.children ?? []).map { cell in
                let exact = (cell as? XMLElement)?.attribute(forName: "title")?.stringValue
                return exact ?? (cell.stringValue ?? "").replacingOccurrences(of: ",", with: "")
            }
        }
        let expected = rows(printed).map { $0.map { $0.replacingOccurrences(of: "\\\\", with: "\\") } }
        #expect(cells == expected && !cells.isEmpty)
        let keys = question.keys.map { expected[0][$0].isEmpty ? "–" : expected[0][$0] }
        #expect(try texts("//span[@class='label']").first == keys.joined(separator: " · "))
        // Cells of JSON are texts on a page.
        _ = try run(question, "--html b.html --output-format json")
        let other = try XMLDocument(data: Data(log.directory.read("b.html")))
        #expect(try other.nodes(forXPath: "//tbody").map(\.stringValue) == (try texts("//tbody")))
    }

    @Test(arguments: questions) func json(question: Question) throws {
        let expected = rows(try run(question, "--header").text)
        let output = try run(question, "--output-format json").output
        let objects = try #require(try JSONSerialization.jsonObject(with: Data(output)) as? [[String: Any]])
        #expect(objects.count == expected.count - 1 && !objects.isEmpty)
        for (object, row) in zip(objects, expected.dropFirst()) {
            for (index, type) in question.types.enumerated() {
                let value = object[expected[0][index]]
                switch type {
                case "i": #expect(value as? Int == Int(row[index]), "\(object)")
                case "n": #expect(value as? Double == Double(row[index]), "\(object)")
                default:
                    let text = (value as? String ?? "").replacingOccurrences(of: "\\", with: "\\\\")
                    #expect(text == row[index] && (value is String || value is NSNull), "\(object)")
                }
            }
        }
    }

    @Test(arguments: questions) func aDatabase(question: Question) throws {
        let expected = rows(try run(question, "").text)
        #expect(try run(question, "--output-format sqlite -o a.db --table x").text == "")
        let script = "sqlite3 a.db 'SELECT type FROM pragma_table_info(\"x\")'; sqlite3 a.db 'SELECT count(*) FROM x'"
        let names: [Character: String] = ["i": "INTEGER", "n": "", "t": "TEXT"]
        let types = question.types.map { names[$0]! }
        #expect(
            try shell(script, in: log.directory.path).text
                == (types + ["\(expected.count)"]).map { $0 + "\n" }.joined())
    }

    /// A text that looks like a number is a text, and what is none is null.
    @Test func valuesHaveTheirTypes() throws {
        let lines = ["\"id\":\"007\",\"screen\":10", "\"id\":\"8\"", "\"id\":\"a\\tb\",\"screen\":20"]
        try log.directory.write(
            Array(lines.map { "{\"time\":\"2025-01-06T00:00:00Z\",\($0)}\n" }.joined().utf8), to: "x.json")
        func json(_ options: String) throws -> String {
            let question = "thresh logs sessions --by id --page screen x.json --output-format ndjson"
            let result = try shell("\(question) \(options)", in: log.directory.path)
            #expect(result.isSuccess && result.errors == "", "\(result)")
            return result.text
        }
        let list = try json("--list")
        for part in [
            #"{"id":"007","start""#, #""entry":10,"exit":10}"#, #"{"id":"8","start""#, #""entry":null,"exit":null}"#,
            #"{"id":"a\tb","start""#,
        ] { #expect(list.contains(part), "\(list)") }
        let summary = try json("")
        #expect(summary.hasPrefix(#"{"of":"all","page":null,"sessions":3,"share":1,"clients":3,"#), "\(summary)")
        #expect(summary.contains(#"{"of":"entry","page":10,"sessions":1,"share":0.3333,"clients":null,"#), "\(summary)")
    }
}
