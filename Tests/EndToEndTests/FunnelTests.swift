import Foundation
import TestSupport
import Testing

/// `thresh logs funnel` against every chain of lines there is.
@Suite(.serialized, .timeLimit(.minutes(2))) struct FunnelTests {
    private typealias Visit = VisitLog.Visit
    private static let files = VisitLog.files.joined(separator: " ")
    private let log: VisitLog

    init() throws { log = try VisitLog(lineCount: 900, clients: 60, spread: 60_000) }

    private func run(_ script: String) throws -> CommandResult { try shell(script, in: log.directory.path) }

    private func expectPrints(
        _ steps: [String], _ conditions: [(Visit) -> Bool], _ options: String = "", window: Int = .max,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let words = steps.map { "'" + $0.replacingOccurrences(of: "'", with: "'\\''") + "'" }.joined(separator: " ")
        let script = "thresh logs funnel --by ip \(words) \(options) -- \(FunnelTests.files)"
        let result = try run(script)
        let rows = FunnelOracle(log, conditions, window: window).rows(steps)
        #expect(result.isSuccess && result.errors == "", "\(result)", sourceLocation: sourceLocation)
        #expect(result.text == rows.map { $0 + "\n" }.joined(), "\(script)", sourceLocation: sourceLocation)
    }

    private static func pages(_ pages: String...) -> [(VisitLog.Visit) -> Bool] {
        pages.map { page in { $0.page == page } }
    }

    @Test(
        arguments: [("", Int.max), ("--within 5m", 300_000), ("--within 250ms", 250), ("--within 0s", 0)],
        ["-j 1", "-j 3 --chunk-size 5K --memory 27M --partitions 3"])
    func stepsInOrder(within: (option: String, milliseconds: Int), options: String) throws {
        let option = "\(within.option) \(options)"
        try expectPrints(
            ["/cart", "/pay", "/done"], FunnelTests.pages("/cart", "/pay", "/done"), option, window: within.milliseconds
        )
        try expectPrints(
            ["/", "/", "/product/7"], FunnelTests.pages("/", "/", "/product/7"), option, window: within.milliseconds)
    }

    @Test func kindsOfSteps() throws {
        try expectPrints(
            ["/product/*", "/*/big", "/a'b\\c"],
            [{ $0.page.hasPrefix("/product/") }, { $0.page == "/product/12/big" }, { $0.page == "/a'b\\c" }])
        try expectPrints(
            ["bytes > 50000", "/cart", "bytes is null and path starts \"/p\""],
            [
                { ($0.bytes ?? 0) > 50_000 }, { $0.page == "/cart" }, { $0.bytes == nil && $0.page.hasPrefix("/p") },
            ])
        // One line is several steps, and counts as one of them.
        try expectPrints(
            ["path is not null", "/cart", "path is not null", "/never"],
            [{ _ in true }, { $0.page == "/cart" }, { _ in true }, { _ in false }], "--within 2m", window: 120_000)
    }

    @Test func pagesWithTheirQuery() throws {
        let lines = ["/i?p=1", "/i?p=2", "/i"].enumerated().map { "time=2025-01-06T00:00:0\($0)Z ip=a path=\"\($1)\"" }
        try log.directory.write(Array((lines.joined(separator: "\n") + "\n").utf8), to: "query.log")
        func reached(_ arguments: String) throws -> String {
            try run("thresh logs funnel --by ip \(arguments) query.log | cut -f2 | paste -sd' '").text
        }
        #expect(try reached("'/i?p=1' '/i?p=2'") == "1 1\n")
        #expect(try reached("'/i?p=2' '/i?p=1'") == "1 0\n")
        #expect(try reached("/i /i /i /i") == "1 1 1 0\n")
        #expect(try reached("'/i?p=2' /i --page path") == "1 1\n")
        #expect(try reached("/i /i --page path") == "1 0\n")
    }

    /// What is a step and what is a log.
    @Test func stepsAndLogs() throws {
        let expected = FunnelOracle(log, FunnelTests.pages("/cart", "/pay"), window: .max).rows(["/cart", "/pay"])
            .map { $0 + "\n" }.joined()
        try FileManager.default.createDirectory(atPath: log.directory.path("logs"), withIntermediateDirectories: true)
        for file in VisitLog.files { _ = try run("cp \(file) logs/") }
        for words in [
            "/cart /pay \(FunnelTests.files)", "/cart /pay -- \(FunnelTests.files)", "/cart /pay logs",
            "/cart /pay 'a[cp][cp]*.*'", "/cart /pay \"$PWD/logs\"",
        ] {
            let result = try run("thresh logs funnel --by ip \(words)")
            #expect(result.isSuccess && result.text == expected, "\(result)\n\(result.text)")
        }
        let piped = try run("cat access.log | thresh logs funnel --by ip / /tmp -")
        #expect(piped.exitCode == 64 && piped.errors.contains("may be a step or a directory"), "\(piped)")
        #expect(try run("cat access.log | thresh logs funnel --by ip / /tmp -- -").isSuccess)
        let pattern = try run("thresh logs funnel --by ip /cart '/tm*' access.log")
        #expect(pattern.exitCode == 64 && pattern.errors.contains("may be a step or a directory"), "\(pattern)")
    }

    @Test func formsOfOutput() throws {
        let lines = (0..<3).map { "time=2025-01-06T00:00:0\($0)Z ip=a path=/\($0)" }
        try log.directory.write(Array((lines.joined(separator: "\n") + "\n").utf8), to: "few.log")
        let question = "thresh logs funnel --by ip /0 /2 /1 few.log --output-format"
        #expect(
            try run("\(question) csv").text
                == "step,reached,of_first,of_previous,median_time\n/0,1,1,,\n/2,1,1,1,2\n/1,0,0,0,\n")
        #expect(
            try run("\(question) ndjson | sed -n 2p").text
                == #"{"step":"/2","reached":1,"of_first":1,"of_previous":1,"median_time":2}"# + "\n")
    }

    @Test(
        arguments: [
            ("/cart /pay gone.log", 66, ["gone.log: no such file", "behind the steps"]),
            ("access.log", 64, ["no step"]), ("cart access.log", 64, ["no field 'cart'", "\n  cart\n"]),
            ("'status = ' access.log", 64, ["step 'status = '", "^"]), ("status access.log", 64, ["not a condition"]),
            ("/cart --within 5 access.log", 64, ["--within 5 "]), ("/cart -o - access.log", 64, ["-o"]),
            (String(repeating: "/a ", count: 65) + "access.log", 64, ["65 steps"]),
        ])
    func whatIsWrongIsSaid(arguments: String, code: Int, words: [String]) throws {
        let result = try run("thresh logs funnel --by ip \(arguments)")
        #expect(result.exitCode == Int32(code) && result.output.isEmpty, "\(result)")
        for word in words { #expect(result.errors.contains(word), "\(result)") }
    }
}
