import TestSupport
import Testing

/// Named for what broke.
@Suite("Regressions", .timeLimit(.minutes(2)))
struct RegressionTests {
    /// The driver's sample of keys spilled a run, whose name the first worker then could not use.
    @Test("a total order with more samples than fit in memory")
    func sampleLargerThanMemory() throws {
        let directory = try TemporaryDirectory()
        let content = Bytes((0..<240_000).map { $0 % 2 == 0 ? 97 : 10 })
        let path = try directory.write(Compress.filter("gzip", content), to: "input")
        let result = try Command.thresh(
            ["run", "sort", "--partitions", "800", "-j", "1", "--memory", "13MiB", path]
        ).run()
        #expect(result.isSuccess, "\(result)")
        #expect(firstDifference(result.output, content) == nil)
    }

    /// A redirected file was read from its beginning, whatever had been read of it before.
    @Test("standard input begins where the program before left it")
    func inputInTheMiddle() throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write(Bytes("header\nb\na\n".utf8), to: "input")
        let thresh = Command.thresh([]).executable
        var command = Command("sh", ["-c", "read -r line; exec \"$0\" run sort -", thresh])
        command.input = .file(path)
        let result = try command.run()
        #expect(result.isSuccess, "\(result)")
        #expect(result.text == "a\nb\n")
    }

    /// `-5` was taken for an option.
    @Test("a negative compression level")
    func negativeLevel() throws {
        var command = Command.thresh(["run", "wordcount", "--compression-level", "-5", "-"])
        command.input = .bytes(Bytes("a b a".utf8))
        #expect(try command.run().text == "a\t2\nb\t1\n")
    }

    /// Sorting took a call for each eight bytes that all lines had in common, until the stack was full.
    @Test("many equal long lines")
    func longEqualLines() throws {
        var command = Command.thresh(["run", "sort", "-"])
        let line = Bytes(repeating: 120, count: 400_000) + [10]
        let content = Bytes([Bytes](repeating: line, count: 120).joined())
        command.input = .bytes(content)
        let result = try command.run()
        #expect(result.isSuccess, "\(result)")
        #expect(firstDifference(result.output, content) == nil)
    }
}
