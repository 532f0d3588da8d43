import ArgumentParser
import Platform
import Thresh
import ThreshPatterns

/// Options that say what is looked for, and the one pattern that they make.
struct GrepPatterns: ParsableArguments {
    @Option(
        name: [.customShort("e", allowingJoined: true), .customLong("regexp")], parsing: .unconditionalSingleValue,
        help: ArgumentHelp("A pattern; of several one must match.", valueName: "pattern"))
    var patterns: [String] = []

    @Option(
        name: [.customShort("f", allowingJoined: true), .customLong("file")],
        help: ArgumentHelp("A file with a pattern in each line.", valueName: "file"), completion: .file())
    var files: [String] = []

    @Flag(name: [.customShort("F"), .long], help: "Patterns are text, not regular expressions.")
    var fixedStrings = false

    @Flag(name: [.customShort("i"), .long], help: "Upper and lower case are the same.")
    var ignoreCase = false

    @Flag(name: [.customShort("v"), .long], help: "Select the lines that do not match.")
    var invertMatch = false

    @Flag(name: [.customShort("w"), .customLong("word-regexp")], help: "What matches must be whole words.")
    var wholeWords = false

    @Flag(name: [.customShort("x"), .customLong("line-regexp")], help: "What matches must be the whole line.")
    var wholeLines = false

    // What scripts give grep, and what holds in any case.
    @Flag(name: [.customShort("E"), .customLong("extended-regexp")], help: .hidden) var isExtended = false
    @Flag(name: [.customShort("P"), .customLong("perl-regexp")], help: .hidden) var isPerl = false
    @Flag(name: [.customShort("a"), .customLong("text")], help: .hidden) var isText = false
    @Flag(name: [.customShort("r"), .customShort("R"), .long], help: .hidden) var recursive = false

    /// What words are made of, in every script; `\w` is ASCII alone.
    private static let word = #"[\p{L}\p{M}\p{N}_]"#

    /// Whether the first word of the line is no pattern.
    var areNamed: Bool { !patterns.isEmpty || !files.isEmpty }

    /// - Parameter first: the pattern that no option gave.
    func pattern(_ first: String?) throws -> Pattern {
        var texts = (first.map { [$0] } ?? patterns).flatMap {
            $0.split(separator: "\n", omittingEmptySubsequences: false)
        }
        .map(String.init)
        for file in files { texts += try lines(of: file) }
        guard texts.count != 1 || wholeWords || wholeLines else {
            return try Pattern(texts[0], fixedString: fixedStrings, ignoreCase: ignoreCase, utf: true)
        }
        // No pattern matches nothing.
        if texts.isEmpty { return try Pattern("(?!)", utf: true) }
        let alternatives = texts.map { fixedStrings ? GrepPatterns.quoted($0) : "(?:\($0))" }
        // Each counts its groups from 1.
        var whole = alternatives.count == 1 ? alternatives[0] : "(?|\(alternatives.joined(separator: "|")))"
        if wholeWords { whole = "(?<!\(GrepPatterns.word))(?:\(whole))(?!\(GrepPatterns.word))" }
        if wholeLines { whole = "^(?:\(whole))$" }
        do {
            return try Pattern(whole, ignoreCase: ignoreCase, utf: true)
        } catch {
            // The place of a fault is that in the pattern as it was given.
            for text in texts where !fixedStrings { _ = try Pattern(text, ignoreCase: ignoreCase, utf: true) }
            throw error
        }
    }

    private static func quoted(_ text: String) -> String {
        var result = ""
        for character in text.unicodeScalars {
            if character.isASCII, !character.properties.isAlphabetic, !("0"..."9").contains(character) {
                result += "\\"
            }
            result.unicodeScalars.append(character)
        }
        return result
    }

    private func lines(of path: String) throws -> [String] {
        let source = path == "-" ? "/dev/stdin" : path
        do { _ = try FileDescriptor.open(source, .read) } catch {
            throw ThreshError(.missingInput, "\(path): \(error.reason); -f names a file of patterns")
        }
        guard let text = FileSystem.text(source) else {
            throw ThreshError(.badData, "\(path): the patterns are not UTF-8; write other bytes as \\xHH")
        }
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        if lines.last == "" { lines.removeLast() }
        return lines
    }
}
