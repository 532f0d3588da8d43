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
