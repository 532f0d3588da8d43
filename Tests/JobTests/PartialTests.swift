import Foundation
import TestSupport
import Testing

@testable import Thresh

/// Jobs in two halves, in this process.
@Suite("Partials", .serialized, .timeLimit(.minutes(2)))
struct PartialTests {
    private let directory: TemporaryDirectory
    private let text: [UInt8]

    init() throws {
        directory = try TemporaryDirectory()
        var random = SeededGenerator(seed: 4)
        text = Array((0..<4000).map { _ in "w\(random.below(300)) x\(random.below(7))\n" }.joined().utf8)
        try directory.write(text, to: "in")
    }

    private func options(_ half: PartialOptions.Half? = nil, resumes: Bool = false, values: String = "1") -> JobOptions
    {
        var options = JobOptions()
        options.name = "words"
        options.inputs = [directory.path("in")]
        options.runsInline = true
        options.chunkSize = 2000
        options.partitions = 3
        options.handsOverEachTask = true
        if let half {
            options.partial = PartialOptions(
                half, PartialQuestion(program: "tests", values: values, name: "words", words: [], command: []))
            options.partial?.resumes = resumes
            options.partial?.resumeCommand = "again"
        }
        return options
    }

    private func output(_ job: some Job, _ half: PartialOptions.Half? = nil, resumes: Bool = false) throws -> [UInt8] {
        var bytes: [UInt8] = []
        var options = options(half, resumes: resumes)
        options.output = unsafe .stream { unsafe bytes.append(contentsOf: $0) }
        _ = try job.run(options)
        return bytes
    }

