import Foundation
import Testing
import Thresh
import ThreshLogs

@testable import ThreshQueries

/// Partials and states of files whose columns look otherwise, against one run over the files.
@Suite("Kept values of other types", .timeLimit(.minutes(1)))
struct KeptTypesTests {
    private final class Rows: RowSink {
        var rows: [String] = []
        func begin(_ columns: [Column]) {}
        func add(_ row: ByteView) { rows.append(String(row)) }
        func add(lines rows: [UInt8]) {}
    }

    private let directory: URL

    init() throws {
        directory = FileManager.default.temporaryDirectory.appending(path: "kept-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    }

    private func path(_ name: String) -> String { directory.appending(path: name).path }

    /// Rows, and what is told of values.
    private func rows(
        _ aggregates: String, by groups: String?, _ files: [String], format: String, _ half: PartialOptions.Half? = nil
    ) throws -> [String] {
        let query = try LogQuery(by: groups, aggregates: aggregates)
        let input = LogInput(format: format, filter: nil, context: testContext)
        var options = JobOptions()
        options.inputs = files.map { path($0) }
        options.runsInline = true
        if let half {
            options.partial = PartialOptions(
                half, PartialQuestion(program: "tests", values: "1", name: "agg", words: [aggregates], command: []))
        }
        let rows = Rows()
        let outcome = try query.answer(try query.plan(input), input, options, to: rows)
        return rows.rows
            + (half.map { if case .map = $0 { true } else { false } } == true ? [] : outcome.conversions.notes)
    }

    static let files: [(String, String, String)] = [
        ("csv", "k,v\ntrue,4\nfalse,9\n", "k,v\ntrue,4.50\nunknown,4\nfalse,x\n"),
        ("csv", "k,v\n4,4.50\n4.50,5\n12,1\n", "k,v\n4,4\n9,5\n12,1\n"),
        (
            "json", #"{"k":4,"v":1}"# + "\n" + #"{"k":12,"v":2}"# + "\n",
            #"{"k":"4","v":"5.5"}"# + "\n" + #"{"k":"x","v":"y"}"# + "\n"
        ),
        ("logfmt", "k=1 v=1\nk=22 v=3\n", "k=a v=15ms\nk=22 v=3s\nk=true v=2s\n"),
        ("tsv", "k\tv\n2024-01-02\t1\n2024-01-03\t2\n", "k\tv\n2024-01-02\t3\nTBD\t4\nnever\t5\nx\t7\n"),
        ("csv", "v,k\n", "k,v\n007,1\nx,2\n"),
    ]

    static let questions: [(String, String?)] = [
        ("count", "k"), ("sum(v), min(k), max(v)", "k"), ("distinct(k), distinct(v), distinct(k, v), top(k, 2)", nil),
        ("p50(v)", "k"), ("count, first(v) where v is not null", "v, k"),
    ]

    @Test("partials are merged to what one run over all files answers", arguments: files)
    func partials(format: String, a: String, b: String) throws {
        defer { try? FileManager.default.removeItem(at: directory) }
        try Data(a.utf8).write(to: directory.appending(path: "a"))
        try Data(b.utf8).write(to: directory.appending(path: "b"))
        for (number, (aggregates, groups)) in Self.questions.enumerated() where !aggregates.contains("first") {
            let whole = try rows(aggregates, by: groups, ["a", "b"], format: format)
            for name in ["a", "b"] {
                let half = PartialOptions.Half.map(directory: path("\(number).\(name)"), shard: .whole)
                _ = try rows(aggregates, by: groups, [name], format: format, half)
            }
            for order in [["a", "b"], ["b", "a"]] {
                let merged = try rows(
                    aggregates, by: groups, [], format: format, .reduce(order.map { path("\(number).\($0)") }))
                #expect(merged.filter { !$0.contains(": ") } == whole.filter { !$0.contains(": ") }, "\(aggregates)")
            }
        }
    }

    @Test("a state goes on with files of other types, and when earlier ones are gone", arguments: files)
    func states(format: String, a: String, b: String) throws {
        defer { try? FileManager.default.removeItem(at: directory) }
        for (number, (aggregates, groups)) in Self.questions.enumerated() where !aggregates.contains("first") {
            try Data(a.utf8).write(to: directory.appending(path: "a"))
            try Data(b.utf8).write(to: directory.appending(path: "b"))
            let whole = try rows(aggregates, by: groups, ["a", "b"], format: format).filter { !$0.contains(": ") }
            for isGone in [false, true] {
                let state = PartialOptions.Half.state(path("state.\(number).\(isGone)"))
                _ = try rows(aggregates, by: groups, ["a"], format: format, state)
                if isGone { try FileManager.default.removeItem(at: directory.appending(path: "a")) }
                let kept = try rows(aggregates, by: groups, isGone ? ["b"] : ["a", "b"], format: format, state)
                #expect(kept.filter { !$0.contains(": ") } == whole, "\(aggregates), gone: \(isGone)")
            }
        }
    }

    @Test("a file that grows may show other types")
    func growing() throws {
        defer { try? FileManager.default.removeItem(at: directory) }
        for (number, (format, text, more)) in [
            ("csv", "k,v\n9,1\n12,2\n", "x,3\n"), ("tsv", "k\tv\ntrue\t1\n", "maybe\t2\n"),
            ("json", #"{"k":5}"# + "\n", #"{"k":"5.0"}"# + "\n" + #"{"k":"7"}"# + "\n"),
        ].enumerated() {
            let file = directory.appending(path: "\(number).log")
            try Data(text.utf8).write(to: file)
            let state = PartialOptions.Half.state(path("growing.\(number)"))
            _ = try rows("count", by: "k", ["\(number).log"], format: format, state)
            try Data((text + more).utf8).write(to: file)
            #expect(
                try rows("count", by: "k", ["\(number).log"], format: format, state)
                    == rows("count", by: "k", ["\(number).log"], format: format))
        }
    }

    @Test("estimates of different values are refused, with what says the types")
    func estimates() throws {
        defer { try? FileManager.default.removeItem(at: directory) }
        for (name, text) in [("a", "k\n4\n5\n"), ("b", "k\n4.50\n5.00\n")] {
            try Data(text.utf8).write(to: directory.appending(path: name))
            let half = PartialOptions.Half.map(directory: path("p.\(name)"), shard: .whole)
            _ = try rows("approx_distinct(k)", by: nil, [name], format: "csv", half)
        }
        do {
            _ = try rows("approx_distinct(k)", by: nil, [], format: "csv", .reduce([path("p.a"), path("p.b")]))
            Issue.record("merged")
        } catch let error as ThreshError {
            #expect(error.kind == .badData)
            #expect(error.message.contains("--types 'k text'"))
        }
    }
}
