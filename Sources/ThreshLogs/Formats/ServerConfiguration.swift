public import Thresh

/// Finds the formats of access logs in a web server's configuration file.
public enum ServerConfiguration {
    /// Every `log_format` (nginx) and `LogFormat` (Apache) of the text, under its own name, in order. A format that is not
    /// understood is left out.
    public static func formats(in text: String) -> [LogFormat] {
        var formats: [LogFormat] = []
        var words = ConfigurationWords(text)
        while let word = words.next() {
            if word.text == "log_format", !word.isQuoted {
                guard let name = words.next()?.text else { break }
                var source = ""
                while let part = words.next(), part.text != ";" || part.isQuoted {
                    if !part.isQuoted, part.text.hasPrefix("escape=") { continue }
                    source += part.text
                }
                if let format = try? LogFormat.nginx(source, name: name) { formats.append(format) }
            } else if word.text.lowercased() == "logformat", !word.isQuoted {
                guard let source = words.next() else { break }
                let name = words.peekOnLine() ?? "apache-custom"
                if let format = try? LogFormat.apache(source.text, name: name) { formats.append(format) }
            }
        }
        return formats
    }

    /// A format string of either server.
    ///
    /// - Throws: `.usage` when it is none, or not understood.
    public static func format(ofString source: String) throws(ThreshError) -> LogFormat {
        if source.contains("$") { return try LogFormat.nginx(source) }
        if source.contains("%") { return try LogFormat.apache(source) }
        throw ThreshError(
            .usage, "'\(source)' is neither nginx's log_format ('$remote_addr …') nor Apache's LogFormat ('%h …')")
    }
}

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
