/// Words of a configuration file: quoted, or up to a blank; `;`, `{` and `}` are words; `#` begins a comment.
struct ConfigurationWords {
    private let text: [Character]
    private var position = 0

    init(_ text: String) { self.text = Array(text) }

    mutating func next() -> (text: String, isQuoted: Bool)? {
        passBlanks()
        guard position < text.count else { return nil }
        let first = text[position]
        if first == ";" || first == "{" || first == "}" {
            position += 1
            return (String(first), false)
        }
        if first == "'" || first == "\"" { return (quoted(first), true) }
        let start = position
        while position < text.count, !text[position].isWhitespace, text[position] != ";" { position += 1 }
        return (String(text[start..<position]), false)
    }

    /// The next word, unless a line ends before it.
    mutating func peekOnLine() -> String? {
        while position < text.count, text[position] == " " || text[position] == "\t" { position += 1 }
        guard position < text.count, !text[position].isNewline else { return nil }
        return next()?.text
    }

    private mutating func quoted(_ quote: Character) -> String {
        position += 1
        var word = ""
        while position < text.count, text[position] != quote {
            if text[position] == "\\", position + 1 < text.count, text[position + 1] == quote {
                position += 1
            }
            word.append(text[position])
            position += 1
        }
        position += 1
        return word
    }

    private mutating func passBlanks() {
        while position < text.count {
            if text[position] == "#" {
                while position < text.count, !text[position].isNewline { position += 1 }
            } else if text[position].isWhitespace {
                position += 1
            } else {
                return
            }
        }
    }
}
