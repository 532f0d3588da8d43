import Foundation
import TestSupport
import Testing

/// Documents of JSON that were cut, between two records and within one.
@Suite(.serialized, .timeLimit(.minutes(2))) struct LogsDocumentTests {
    private let directory: TemporaryDirectory

    private static let records = (0..<6).map {
        #"{"ms":\#($0),"text":"a \"]}, \\","list":[{"k":[]},1]}"#
    }

    private static let documents: [(name: String, head: String, between: String, tail: String)] = [
        ("array", "[", ",", "]"),
        ("lines", "[\n  ", ",\n  ", "\n]\n"),
        ("Records", "{\n \"count\": 6, \"Records\": [\n", ",\n", "\n ],\n \"next\": \"{[\"\n}\n"),
        ("hits", #"{"took":1,"hits":{"total":{"value":6},"hits":["#, ",", #"]},"aggregations":{"a":[{"b":1}]}}"#),
        (
            "otel", #"{"resourceLogs":[{"resource":{},"scopeLogs":[{"scope":{},"logRecords":["#, ",",
            #"]}],"schemaUrl":"["}]}"#
        ),
    ]

    init() throws { directory = try TemporaryDirectory() }

    private func run(_ script: String) throws -> CommandResult { try shell(script, in: directory.path) }

    private func write(_ text: String, to name: String) throws { try directory.write(Array(text.utf8), to: name) }

    @Test(arguments: documents.indices) func aMissingEndIsTold(index: Int) throws {
        let (_, head, between, tail) = Self.documents[index]
        let whole = head + Self.records.joined(separator: between) + tail
        try write(whole, to: "whole.json")
        let answer = try run("thresh logs agg 'count, sum(ms)' whole.json --strict --output-format tsv")
        #expect(answer.text == "6\t15\n" && !answer.errors.contains("missing"), "\(answer)")

        let texts = [
            head + Self.records[..<4].joined(separator: between),
            head + Self.records[..<4].joined(separator: between) + between,
            head + Self.records[..<4].joined(separator: between) + between + Self.records[4].prefix(30),
        ]
        for (index, text) in texts.enumerated() {
            try write(text, to: "cut.json")
            for question in ["count", "agg 'sum(ms)-2'"] {
                let answer = try run("thresh logs \(question) cut.json --output-format tsv")
                #expect(answer.text == "4\n", "\(answer)")
                #expect(answer.errors.contains("the end of a JSON document is missing: it stops in cut.json:"))
                #expect(answer.errors.contains("1 rejected") == (index == 2), "\(answer)")
                #expect(try run("thresh logs \(question) cut.json --strict").exitCode == 65)
            }
        }
        // The last bracket alone.
        try write(String(whole.reversed().drop { $0 != "}" && $0 != "]" }.dropFirst().reversed()), to: "last.json")
        let last = try run("thresh logs count last.json --output-format tsv")
        #expect(last.text == "6\n" && last.errors.contains("last.json"), "\(last)")
    }

    @Test func itIsToldHoweverTheBytesCome() throws {
        let lines = (0..<4000).map { #"{"n":\#($0),"word":"a lot of text"}"# }.joined(separator: ",\n")
        try write("[\n\(lines)\n]\n", to: "whole.json")
        try write("[\n\(lines),\n", to: "cut.json")
        try write("[\n\(lines)\n]\n[\n\(lines)\n]\n \n", to: "two.json")
        let note = "the end of a JSON document is missing: it stops in"
        for options in ["", "-j 1", "-j 3 --chunk-size 1K"] {
            let plain = try run("thresh logs count cut.json \(options)")
            #expect(plain.text == "4000\n" && plain.errors.contains("\(note) cut.json:4001 "), "\(plain)")
            let many = try run("thresh logs count cut.json two.json whole.json cut.json \(options)")
            #expect(many.errors.contains("the ends of 2 JSON documents are missing"), "\(many)")
            let others = try run("thresh logs count two.json whole.json \(options)")
            #expect(others.text == "12000\n" && others.errors.isEmpty, "\(others)")
        }
        let packed = try run(
            """
            gzip -k cut.json; zstd -q cut.json; xz -k cut.json
            for f in cut.json.gz cut.json.zst cut.json.xz; do thresh logs count $f; done; thresh logs count - <cut.json
            """)
        #expect(packed.text == "4000\n4000\n4000\n4000\n", "\(packed)")
        #expect(packed.errors.components(separatedBy: note).count == 5, "\(packed)")
        let others = try run(
            "thresh logs grep --where 'n = 7' cut.json; thresh logs templates --of word cut.json; thresh logs top 1 --by n cut.json"
        )
        #expect(others.errors.components(separatedBy: note).count >= 3, "\(others)")
    }
}
