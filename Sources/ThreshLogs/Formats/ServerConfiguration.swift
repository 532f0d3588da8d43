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

    /// What a format string may mean: nginx's `log_format`, Apache's `LogFormat`, PostgreSQL's `log_line_prefix` or a
    /// `PatternLayout` of logback and log4j. Lines tell which; the likeliest is the first. Before a colon stands what it
    /// is, where that is not to be found out: `log4j:%d %m`.
    ///
    /// - Throws: `.usage` when it is none, or not understood.
    public static func formats(ofString source: String) throws(ThreshError) -> [LogFormat] {
        if let colon = source.firstIndex(of: ":") {
            let rest = String(source[source.index(after: colon)...])
            switch source[..<colon] {
            case "nginx": return [try LogFormat.nginx(rest)]
            case "apache": return [try LogFormat.apache(rest)]
            case "postgresql", "postgres": return [try LogFormat.linePrefix(rest)]
            case "log4j", "logback", "log4j2": return [try LogFormat.patternLayout(rest)]
            default: break
            }
        }
        if source.contains("$"), !source.contains("%d{") { return [try LogFormat.nginx(source)] }
        guard source.contains("%") else {
            throw ThreshError(
                .usage,
                "'\(source)' is none of nginx's log_format ('$remote_addr …'), Apache's LogFormat ('%h …'), PostgreSQL's log_line_prefix ('%m [%p] ') and a PatternLayout ('%d %p %m%n')"
            )
        }
        let readings: [Result<LogFormat, ThreshError>] = [
            result { () throws(ThreshError) in try LogFormat.apache(source) },
            result { () throws(ThreshError) in try LogFormat.patternLayout(source) },
            result { () throws(ThreshError) in try LogFormat.linePrefix(source) },
        ]
        let formats = readings.compactMap { try? $0.get() }
        if formats.isEmpty { return [try readings[looksLikePattern(source) ? 1 : 0].get()] }
        // The message is last in a PatternLayout, and in no other.
        return looksLikePattern(source)
            ? formats.sorted { $0.name == "log4j-custom" && $1.name != "log4j-custom" } : formats
    }

    /// The likeliest of what a format string may mean.
    ///
    /// - Throws: `.usage` when it is none, or not understood.
    public static func format(ofString source: String) throws(ThreshError) -> LogFormat {
        try formats(ofString: source)[0]
    }

    private static func result(
        _ body: () throws(ThreshError) -> LogFormat
    ) -> Result<LogFormat, ThreshError> {
        do throws(ThreshError) { return .success(try body()) } catch { return .failure(error) }
    }

    private static func looksLikePattern(_ source: String) -> Bool {
        source.contains("%n") || source.contains("%msg") || source.contains("%message") || source.hasSuffix("%m")
            || source.contains("%logger") || source.contains("%level")
    }
}