    private func list(_ name: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: directory.path(name)).sorted()
    }

    private func shard(_ number: Int, _ count: Int, _ name: String) -> PartialOptions.Half {
        .map(directory: directory.path(name), shard: Shard(number: number, count: count))
    }

    @Test("shards of jobs of each kind are the whole", arguments: [1, 2, 5])
    func kinds(count: Int) throws {
        var number = 0
        func check(_ job: some Job) throws {
            number += 1
            let whole = try output(job)
            #expect(!whole.isEmpty)
            let names = (1...count).map { "\(number).\($0)" }
            for (index, name) in names.enumerated() { _ = try output(job, shard(index + 1, count, name)) }
            let merged = try output(job, .reduce(names.reversed().map { directory.path($0) }))
            #expect(firstDifference(merged, whole) == nil)
        }
        try check(Words())
        try check(Sorted(order: .total))
        try check(Sorted(order: .custom))
        try check(Longest())
    }

    @Test("a job that ends goes on where it was; no record is mapped twice that was handed over")
    func resume() throws {
        let whole = try output(Words())
        let lines = text.split(separator: 10).count
        for stop in [1, lines / 3, lines - 1] {
            let half = shard(1, 1, "resumed \(stop)")
            let stopped = failure { try output(Words(stop: stop), half) }?.message ?? ""
            #expect(stopped.hasSuffix("what was done is kept, and this goes on with it:\n  again"), "\(stopped)")
            // Not complete, so it cannot be merged.
            let early = failure { try output(Words(), .reduce([directory.path("resumed \(stop)")])) }
            #expect(early?.kind == .badData)
            let reason = early?.message ?? ""
            #expect(reason.contains("is not complete"), "\(reason)")
            let again = failure { try output(Words(), half) }?.message ?? ""
            #expect(again.contains("--resume"), "\(again)")
            Words.mapped = 0
            _ = try output(Words(), half, resumes: true)
            // What was in hand: a chunk of 2000 bytes.
            #expect(Words.mapped >= lines - stop && Words.mapped < lines - stop + 400, "\(Words.mapped) after \(stop)")
            #expect(try output(Words(), .reduce([directory.path("resumed \(stop)")])) == whole)
            // Once more: nothing is left to do.
            Words.mapped = 0
            _ = try output(Words(), half, resumes: true)
            #expect(Words.mapped == 0)
        }
    }

    @Test("lost and damaged runs are mapped again; what has changed is refused")
    func changes() throws {
        let whole = try output(Words())
        let half = shard(1, 1, "p")
        _ = try output(Words(), half)
        let runs = try list("p").filter { $0.hasSuffix(".run") }
        #expect(runs.count > 10)
        try FileManager.default.removeItem(atPath: directory.path("p/\(runs[0])"))
        let bytes = try directory.read("p/\(runs[1])")
        try directory.write(Array(bytes.dropLast(5)), to: "p/\(runs[1])")
        let damaged = failure { try output(Words(), .reduce([directory.path("p")])) }
        #expect(damaged?.kind == .badData)
        let reason = damaged?.message ?? ""
        #expect(reason.contains("p/map-"), "\(reason)")
        Words.mapped = 0
        _ = try output(Words(), half, resumes: true)
        #expect((1..<1200).contains(Words.mapped))
        #expect(try output(Words(), .reduce([directory.path("p")])) == whole)

        func check(_ message: String, _ words: String) { #expect(message.contains(words)) }
        func refusal(_ change: (inout JobOptions) -> Void) -> String {
            var options = options(half, resumes: true)
            options.output = unsafe .stream { _ in }
            change(&options)
            let error = failure { try Words().run(options) }
            #expect(error?.kind == .badData)
            return error?.message ?? ""
        }
        check(refusal { $0.partial?.question.words = ["--other"] }, "the options were others")
        check(refusal { $0.partial?.question.values = "2" }, "another build")
        check(refusal { $0.chunkSize = 3000 }, "--chunk-size was 2000")
        check(refusal { $0.partitions = 4 }, "divided differently")
        var changed = text
        // In the middle of a segment, near its start, which neither end of the file shows where it is long.
        changed[text.count / 2000 / 2 * 2000 + 7] ^= 1
        try directory.write(changed, to: "in")
        check(refusal { _ in }, "has changed")
        try directory.write(text + Array("more\n".utf8), to: "in")
        check(refusal { _ in }, "in has changed")
    }

    @Test("a whole job with a partial between leaves nothing behind")
    func both() throws {
        var plain = options()
        plain.output = .directory(directory.path("plain"), overwrite: false)
        _ = try Words().run(plain)
        var kept = options(.both, resumes: true)
        kept.output = .directory(directory.path("kept"), overwrite: false)
        #expect(failure { try Words(stop: 2000).run(kept) } != nil)
        #expect(FileManager.default.fileExists(atPath: directory.path(".kept.thresh.partial/journal")))
        #expect(!FileManager.default.fileExists(atPath: directory.path("kept")))
        var told: [String] = []
        kept.onEvent = { told.append($0) }
        _ = try Words().run(kept)
        #expect(told.count == 1 && told[0].hasPrefix("resumed: ") && told[0].contains(" chunks"), "\(told)")
        let names = try list("plain")
        #expect(try list("kept") == names && names.contains("_SUCCESS"))
        for name in names { #expect(try directory.read("kept/\(name)") == directory.read("plain/\(name)")) }
        #expect(try list("").allSatisfy { !$0.hasPrefix(".") })
    }

    @Test("a directory with something else in it is left alone")
    func foreign() throws {
        try FileManager.default.createDirectory(atPath: directory.path("mine"), withIntermediateDirectories: false)
        try directory.write([1], to: "mine/photo")
        for resumes in [false, true] {
            let error = failure { try output(Words(), shard(1, 1, "mine"), resumes: resumes) }
            #expect(error?.kind == .cannotCreate)
        }
        #expect(try list("mine") == ["photo"])
    }
}

private struct Words: CombiningJob {
    // SAFETY: tests of this suite run one after another, and jobs inline.
    nonisolated(unsafe) static var mapped = 0
    nonisolated(unsafe) static var left = 0

    init(stop: Int? = nil) { unsafe Words.left = stop ?? .max }

    struct Stopped: Error {}

    func map(_ record: Record, into output: inout Combined<String, Count>) throws {
        if unsafe Words.left == 0 { throw Stopped() }
        unsafe Words.left -= 1
        unsafe Words.mapped += 1
        record.line.forEachWord { output.emit(String($0), 1) }
    }
}

private struct Sorted: GroupingJob {
    var order: KeyOrder

    func map(_ record: Record, into output: inout Grouped<String, Int>) {
        output.emit(String(record.line), Int(record.offset))
    }

    func partition(of key: String, count: Int) -> Int { key.utf8.count % count }

    func reduce(_ key: String, _ values: inout GroupedValues<Int>, into part: inout PartWriter) throws {
        while let value = try values.next() { part.writeRow(key, value) }
    }
}

private struct Longest: MergingJob {
    func map(_ record: Record, into output: inout Merged<String, Quantiles<Int>>) {
        if let word = record.line.field(1, separator: UInt8(ascii: " ")) {
            output.emit(String(word), Int(record.offset))
        }
    }

    func reduce(_ key: String, _ total: Quantiles<Int>, into part: inout PartWriter) {
        part.writeRow(key, "\(total.result)")
    }
}
