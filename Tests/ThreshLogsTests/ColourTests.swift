import TestSupport
import Testing
import Thresh

@testable import ThreshLogs

/// Lines as they are written to a terminal, against the same lines without its sequences.
@Suite("Colours in lines", .timeLimit(.minutes(2)))
struct ColourTests {
    private static let begins = [
        "\u{1B}[32m", "\u{1B}[1;31m", "\u{1B}[38;5;214m", "\u{1B}[2K", "\u{1B}]8;;http://a/\u{1B}\\",
    ]
    private static let ends = ["\u{1B}[0m", "\u{1B}[m", "\u{1B}[39;49m", "\u{1B}(B\u{1B}[m", "\u{1B}]8;;\u{7}"]

    /// Every word of some lines with a colour of its own, and every third line as it is.
    private func coloured(_ line: [UInt8], _ number: Int) -> [UInt8] {
        if number % 3 == 2 { return line }
        var coloured: [UInt8] = []
        for (index, word) in line.split(separator: 32, omittingEmptySubsequences: false).enumerated() {
            if index > 0 { coloured.append(32) }
            let kind = (index + number) % Self.begins.count
            coloured += Array(Self.begins[kind].utf8) + word + Array(Self.ends[kind].utf8)
        }
        return coloured
    }

    @Test("fields are what they are without colours", arguments: CorpusLine.names)
    func corpora(name: String) throws {
        let lines = try CorpusLine.read(name)
        var file: [UInt8] = []
        for (index, line) in lines.enumerated() {
            if case .fault = line.expectation { continue }
            if case .nothing = line.expectation, line.bytes.first == UInt8(ascii: "#") {
                file += line.bytes + [10]
            } else {
                file += coloured(line.bytes, index) + [10]
            }
        }
        let expected = try lines.format(name)
        let format = try #require(FormatDetector.detect(file)).format
        #expect(format.name == expected.name && format.hasColours)
        let oracle = try FieldExtractor(expected, fields: expected.fieldNames, context: testContext)
        let extractor = try FieldExtractor(format, fields: expected.fieldNames, context: testContext)
        for (index, line) in lines.enumerated() {
            let found = extractor.texts(of: coloured(line.bytes, index))
            #expect(found == oracle.texts(of: line.bytes), "\(line.text)")
        }
    }

    @Test(
        "what is a sequence, and what is not",
        arguments: [
            ("a\u{1B}[31mb\u{1B}[0mc", "abc"), ("\u{1B}[38;2;1;2;3mx", "x"), ("x\u{1B}[K", "x"), ("\u{1B}(Bx", "x"),
            ("\u{1B}]0;title\u{7}x", "x"), ("\\u001b[32minfo\\u001B[39m", "info"), ("#033[1mx#033[0m", "x"),
            ("\\x1b[31mx", "x"), ("\\x1b]x", "\\x1b]x"), ("C:\\x1bin #033 a[0m", "C:\\x1bin #033 a[0m"),
            ("\\u001b[2Jx", "\\u001b[2Jx"), ("\u{1B}", "\u{1B}"), ("\u{1B}[", "\u{1B}["), ("\u{1B}[31", "\u{1B}[31"),
            ("\u{1B}]never ends", "\u{1B}]never ends"), ("", ""),
        ])
    func sequences(text: String, remaining: String) {
        let found = withView(Array(text.utf8)) { TerminalEscapes.removed(from: $0) } ?? Array(text.utf8)
        #expect(String(decoding: found, as: UTF8.self) == remaining)
    }

    @Test("records of several lines have colours at their beginnings too")
    func records() throws {
        let lines = (0..<20).map { index in
            "\u{1B}[2m2024-05-01 12:30:\(10 + index)\u{1B}[0m \u{1B}[31mERROR\u{1B}[0m a.B - failed\n\t\u{1B}[31mat\u{1B}[0m x\n"
        }
        let format = try #require(FormatDetector.detect(Array(lines.joined().utf8))).format
        #expect(format.hasRecordsOfLines)
        let extractor = try FieldExtractor(format, fields: ["level", "message"], context: testContext)
        let record = Array(lines[3].utf8.dropLast())
        let length = try #require(record.firstIndex(of: 10))
        withView(record) { record in
            let begins = extractor.isFirstLine(record.slice(0, length))
            let goesOn = !extractor.isFirstLine(record.slice(length + 1, record.count))
            let outcome = extractor.extract(record, firstLine: length)
            #expect(begins && goesOn && outcome == .fields)
            let fields = unsafe extractor.fields(of: record)
            #expect(corpusText(fields[0]) == "ERROR")
            #expect(corpusText(fields[1])?.hasSuffix("failed\n\tat x") == true)
        }
    }

    @Test("a fault is told where it is in the coloured line")
    func faults() throws {
        let lines = (0..<20).map {
            "\u{1B}[36m192.0.2.1\u{1B}[0m - - [17/May/2015:10:05:\(10 + $0) +0000] \"GET / HTTP/1.1\" 200 1\n"
        }
        let format = try #require(FormatDetector.detect(Array(lines.joined().utf8))).format
        let bad = "\u{1B}[36m192.0.2.1\u{1B}[0m - - [17/May/2015:10:05:xx +0000] \"GET / HTTP/1.1\" 200 1"
        let extractor = try FieldExtractor(format, fields: ["time"], context: testContext)
        // Behind the bracket: 9 bytes of address, 9 of sequences, 6 more.
        #expect(extractor.fault(of: Array(bad.utf8))?.column == 25)
    }
}
