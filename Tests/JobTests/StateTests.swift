import Foundation
import TestSupport
import Testing

@testable import Thresh

/// Jobs that go on with what they have read, in this process.
@Suite("States", .serialized, .timeLimit(.minutes(2)))
struct StateTests {
    let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
        try FileManager.default.createDirectory(atPath: directory.path("in"), withIntermediateDirectories: false)
    }

    func options(_ bytes: @escaping (UnsafeRawBufferPointer) -> Void) -> JobOptions {
        var options = JobOptions()
        options.name = "words"
        options.inputs = [directory.path("in")]
        options.runsInline = true
        options.chunkSize = 500
        options.partitions = 2
        options.output = unsafe .stream { unsafe bytes($0) }
        return options
    }

    /// What the job says of all that its state has, and what it told.
    func answer(
        _ job: some Job = Lines(), _ change: (inout JobOptions) -> Void = { _ in }
    ) throws -> (rows: String, told: [String]) {
        var bytes: [UInt8] = []
        var told: [String] = []
        var options = options { unsafe bytes.append(contentsOf: $0) }
        var partial = PartialOptions(
            .state(directory.path("state")),
            PartialQuestion(program: "tests", values: "1", name: "words", words: ["words"], command: []))
        partial.resumeCommand = "again"
        options.partial = partial
        options.onEvent = { told.append($0) }
        change(&options)
        Lines.mapped = 0
        _ = try job.run(options)
        return (rows(bytes), told)
    }

    /// The same of these bytes, read once.
    func whole(
        _ texts: [String], _ job: some Job = Lines(), _ change: (inout JobOptions) -> Void = { _ in }
    ) throws -> String {
        let (mapped, left) = (Lines.mapped, Lines.left)
        defer { (Lines.mapped, Lines.left) = (mapped, left) }
        Lines.left = .max
        let name = directory.path("whole")
        try? FileManager.default.removeItem(atPath: name)
        for (index, text) in texts.enumerated() { try directory.write(Array(text.utf8), to: "whole/\(index)") }
        var bytes: [UInt8] = []
        var options = options { unsafe bytes.append(contentsOf: $0) }
        options.inputs = [name]
        change(&options)
        _ = try job.run(options)
        return rows(bytes)
    }

    func rows(_ bytes: [UInt8]) -> String {
        String(decoding: bytes, as: UTF8.self).split(separator: "\n").sorted().joined(separator: "\n")
    }

    func write(_ text: String, _ name: String) throws {
        try directory.write(Array(text.utf8), to: "in/" + name)
    }

    func append(_ text: String, _ name: String) throws {
        let old = (try? directory.read("in/" + name)) ?? []
        try directory.write(old + Array(text.utf8), to: "in/" + name)
    }

    func move(_ name: String, _ new: String) throws {
        try FileManager.default.moveItem(atPath: directory.path("in/" + name), toPath: directory.path("in/" + new))
    }

    func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: directory.path(name)) }

    func gzip(_ name: String) throws {
        #expect(try Command("gzip", [directory.path("in/" + name)]).run().isSuccess)
    }

    func lines(_ count: Int, _ word: String) -> String {
        (0..<count).map { "\(word) \($0 % 7) \(word.count * 31 % 11)\n" }.joined()
    }

    @Test("only what is new is mapped, and the last line again until it is ended")
    func growth() throws {
        try write(lines(300, "a"), "one")
        #expect(try answer().rows == whole([lines(300, "a")]))
        #expect(Lines.mapped == 300)
        try append("a 1", "one")
        try write(lines(40, "b") + "open", "two")
        let (rows, told) = try answer()
        #expect(try rows == whole([lines(300, "a") + "a 1", lines(40, "b") + "open"]))
        #expect(Lines.mapped == 42)
        #expect(told.count == 1 && told[0].hasPrefix("state: 1 file, ") && told[0].contains(" new in 2 files"))
        try append("3 x\nnext\n", "one")
        #expect(try answer().rows == whole([lines(300, "a") + "a 13 x\nnext\n", lines(40, "b") + "open"]))
        #expect(Lines.mapped == 3)
        // Nothing but the line that is open.
        #expect(try answer().rows == whole([lines(300, "a") + "a 13 x\nnext\n", lines(40, "b") + "open"]))
        #expect(Lines.mapped == 1)
    }

    @Test("what is gone stays counted, its last line too, until it is forgotten")
    func missing() throws {
        try write(lines(120, "a") + "open", "one")
        try write(lines(50, "b"), "two")
        _ = try answer()
        try remove("in/one")
        try append("b\n", "two")
        let (rows, told) = try answer()
        #expect(try rows == whole([lines(120, "a") + "open", lines(50, "b") + "b\n"]))
        #expect(told[0].contains("1 gone or changed, which stay counted"), "\(told)")
        #expect(Lines.mapped == 1)
        // Back, and longer.
        try write(lines(120, "a") + "open no more\n", "three")
        #expect(try answer().rows == whole([lines(120, "a") + "open no more\n", lines(50, "b") + "b\n"]))
        #expect(Lines.mapped == 1)
        try remove("in/three")
        #expect(try answer { $0.partial?.forgetsMissing = true }.rows == whole([lines(50, "b") + "b\n"]))
        #expect(try answer().rows == whole([lines(50, "b") + "b\n"]))
        #expect(Lines.mapped == 0)
    }

    @Test("a file in place of another is new; the other stays counted")
    func replaced() throws {
        try write(lines(100, "a"), "log")
        _ = try answer()
        // Truncated, and longer than before; then another one of the same length.
        try write(lines(200, "b"), "log")
        #expect(try answer().rows == whole([lines(100, "a"), lines(200, "b")]))
        try write(lines(200, "c"), "log")
        #expect(try answer().rows == whole([lines(100, "a"), lines(200, "b"), lines(200, "c")]))
        // Changed far from both ends.
        let long = lines(40_000, "d")
        try write(long, "log")
        _ = try answer()
        var bytes = Array(long.utf8)
        bytes[bytes.count / 2] = UInt8(ascii: "X")
        try directory.write(bytes, to: "in/log")
        let (rows, _) = try answer()
        #expect(rows != "" && Lines.mapped == 40_000)
    }

    @Test("many runs are merged into few")
    func compaction() throws {
        var all = ""
        for round in 0..<70 {
            let text = "w\(round % 5)\n"
            try append(text, "log")
            all += text
            _ = try answer()
        }
        #expect(try answer().rows == whole([all]))
        #expect(try directory.list("state").count { $0.hasSuffix(".run") } <= 48)
    }

    @Test("a run that ends early leaves a state that the next goes on with")
    func stopped() throws {
        let text = lines(400, "a") + lines(300, "b")
        try write(text, "log")
        for stop in [1, 250, 650] {
            Lines.left = stop
            let error = failure { try answer { $0.handsOverEachTask = true } }
            #expect(error?.message.contains("this goes on with it:\n  again") == true, "\(error?.message ?? "")")
            Lines.left = .max
            try append("more \(stop)\n", "log")
            let whole = try whole([String(decoding: directory.read("in/log"), as: UTF8.self)])
            #expect(try answer().rows == whole)
            if stop > 1 { #expect(Lines.mapped < 700 - stop + 100) }
            try remove("state")
            _ = try answer()
            try remove("state")
        }
    }

    @Test("CSV with line ends in quotes, where one run ends and the next begins")
    func quotes() throws {
        let job = Cells()
        let pieces = [
            "id,text\n1,plain\n2,", "\"a\n", "b\"\"\n\"\n3,c", "\n4,\"d\"\n", "5,\"e\n\nf\",g\n6", ",\"\n\"\n",
        ]
        var all = ""
        for _ in 0..<4 {
            for piece in pieces {
                try append(piece, "cells")
                all += piece
                #expect(try answer(job).rows == whole([all], job))
            }
        }
    }

    @Test("records of several lines, the last of which goes on")
    func paragraphs() throws {
        var all = ""
        for round in 0..<7 {
            for piece in ["first \(round)\n", "second\n", "\n\nlast", " of it\n\n"] {
                // More than what is looked through for the last record.
                let isLong = round == 5 && piece.hasPrefix("first")
                let text = (isLong ? String(repeating: "note\n\n", count: 15_000) : "") + piece
                try append(text, "notes")
                all += text
                let divide = { (options: inout JobOptions) in options.chunkSize = all.count > 5000 ? 40_000 : 500 }
                #expect(
                    try answer(Paragraphs(), divide).rows == whole([all], Paragraphs(), divide), "round \(round)")
            }
        }
    }

    @Test("another question, a damaged journal, a lost run")
    func refusals() throws {
        try write(lines(50, "a"), "one")
        _ = try answer()
        func refusal(_ words: String, _ change: (inout JobOptions) -> Void = { _ in }) {
            let error = failure { try answer(Lines(), change) }
            #expect(error?.kind == .badData)
            #expect(error?.message.contains(words) == true, "\(error?.message ?? "no error")")
        }
        refusal("is the state of `words`, and what is asked is `others`") { $0.partial?.question.words = ["others"] }
        refusal("its values are of 1, and this program's of 2") { $0.partial?.question.values = "2" }
        refusal("is divided into 2 parts, and --partitions is 5") { $0.partitions = 5 }
        // A run that is lost is read again where its file is there.
        func loseRuns() throws {
            for name in try directory.list("state") where name.hasSuffix(".run") { try remove("state/" + name) }
        }
        try loseRuns()
        let (rows, told) = try answer()
        #expect(try rows == whole([lines(50, "a")]))
        #expect(told.contains { $0.contains("is missing; what it had is read again") }, "\(told)")
        try loseRuns()
        try move("one", "two")
        try write(lines(3, "x"), "two")
        refusal("is not there any more; remove the state")
        try remove("in/two")
        let journal = try directory.read("state/journal")
        var damaged = journal
        damaged[journal.count / 2] ^= 4
        try directory.write(damaged, to: "state/journal")
        refusal("journal")
        // Cut off, as by a kill, is no damage.
        try remove("state")
        try write(lines(50, "a"), "one")
        _ = try answer()
        let good = try directory.read("state/journal")
        try directory.write(Array(good.dropLast(20)), to: "state/journal")
        #expect(try answer().rows == whole([lines(50, "a")]))
    }
}
