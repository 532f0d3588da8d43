import TestSupport
import Testing

/// Jobs that do not fit their memory: every worker spills many runs, and reducers merge them in several passes.
@Suite("Jobs in the least memory", .timeLimit(.minutes(3)), .serialized)
struct SpillTests {
    /// More runs than are ever merged at a time.
    private let manyRuns = 65

    @Test("combining")
    func wordCount() throws {
        let variant = JobVariant(arguments: ["wordcount"], shape: .keyed, data: .words) { _ in [] }
        try check(variant, distinctWords(1_300_000, perLine: 9))
    }

    @Test("merging lists")
    func index() throws {
        let variant = JobVariant(arguments: ["index"], shape: .keyed, data: .words) { _ in [] }
        try check(variant, distinctWords(1_300_000, perLine: 9))
    }

    @Test("sorting, against sort")
    func sort() throws {
        let variant = JobVariant(arguments: ["sort"], shape: .ordered, data: .words) { _ in [] }
        let content = shortLines(3_200_000)
        let output = try check(variant, content)
        var tool = Command("sort")
        tool.environment = ["LC_ALL": "C"]
        tool.input = .bytes(content)
        #expect(try firstDifference(Bytes(output.parts.map(\.bytes).joined()), tool.run().output) == nil)
    }

    @Test("memory that is too little is refused", arguments: [1, 2, 8])
    func tooLittleMemory(workers: Int) throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write(Bytes("a b\n".utf8), to: "input")
        let bytes = (3 + 8 * workers) << 20
        func run(_ memory: Int) throws -> CommandResult {
            try Command.thresh(["run", "wordcount", "-j", "\(workers)", "--memory", "\(memory)", path]).run()
        }
        #expect(try run(bytes).isSuccess)
        let refused = try run(bytes - 1)
        #expect(refused.exitCode == 64)
        #expect(refused.errors.contains("--memory"))
    }

    /// With the least memory and with plenty, the same bytes come out.
    @discardableResult
    private func check(_ variant: JobVariant, _ content: Bytes) throws -> JobOutput {
        let directory = try TemporaryDirectory()
        let input = try PreparedInput(.plain, content, in: directory)
        let options = ["--partitions", "2", "--chunk-size", "1M", "--verbose"]
        let roomy = try JobOutput(variant, input, options: options + ["-j", "1"], in: directory)
        let little = RunSettings(workers: 2, hasLittleMemory: true).arguments
        let tight = try JobOutput(variant, input, options: options + little, in: directory)
        #expect(try Summary(roomy).runs < 20, "\(roomy.errors)")
        #expect(try Summary(tight).runs >= manyRuns, "\(tight.errors)")
        // The shortest lines compress to a twenty-fifth.
        #expect(try Summary(tight).runBytes > Double(content.count) / 40, "\(tight.errors)")
        #expect(tight.difference(from: roomy) == nil)
        return tight
    }

    /// What `--verbose` prints of the files between map and reduce.
    private struct Summary {
        let runs: Int
        let runBytes: Double

        init(_ output: JobOutput) throws {
            let line = try #require(output.errors.split(separator: "\n").first { $0.hasPrefix("between ") })
            let words = line.split(separator: " ")
            runs = try #require(Int(words[1].filter(\.isNumber)))
            let units = ["B": 1.0, "kB": 1e3, "MB": 1e6]
            runBytes = try #require(Double(words[3])) * (try #require(units[String(words[4])]))
        }
    }

    /// Words of five letters, all different and in no order.
    private func distinctWords(_ count: Int, perLine: Int) -> Bytes {
        var text = Bytes(repeating: 32, count: count * 6)
        for index in 0..<count {
            // A permutation of the numbers below 2^21, which five letters of base 20 can tell apart.
            var number = (index &* 1_103_515_245 &+ 12345) & (1 << 21 - 1)
            for letter in 0..<5 {
                text[index * 6 + letter] = UInt8(97 + number % 20)
                number /= 20
            }
            if index % perLine == 0 { text[index * 6 + 5] = 10 }
        }
        return text
    }

    /// Lines of nothing, one or two letters.
    private func shortLines(_ count: Int) -> Bytes {
        var generator = SeededGenerator(seed: 3)
        var text = Bytes()
        text.reserveCapacity(count * 3)
        for _ in 0..<count {
            let bits = generator.next()
            if bits & 7 != 0 { text.append(UInt8(97 + bits >> 8 & 15)) }
            if bits & 7 > 2 { text.append(UInt8(97 + bits >> 16 & 15)) }
            text.append(10)
        }
        return text
    }
}
