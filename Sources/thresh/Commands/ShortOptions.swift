/// The letters of a command's options, for words that have several: `-nrk2` is `-n -r -k2` (POSIX Utility Syntax Guidelines
/// 5 and 6). The parser knows words of flags alone, and words of one letter and its value.
struct ShortOptions {
    let flags: String
    let valued: String

    /// The commands whose options are those of coreutils and grep.
    static func of(_ words: ArraySlice<String>) -> (options: ShortOptions, count: Int)? {
        let name = words.first == "run" ? words.dropFirst().first : words.first
        let count = words.first == "run" ? 2 : 1
        switch name {
        case "sort": return (ShortOptions(flags: "nVfrscu", valued: "ktoj"), count)
        case "grep": return (ShortOptions(flags: "FivwxEParRnHhoclLq", valued: "efABCmj"), count)
        default: return nil
        }
    }

    /// The words of a command line, with a word of their own for flags before an option that has a value.
    static func divide(_ words: ArraySlice<String>) -> [String] {
        guard let (options, count) = of(words) else { return Array(words) }
        var divided = Array(words.prefix(count))
        var rest = words.dropFirst(count)
        while let word = rest.popFirst() {
            if word == "--" { return divided + [word] + rest }
            let pieces = options.divide(word)
            divided += pieces
            // The word behind such a letter is its value, whatever it looks like.
            if let last = pieces.last, last.count == 2, last.hasPrefix("-"), options.valued.contains(last.last!),
                let value = rest.popFirst()
            {
                divided.append(value)
            }
        }
        return divided
    }

    private func divide(_ word: String) -> [String] {
        guard word.hasPrefix("-"), !word.hasPrefix("--"), word.count > 2 else { return [word] }
        let letters = word.dropFirst()
        let flags = letters.prefix { self.flags.contains($0) }
        let rest = letters.dropFirst(flags.count)
        guard !flags.isEmpty, let letter = rest.first, valued.contains(letter) else { return [word] }
        return ["-" + flags, "-" + rest]
    }
}
