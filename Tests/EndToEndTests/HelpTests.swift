import Foundation
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1))) struct HelpTests {
    private static let jobs = ["wordcount", "count", "sort", "index", "grep"]

    @Test(
        arguments: [
            ["--help"], ["run", "--help"], ["help", "run"], ["verify", "--help"], ["jobs", "--help"],
            ["stream", "--help"],
        ]
            + jobs.map { ["run", $0, "--help"] })
    func helpIsPrinted(arguments: [String]) throws {
        let result = try thresh(arguments)
        #expect(result.isSuccess && result.errors.isEmpty, "\(result)")
        #expect(result.text.hasPrefix("OVERVIEW: ") && result.text.contains("USAGE: thresh"), "\(result.text)")
    }

    @Test(arguments: jobs) func theHelpOfAJobListsItsOptions(job: String) throws {
        let text = try thresh(["run", job, "--help"]).text
        // The letters of grep's options are grep's own.
        let output = job == "grep" ? "--output <dir>" : "-o, --output <dir or file>"
        for option in [
            output, "--overwrite", "-j <n>", "--memory <size>", "--max-attempts <n>", "--verbose", "--quiet",
        ] {
            #expect(text.contains(option), "\(option)")
        }
    }

    @Test func theVersionIsANumber() throws {
        let result = try thresh(["--version"])
        #expect(result.isSuccess && result.text.wholeMatch(of: /\d+\.\d+\.\d+\n/) != nil, "\(result.text)")
    }

    @Test func jobsAreListed() throws {
        let lines = try thresh(["jobs"]).text.split(separator: "\n")
        #expect(lines.map { $0.prefix { $0 != " " } } == HelpTests.jobs.map { Substring($0) })
        #expect(lines.allSatisfy { $0.hasSuffix(".") && $0.count > 20 })
    }

    @Test func withoutArgumentsHelpIsPrinted() throws {
        #expect(try thresh([]).text.contains("thresh top 10 --by ip access.log"))
    }

    /// What a person copies from the help must run.
    @Test func theExamplesOfTheHelpRun() throws {
        let directory = try TemporaryDirectory()
        try directory.write(Array("b\na\nb 503 c 500 \n".utf8), to: "texts/one.txt")
        for name in ["big.txt", "access.log", "sizes.txt", "access.log.1.gz"] {
            let line = #"10.0.0.1 - - [01/Mar/2025:10:00:00 +0000] "GET / HTTP/1.1" 200 5,7 "-" "x""#
            try directory.write(Array((line.replacing("5,7", with: "57") + "\n").utf8), to: name)
        }
        try directory.write(Array("region,amount\nnorth,3\nsouth,4\n".utf8), to: "sales.csv")
        try directory.write(Array(#"{"level":"info","ms":1}"#.utf8) + [10], to: "app.json")
        try directory.write(Array("id,amount\n1,3\n".utf8), to: "orders.csv")
        try directory.write(Array(#"{"id":1,"name":"a"}"#.utf8) + [10], to: "customers.json")
        for name in ["m.py", "r.py", "mapper.py", "reducer.py"] {
            chmod(try directory.write(Array("#!/bin/sh\ncat\n".utf8), to: name), 0o755)
        }
        var examples = 0
        for arguments in [["--help"], ["stream", "--help"]] + HelpTests.jobs.map({ ["run", $0, "--help"] }) {
            for line in try thresh(arguments).text.split(separator: "\n") {
                // "thresh … -o X   explanation", in lines of their own.
                let text = line.trimmingCharacters(in: .whitespaces)
                guard text.hasPrefix("thresh "), !text.contains("/var/log"), !text.contains("/srv"),
                    !text.contains("<options>"),
                    line.hasPrefix("  "),
                    !text.contains("JOB")
                else { continue }
                let command = text.replacing(/\s{3,}.*$/, with: "")
                let result = try shell("rm -rf counts counts2 sorted index; \(command)", in: directory.path)
                // None of the lines has what the examples of grep look for.
                let isDone = result.isSuccess || command.hasPrefix("thresh grep") && result.exitCode == 1
                // How rows are paired is told.
                let isQuiet = result.errors.isEmpty || command.hasPrefix("thresh join")
                #expect(isDone && isQuiet, "\(command): \(result)")
                examples += 1
            }
        }
        #expect(examples >= 20)
    }

    @Test(arguments: ["bash", "zsh", "fish"]) func completionsAreMade(shellName: String) throws {
        let directory = try TemporaryDirectory()
        let script = try thresh(["--generate-completion-script", shellName])
        #expect(script.isSuccess && script.text.contains("wordcount") && script.text.contains("overwrite"), "\(script)")
        try directory.write(script.output, to: "completions")
        let load =
            shellName == "bash"
            ? "source ./completions && complete -p thresh"
            : "command -v \(shellName) >/dev/null && \(shellName) -n ./completions || true"
        let result = try shell(load, in: directory.path)
        #expect(result.isSuccess && result.errors.isEmpty, "\(result)")
    }
}
