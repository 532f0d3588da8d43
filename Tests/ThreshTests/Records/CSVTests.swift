import TestSupport
import Testing

@testable import Thresh

@Suite("CSV rows", .timeLimit(.minutes(2)))
struct CSVTests {
    @Test(
        "fields",
        arguments: [
            ("", [""]), (",", ["", ""]), ("a", ["a"]), ("a,b,,c,", ["a", "b", "", "c", ""]),
            (#""a","b""#, ["a", "b"]), (#""a,b",c"#, ["a,b", "c"]), (#""say ""hi""",x"#, [#"say "hi""#, "x"]),
            (#""""#, [""]), (#""""""#, [#"""#]), (#"a"b,c"#, [#"a"b"#, "c"]), (#""a"b,c"#, ["ab", "c"]),
            ("\"two\nlines\",1", ["two\nlines", "1"]), (#""open,x"#, ["open,x"]), (#"""#, [""]),
            (#" "a",b"#, [#" "a""#, "b"]),
            (#"1,"",3"#, ["1", "", "3"]), ("\"\"\",\"\"\",x", ["\",\"", "x"]),
        ])
    func fields(text: String, expected: [String]) {
        #expect(read(text) == expected)
    }

    /// Rows of all lengths around those of the masks, quoted and not.
    @Test("random rows mean what was written", arguments: 1...6)
    func random(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let letters = Array("ab ,\";\n\tx".unicodeScalars)
        for round in 0..<3000 {
            let fields = (0..<1 + generator.below(12)).map { _ in
                String(
                    String.UnicodeScalarView(
                        (0..<generator.below(round % 40 + 1)).map { _ in letters[generator.below(letters.count)] })
                )
            }
            let separator = round % 3 == 0 ? "\t" : ","
            let text = fields.map { field in
                let needsQuotes = field.unicodeScalars.contains { ",\"\n\t".unicodeScalars.contains($0) }
                return needsQuotes || generator.once(in: 3)
                    ? "\"" + field.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
                        + "\"" : field
            }.joined(separator: separator)
            #expect(read(text, separator: separator) == fields, "\(text)")
        }
    }

    @Test("one by one and by index, whatever the bytes", arguments: 1...4)
    func consistent(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<5000 {
            let bytes = (0..<generator.below(200)).map { _ in
                generator.once(in: 4) ? UInt8(ascii: ",") : generator.once(in: 6) ? UInt8(ascii: "\"") : UInt8(97)
            }
            bytes.withUnsafeBytes { bytes in
                let row = CSVRow(ByteView(bytes))
                var fields = row.fields
                var (index, length) = (0, 0)
                while let field = fields.next() {
                    if let same = row.field(index) {
                        let isSame = same.source == field.source
                        #expect(isSame)
                    } else {
                        Issue.record("field \(index) is missing")
                    }
                    length += field.source.count + 1
                    _ = field.string
                    index += 1
                }
                let (count, behind) = (row.fieldCount, row.field(index) == nil)
                #expect(length == bytes.count + 1 && index == count && behind)
            }
        }
    }

    @Test("numbers, quoted or not")
    func numbers() {
        Array(#"12,"-7",1.5,"2e3",x,"""#.utf8).withUnsafeBytes { bytes in
            let row = CSVRow(ByteView(bytes))
            var integers: [Int?] = []
            var doubles: [Double?] = []
            var fields = row.fields
            while let field = fields.next() {
                integers.append(field.integer)
                doubles.append(field.double)
            }
            #expect(integers == [12, -7, nil, nil, nil, nil])
            #expect(doubles == [12, -7, 1.5, 2000, nil, nil])
        }
    }

    @Test("headers")
    func headers() {
        for text in ["id,\"first name\",id,x", "\u{FEFF}\"id\",first name,id,x"] {
            Array(text.utf8).withUnsafeBytes { bytes in
                let header = CSVHeader(CSVRow(ByteView(bytes)))
                #expect(header.names == ["id", "first name", "id", "x"])
                #expect(header.index(of: "first name") == 1 && header.index(of: "id") == 0)
                #expect(header.index(of: "none") == nil)
            }
        }
    }

    private func read(_ text: String, separator: String = ",") -> [String] {
        Array(text.utf8).withUnsafeBytes { bytes in
            var found: [String] = []
            var fields = CSVRow(ByteView(bytes), separator: separator.utf8.first!).fields
            while let field = fields.next() { found.append(field.string) }
            return found
        }
    }
}
