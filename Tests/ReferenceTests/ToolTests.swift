import TestSupport
import Testing

/// Where a tool of the system promises the same, the jobs print the same bytes.
@Suite("Jobs against the system's tools", .timeLimit(.minutes(2)))
struct ToolTests {
    @Test(
        "sort",
        arguments: [
            [], ["--reverse"], ["--unique"], ["--reverse", "--unique"], ["--numeric"], ["--numeric", "--reverse"],
        ])
    func sort(options: [String]) throws {
        let letters = ["--reverse": "-r", "--unique": "-u", "--numeric": "-n"]
        var data = TestData(seed: 4)
        for content in [
            data.table(byteCount: 60_000, separator: 32), data.words(byteCount: 60_000),
            // A CR at a line's end belongs to the number's line, not to the number; `sort` agrees.
            data.wildText(byteCount: 60_000), data.hugeLines(byteCount: 300_000, longest: 40_000),
        ] {
            try compare(["sort"] + options, Command("sort", options.compactMap { letters[$0] }), content)
        }
    }

    @Test("sort by a field", arguments: [[], ["--reverse"], ["--numeric"], ["--numeric", "--reverse"]])
    func sortByField(options: [String]) throws {
        let letters = ["--reverse": "r", "--numeric": "n"]
        var data = TestData(seed: 5)
        // With CR at line ends `sort` would take the CR as part of the last field.
        let content = data.table(byteCount: 60_000, separator: UInt8(ascii: ",")).filter { $0 != 13 }
        for key in 1...4 {
            try compare(
                ["sort", "--key", "\(key)", "--separator", ","] + options,
                Command("sort", ["-t,", "-k\(key),\(key)"] + options.map { "-" + letters[$0]! }), content)
        }
        try compare(
            ["sort", "--key", "2"] + options,
            Command("sort", ["-b", "-k2,2"] + options.map { "-" + letters[$0]! }),
            data.words(byteCount: 60_000))
    }

    @Test("numbers of every kind, against sort")
    func numbers() throws {
        var generator = SeededGenerator(seed: 6)
        let zeros = String(repeating: "0", count: 400)
        let someZeros = zeros.prefix(290)
        var lines = [
            "", "-", ".", "-.", ".5", "-.5", "5.", "+3", "1e9", "0x10", "-0", "0", "00012", " 12", "\t12", "1 2", "--1",
            "0." + someZeros + "1", "0.5" + zeros, "-0.25" + zeros, "1,000", "9007199254740991", "-9007199254740991",
        ]
        for _ in 0..<2000 {
            let decimals = String(repeating: "0", count: generator.below(4)) + String(generator.below(100_000))
            let sign = generator.once(in: 2) ? "-" : ""
            lines.append("\(sign)\(generator.below(1000)).\(decimals)")
        }
        lines.shuffle(using: &generator)
        let content = Bytes(lines.joined(separator: "\n").utf8)
        try compare(["sort", "--numeric"], Command("sort", ["-n"]), content)
        try compare(["sort", "--numeric", "--reverse"], Command("sort", ["-n", "-r"]), content)
    }

    @Test(
        "grep",
        arguments: [
            (["b"], ["b"]), (["--invert-match", "b"], ["-v", "b"]), (["--fixed-strings", "\\"], ["-F", "\\"]),
            (["--ignore-case", "AB"], ["-i", "AB"]),
            (["--fixed-strings", "--ignore-case", "B a"], ["-F", "-i", "B a"]),
            (["--invert-match", "--ignore-case", "[c-q]"], ["-v", "-i", "[c-q]"]), (["^[a-c]+ "], ["-E", "^[a-c]+ "]),
            (["nowhere at all"], ["nowhere at all"]), ([""], [""]),
        ])
    func grep(ours: [String], theirs: [String]) throws {
        var data = TestData(seed: 7)
        for content in [
            data.words(byteCount: 60_000), data.wildText(byteCount: 60_000),
            data.hugeLines(byteCount: 200_000, longest: 30_000), [], [10], Bytes("b".utf8), Bytes("\n\nb\n\n".utf8),
        ] {
            try compare(["grep"] + ours, Command("grep", ["-a"] + theirs), content)
            let count = try run(["grep", "--count"] + ours, content)
            let expected = try tool(Command("grep", ["-a", "-c"] + theirs), content)
            #expect(firstDifference(count, expected) == nil, "\(ours)")
        }
    }

    private func compare(_ arguments: [String], _ command: Command, _ content: Bytes) throws {
        let expected = try tool(command, content)
        let divided = ["-j", "3", "--chunk-size", "5000", "--partitions", "4"]
        for options in content.count < 100 ? [divided] : [["-j", "1"], divided] {
            let difference = firstDifference(try run(arguments + options, content), expected)
            #expect(difference == nil, "\(arguments + options), \(content.count) bytes")
        }
    }

    private func run(_ arguments: [String], _ content: Bytes) throws -> Bytes {
        var command = Command.thresh(["run"] + arguments + ["-"])
        command.input = .bytes(content)
        let result = try command.run()
        // grep that selects nothing says so.
        #expect(result.isSuccess || result.exitCode == 1 && arguments.first == "grep", "\(result)")
        return result.output
    }

    private func tool(_ command: Command, _ content: Bytes) throws -> Bytes {
        var command = command
        command.environment = ["LC_ALL": "C"]
        command.input = .bytes(content)
        return try command.run().output
    }
}
