import Foundation
import TestSupport
import Testing

/// Whole jobs over records that are no lines, in forked workers, by a small program of its own.
@Suite("Jobs over records", .timeLimit(.minutes(2)))
struct RecordTests {
    static let csv =
        "id,city,amount\n1,Rome,5\n2,\"Rome\",\"7\"\r\n3,\"New\nYork\",1\n4,\"say \"\"hi\"\"\",2\n5,\"New\nYork\",4"

    @Test(
        "records with their offsets, in chunks of every size",
        arguments: [
            ("lines", "ab\r\n\nc", "0\tab\n4\t\n5\tc\n"), ("nul", "a\nb\0\0c\r\0", "0\ta|b\n4\t\n5\tc\r\n"),
            ("paragraphs", "\n\na\nb\n\n\nc\n\n", "2\ta|b\n8\tc\n"),
            ("fixed", "0123456789abcdefghij", "0\t0123456789\n10\tabcdefghij\n"),
            ("whole", "a\nb\n", "0\ta|b|\n"), ("whole", "", "0\t\n"), ("csv", "a,\"b\nc\"\nd", "0\ta,\"b|c\"\n8\td\n"),
            ("header", "x,\"y\nz\"\nd\ne\n", "8\td\n10\te\n"), ("blocks", "\u{2}ab\0\u{3}c\nd", "0\tab\n3\t\n4\tc|d\n"),
        ])
    func list(format: String, content: String, expected: String) throws {
        let directory = try TemporaryDirectory()
        _ = try directory.write(Array(content.utf8), to: "input")
        for chunkSize in [1, 2, 3, 100] {
            expectPrints(try probe(["list", format, "\(chunkSize)", "input"], directory), expected)
        }
    }

    @Test(
        "a total order over records is the same whatever the chunks",
        arguments: ["paragraphs", "fixed", "csv", "blocks"])
    func sort(format: String) throws {
        var generator = SeededGenerator(seed: 5)
        let records = (0..<3000).map { _ in String(1_000_000_000 + generator.below(1_000_000_000)) }
        let text =
            switch format {
            case "paragraphs": records.map { $0.prefix(4) + "\n" + $0.dropFirst(4) + "\n\n" }.joined()
            case "csv": records.map { "\"\($0.prefix(4))\n\($0.dropFirst(4))\"\n" }.joined()
            case "blocks": records.map { "\u{A}" + $0 }.joined()
            default: records.joined()
            }
        let expected = records.sorted().map { record -> String in
            switch format {
            case "paragraphs": record.prefix(4) + "|" + record.dropFirst(4) + "\n"
            case "csv": "\"\(record.prefix(4))|\(record.dropFirst(4))\"\n"
            default: record + "\n"
            }
        }
        let directory = try TemporaryDirectory()
        _ = try directory.write(Array(text.utf8), to: "input")
        for chunkSize in [333, 5000, 1 << 20] {
            expectPrints(try probe(["sort", format, "\(chunkSize)", "input"], directory), expected.joined())
        }
    }

    @Test("columns of CSV by name", arguments: [1, 10, 1000])
    func columns(chunkSize: Int) throws {
        let directory = try TemporaryDirectory()
        _ = try directory.write(Array(Self.csv.utf8), to: "one.csv")
        _ = try directory.write(Array(Self.csv.utf8), to: "two.csv")
        let result = try probe(["amounts", "", "\(chunkSize)", "one.csv", "two.csv"], directory)
        #expect(
            result.text.split(separator: "\n").sorted() == ["New\\nYork\t10", "Rome\t24", "say \"hi\"\t4"], "\(result)")
        let collected = try probe(["collect", "", "\(chunkSize)", "one.csv", "two.csv"], directory)
        #expect(collected.text.contains("Rome=24\n") && collected.text.contains("New\nYork=10\n"), "\(collected)")
        _ = try directory.write(Array("a,b\n".utf8), to: "other.csv")
        expectFails(try probe(["amounts", "", "10", "other.csv"], directory), 65, "columns city and amount")
        _ = try directory.write([], to: "empty.csv")
        expectFails(try probe(["amounts", "", "10", "empty.csv"], directory), 65, "empty.csv: the file is empty")
    }

    @Test("members of JSON, and the place of what is none")
    func json() throws {
        let directory = try TemporaryDirectory()
        let lines = [#"{"id":1,"user":{"name":"Zo\u00eb"}}"#, #"{"user":{"name":"Bo"}}"#, "{}", #"{"user.name":"Bo"}"#]
        _ = try directory.write(Array(lines.joined(separator: "\n").utf8), to: "in.json")
        let result = try probe(["users", "", "20", "in.json"], directory)
        #expect(result.text.split(separator: "\n").sorted() == ["Bo\t2", "Zoë\t1"], "\(result)")
        _ = try directory.write(Array("{}\n{\"a\" 1}\n".utf8), to: "bad.json")
        expectFails(
            try probe(["users", "", "20", "bad.json"], directory), 65, "bad.json at byte 3: bad JSON at byte 5")
    }

    @Test("what no record can be made of")
    func faults() throws {
        let directory = try TemporaryDirectory()
        _ = try directory.write(Array("0123456789abc".utf8), to: "input")
        expectFails(try probe(["list", "fixed", "100", "input"], directory), 65, "input at byte 10", "3 of 10 bytes")
    }

    private func probe(_ arguments: [String], _ directory: TemporaryDirectory) throws -> CommandResult {
        var command = Command.product("record-probe", arguments)
        command.directory = directory.path
        return try command.run()
    }
}
