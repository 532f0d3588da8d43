import Platform
import Thresh

/// A file of sections and `name = value` lines, as they are written. Docs/Configuration.md has the grammar.
struct ConfigurationFile {
    struct Entry {
        let section: String
        let name: String
        let value: String
        let line: Int
    }

    let path: String
    private(set) var entries: [Entry] = []

    init(path: String) throws(ThreshError) {
        guard let bytes = FileSystem.bytes(path) else {
            throw ThreshError(
                .missingInput,
                "\(path) cannot be read; mend it, or set THRESH_CONFIG to another configuration, or to nothing for none"
            )
        }
        try self.init(path: path, text: String(decoding: bytes, as: UTF8.self))
    }

    init(path: String, text: String) throws(ThreshError) {
        self.path = path
        var section = ""
        let lines = text.drop { $0 == "\u{FEFF}" }.split(omittingEmptySubsequences: false) {
            $0 == "\n" || $0 == "\r\n"
        }
        for (index, line) in lines.enumerated() {
            let text = ConfigurationFile.trimmed(line)
            if text.isEmpty || text.hasPrefix("#") || text.hasPrefix(";") { continue }
            if text.hasPrefix("[") {
                guard text.hasSuffix("]") else {
                    throw error(index + 1, "a section is [its name] and nothing behind it")
                }
                section = ConfigurationFile.trimmed(text.dropFirst().dropLast())
                continue
            }
            guard let divider = ConfigurationFile.divider(text, namesPaths: section == "formats") else {
                throw error(index + 1, "'\(text)' is neither [section] nor name = value; # begins a comment")
            }
            let entry = Entry(
                section: section, name: ConfigurationFile.trimmed(text[..<divider.lowerBound]),
                value: ConfigurationFile.trimmed(text[divider.upperBound...]), line: index + 1)
            if entry.section.isEmpty { throw error(entry.line, "a [section] comes before \(entry.name)") }
            if entry.name.isEmpty || entry.value.isEmpty { throw error(entry.line, "write name = value") }
            // In a shell's words, and elsewhere, it would be taken for a part of the value.
            if entry.value.contains(" #") || entry.value.contains("\t#"), section != "formats" {
                throw error(entry.line, "a comment has a line of its own; '#2' as a value stands in quotes")
            }
            entries.append(entry)
        }
    }

    func error(_ line: Int, _ text: String) -> ThreshError { ThreshError(.usage, "\(path):\(line): \(text)") }

    /// The first =; behind a path, which may have some, the first one between blanks if there is one.
    private static func divider(_ text: String, namesPaths: Bool) -> Range<String.Index>? {
        var places = text.indices.filter { text[$0] == "=" }
        func isBlank(_ character: Character) -> Bool { character == " " || character == "\t" }
        let spaced = places.first { place in
            let next = text.index(after: place)
            return place > text.startIndex && isBlank(text[text.index(before: place)])
                && next < text.endIndex && isBlank(text[next])
        }
        if namesPaths, let spaced { places = [spaced] }
        return places.first.map { $0..<text.index(after: $0) }
    }

    private static func trimmed(_ text: some StringProtocol) -> String {
        let head = text.drop { $0 == " " || $0 == "\t" }
        return String(head.reversed().drop { $0 == " " || $0 == "\t" || $0 == "\r" }.reversed())
    }
}
