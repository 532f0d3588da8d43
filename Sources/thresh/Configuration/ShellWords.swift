import Thresh

/// The words of a line, as a shell divides it: quotes of both kinds and backslashes keep blanks. Nothing is replaced, so $
/// and * are what they are.
enum ShellWords {
    /// - Returns: nil where a quote has no end.
    static func split(_ line: String) -> [String]? {
        var words: [String] = []
        var word: String?
        var quote: Character?
        var rest = line[...]
        while let character = rest.popFirst() {
            switch (quote, character) {
            case ("'", "'"), ("\"", "\""): quote = nil
            case (nil, "'"), (nil, "\""):
                quote = character
                word = word ?? ""
            case (nil, " "), (nil, "\t"):
                if let word { words.append(word) }
                word = nil
            case (nil, "\\"):
                guard let next = rest.popFirst() else { return nil }
                word = (word ?? "") + String(next)
            case ("\"", "\\"):
                guard let next = rest.popFirst() else { return nil }
                // Within double quotes it is itself before anything else.
                word =
                    (word ?? "") + (next == "\"" || next == "\\" || next == "$" || next == "`" ? "" : "\\")
                    + String(next)
            default: word = (word ?? "") + String(character)
            }
        }
        if quote != nil { return nil }
        if let word { words.append(word) }
        return words
    }

    /// As typed.
    static func line(_ words: [String]) -> String {
        words.map { word in
            let isPlain = !word.isEmpty && word.allSatisfy { $0.isLetter || $0.isNumber || "-_./,:=+@%".contains($0) }
            return isPlain
                ? word
                : "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
        }.joined(separator: " ")
    }
}
