import Foundation
import Thresh

@testable import ThreshLogs

/// A line of a corpus with what is to be found in it.
struct CorpusLine {
    enum Expectation {
        /// Every field named has that text (nil for null); times are written `@` and nanoseconds since 1970.
        case fields([(name: String, value: String?)])
        /// The column of the fault, 0 for any, and a word of the reason.
        case fault(column: Int, word: String)
        /// No record.
        case nothing
    }

    let text: String
    let expectation: Expectation

    var bytes: [UInt8] { Array(text.utf8) }

    /// Files of the corpus: pairs of lines, of which the first says what the second holds (`+` fields, `-` column and word
    /// of the fault, `#` nothing).
    static func read(_ name: String) throws -> [CorpusLine] {
        let url = folder.appendingPathComponent("\(name).txt")
        let lines = try String(contentsOf: url, encoding: .utf8).split(
            separator: "\n", omittingEmptySubsequences: false)
        return stride(from: 0, to: lines.count - 1, by: 2).map { index in
            let parts = lines[index].split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            let text = String(lines[index + 1])
            switch parts[0] {
            case "+": return CorpusLine(text: text, expectation: .fields(parts.dropFirst().map(pair)))
            case "-": return CorpusLine(text: text, expectation: .fault(column: Int(parts[1]) ?? 0, word: parts[2]))
            default: return CorpusLine(text: text, expectation: .nothing)
            }
        }
    }

    private static func pair(_ text: String) -> (name: String, value: String?) {
        guard let equals = text.firstIndex(of: "=") else { return (text, nil) }
        return (String(text[..<equals]), unescaped(String(text[text.index(after: equals)...])))
    }

    private static func unescaped(_ text: String) -> String {
        var result = ""
        var escaped = false
        for character in text {
            if escaped {
                result.append(character == "n" ? "\n" : character == "t" ? "\t" : character)
                escaped = false
            } else if character == "\\" {
                escaped = true
            } else {
                result.append(character)
            }
        }
        return result
    }

    /// Every file of the corpus but `explained`, which is no format's.
    static let names: [String] = {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return files.filter { $0.hasSuffix(".txt") && $0 != "explained.txt" }.map { String($0.dropLast(4)) }.sorted()
    }()

    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Corpus")

    /// The format of a corpus as detection must find it in its good lines, and how many extra fields: `combined+1`. Behind
    /// `~` is what wrote them, where a format has several corpora: `syslog~mail`.
    static func expected(_ name: String) -> (format: String, extra: Int) {
        let parts = name.prefix { $0 != "~" }.split(separator: "+")
        let isCount = parts.count > 1 && Int(parts[1]) != nil
        return (isCount ? String(parts[0]) : parts.joined(separator: "+"), isCount ? Int(parts[1])! : 0)
    }
}

extension [CorpusLine] {
    /// The lines that are records or comments, as a file.
    var file: [UInt8] {
        flatMap { line -> [UInt8] in
            if case .fault = line.expectation { return [] }
            return line.bytes + [10]
        }
    }

    /// The format that detection finds in them, as `CorpusTests` shows, without looking for it again.
    func format(_ name: String) throws -> LogFormat {
        try withView(file) {
            try FormatDetector.format(named: CorpusLine.expected(name).format, for: $0, isCut: false)
        }
    }
}
