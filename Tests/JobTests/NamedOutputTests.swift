import TestSupport
import Testing
import Thresh
import ThreshCommand

@Suite("Named outputs", .timeLimit(.minutes(1)))
struct NamedOutputTests {
    private let input: ScratchFile
    private let directory: TemporaryDirectory
    private var options: JobOptions

    init() throws {
        input = try ScratchFile((0..<100).map { "\(["red", "green", "blue"][$0 % 3]) \($0)\n" }.joined())
        directory = try TemporaryDirectory()
        options = input.options
        options.partitions = 2
        options.output = .directory(directory.path("out"), overwrite: false)
    }

    private var expected: [String: [String]] {
        Dictionary(grouping: 0..<100) { ["red", "green", "blue"][$0 % 3] }.mapValues { $0.map { "\($0)" } }
    }

    /// The rows of an output, from all of its files.
    private func rows(_ output: String, _ names: [String]) throws -> [String] {
        try names.filter { $0.hasPrefix(output + "-") }.flatMap { try directory.lines("out/" + $0) }
    }

    @Test("split by key, in files beside the parts that the manifest and verify know")
    func splitByKey() throws {
        let result = try ByColor().run(options)
        let names = try directory.list("out")
        #expect(names.sorted() == (result.parts.map(\.name) + ["_SUCCESS"]).sorted())
        #expect(names.contains("part-r-00000") && names.contains("part-r-00001"))
        for (color, numbers) in expected {
            #expect(try rows(color, names).sorted() == numbers.sorted())
            #expect(names.filter { $0.hasPrefix(color + "-") }.count == 1)
        }
        #expect(try rows("part", names).sorted() == ["blue\t33", "green\t33", "red\t34"])
        #expect(result.counters.outputRecords == 103)
        let summary = try OutputVerifier.verify(directory.path("out"))
        #expect(summary.records == 103 && summary.parts == names.count - 1)
        let blue = names.first { $0.hasPrefix("blue-r-") }!
        var bytes = try directory.read("out/" + blue)
        bytes[0] ^= 1
        try directory.write(bytes, to: "out/" + blue)
        #expect(failure { try OutputVerifier.verify(directory.path("out")) }?.kind == .badData)
    }

    @Test("are replaced with the rest")
    func overwriting() throws {
        _ = try ByColor().run(options)
        #expect(failure { try ByColor().run(options) }?.kind == .cannotCreate)
        var replacing = options
        replacing.output = .directory(directory.path("out"), overwrite: true)
        replacing.partitions = 1
        _ = try ByColor(onlyRed: true).run(replacing)
        #expect(try directory.list("out") == ["_SUCCESS", "part-r-00000", "red-r-00000"])
        #expect(try directory.list() == ["out"])
    }

    @Test("of a job without reduce, in the order of the input")
    func mapOnly() throws {
        var small = options
        small.chunkSize = 64
        let result = try ByColorAtOnce().run(small)
        #expect(
            try directory.list("out") == ["_SUCCESS", "blue-m-00000", "green-m-00000", "part-m-00000", "red-m-00000"])
        for (color, numbers) in expected { #expect(try rows(color, ["\(color)-m-00000"]) == numbers) }
        #expect(try rows("part", ["part-m-00000"]) == (0..<100).map { "\($0)" })
        #expect(result.counters.outputRecords == 200)
        #expect(try OutputVerifier.verify(directory.path("out")).records == 200)
    }

    @Test("need a directory")
    func withoutDirectory() {
        var streaming = options
        streaming.output = .stream { _ in }
        for job in [ByColor(), ByColorAtOnce()] as [any Job] {
            let error = failure { try job.run(streaming) }
            #expect(error?.kind == .usage && error?.message.hasSuffix("needs a directory; give -o") == true)
        }
        let error = failure { try ByColor(top: 1).run(options) }
        #expect(error?.message.contains("cannot do both") == true)
    }

    @Test(
        "have names that a file can have",
        arguments: ["", "a/b", ".hidden", "part", "a b", "é", String(repeating: "x", count: 101)])
    func badNames(name: String) throws {
        let error = failure { try Named(name: name).run(options) }
        #expect(error?.kind == .usage && error?.message.contains("\"\(name)\"") == true)
        #expect(try directory.list() == [])
    }

    @Test(
        "have names with anything that is allowed",
        arguments: ["a", "A.b_c-9", "part-r-00000", String(repeating: "x", count: 100)])
    func goodNames(name: String) throws {
        _ = try Named(name: name).run(options)
        #expect(try directory.list("out").contains(name + "-r-00000"))
        #expect(try OutputVerifier.verify(directory.path("out")).records == 100)
    }

    @Test("one within another, and many of them")
    func nested() throws {
        struct Nested: MapOnlyJob {
            func map(_ record: Record, into part: inout PartWriter) {
                let number = record.line.field(1, separator: 32)!.integer!
                part.withOutput("outer") { part in
                    part.writeRow(number)
                    part.withOutput("n\(number % 50)") { $0.writeRow(number) }
                    part.writeRow(-number)
                }
            }
        }
        _ = try Nested().run(options)
        #expect(try rows("outer", ["outer-m-00000"]) == (0..<100).flatMap { ["\($0)", "\(-$0)"] })
        for number in 0..<50 {
            #expect(try rows("n\(number)", ["n\(number)-m-00000"]) == ["\(number)", "\(number + 50)"])
        }
    }
}

private struct ByColor: GroupingJob {
    var onlyRed = false
    var top: Int?

    func map(_ record: Record, into output: inout Grouped<String, String>) {
        let line = record.line
        if onlyRed && line[0] != UInt8(ascii: "r") { return }
        output.emit(line.field(0, separator: 32)!, line.field(1, separator: 32)!)
    }
    func reduce(_ key: String, _ values: inout GroupedValues<String>, into part: inout PartWriter) throws {
        var count = 0
        try values.forEach { value in
            count += 1
            part.withOutput(key) { $0.writeRow(value) }
        }
        part.writeRow(key, count)
    }
}

private struct ByColorAtOnce: MapOnlyJob {
    func map(_ record: Record, into part: inout PartWriter) {
        let line = record.line
        let number = line.field(1, separator: 32)!.integer!
        part.writeRow(number)
        part.withOutput(String(line.field(0, separator: 32)!)) { $0.writeRow(number) }
    }
}

private struct Named: GroupingJob {
    let name: String
    func map(_ record: Record, into output: inout Grouped<String, Bool>) { output.emit(record.line, true) }
    func reduce(_ key: String, _ values: inout GroupedValues<Bool>, into part: inout PartWriter) {
        part.withOutput(name) { $0.writeRow(key) }
    }
}
