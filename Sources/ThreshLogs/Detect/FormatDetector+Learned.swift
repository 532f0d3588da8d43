internal import Thresh

/// Layouts that nobody named.
extension FormatDetector {
    /// The layout that most of the lines have that begin alike; nil where there is none, or too few lines are read by it.
    static func learnedFormat(_ sample: SampleLines) -> DetectedFormat? {
        let lines = sample.records
        guard let source = LayoutLearner.formatString(for: lines), let format = own(source, lines) else { return nil }
        var detected = fit(format, lines)
        guard detected.fittingCount > 0, detected.score >= LayoutLearner.share else { return nil }
        detected.note = "no known format fits; read as --format \(quoted(source))"
        return detected
    }

    /// The format of a string as `--format` takes it.
    private static func own(_ source: String, _ lines: [[UInt8]]) -> LogFormat? {
        guard let format = try? LogFormat.nginx(source) else { return nil }
        var typed = typed(format, by: lines)
        typed.name = "learned"
        return typed
    }

    /// As a shell takes it.
    static func quoted(_ text: String) -> String {
        "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }
}
