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

    /// What words are made of, in every script; `\w` is ASCII alone. Where characters are bytes, others are letters.
    private static func word(_ isOfBytes: Bool) -> String {
        isOfBytes ? #"[\w\x80-\xff]"# : #"[\p{L}\p{M}\p{N}_]"#
    }

    /// Whether the first word of the line is no pattern.
    var areNamed: Bool { !patterns.isEmpty || !files.isEmpty }

    /// The patterns as they are written.
    ///
    /// - Parameter first: the one that no option gave.
    func texts(_ first: String?) throws -> [String] {
        var texts = (first.map { [$0] } ?? patterns).flatMap {
            $0.split(separator: "\n", omittingEmptySubsequences: false)
        }
        .map(String.init)
        for file in files { texts += try lines(of: file) }
        return texts
    }

    /// What is looked for, of which one must match. There are two where some of it is of characters, and some of bytes.
    func patterns(of texts: [String]) throws -> [Pattern] {
        // No pattern matches nothing.
        if texts.isEmpty { return [try Pattern("(?!)", utf: true)] }
        return try [false, true].compactMap { isOfBytes in
            let some = texts.filter { Pattern.isOfBytes($0, fixedString: fixedStrings) == isOfBytes }
            return some.isEmpty ? nil : try pattern(of: some, isOfBytes)
        }
    }

    private func pattern(of texts: [String], _ isOfBytes: Bool) throws -> Pattern {
        guard texts.count != 1 || wholeWords || wholeLines else {
            return try Pattern(texts[0], fixedString: fixedStrings, ignoreCase: ignoreCase, utf: true)
        }
        let alternatives = texts.map { text in
            if fixedStrings { return GrepPatterns.quoted(text) }
            return "(?:\(text.hasPrefix(Pattern.ofBytes) ? String(text.dropFirst(Pattern.ofBytes.count)) : text))"
        }
        // Each counts its groups from 1.
        var whole = alternatives.count == 1 ? alternatives[0] : "(?|\(alternatives.joined(separator: "|")))"
        let word = GrepPatterns.word(isOfBytes)
        if wholeWords { whole = "(?<!\(word))(?:\(whole))(?!\(word))" }
        if wholeLines { whole = "^(?:\(whole))$" }
        if isOfBytes { whole = Pattern.ofBytes + whole }
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
        guard let bytes = FileSystem.bytes(source) else {
            throw ThreshError(.missingInput, "\(path): it cannot be read; -f names a file of patterns")
        }
        // As inputs are read: a mark is none of the text, a CR before a LF belongs to the line's end.
        var lines = GrepPatterns.withoutMark(bytes).split(separator: 10, omittingEmptySubsequences: false).map {
            FileName.string($0.last == 13 ? $0.dropLast() : $0)
        }
        if lines.last == "" { lines.removeLast() }
        return lines
    }

    /// The text of a file without its byte order mark; of UTF-16, as UTF-8.
    private static func withoutMark(_ bytes: [UInt8]) -> [UInt8] {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return Array(bytes.dropFirst(3)) }
        guard bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) else { return bytes }
        let high = bytes[0] == 0xFE ? 0 : 1
        let units = stride(from: 2, to: bytes.count - 1, by: 2).map { place in
            UInt16(bytes[place + high]) << 8 | UInt16(bytes[place + 1 - high])
        }
        return Array(String(decoding: units, as: UTF16.self).utf8)
    }
}
