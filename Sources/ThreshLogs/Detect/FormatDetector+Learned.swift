internal import Thresh

/// Layouts that nobody named.
extension FormatDetector {
    /// The layout that most of the lines have that begin alike; nil where there is none, or too few lines are read by it.
    static func learnedFormat(_ sample: SampleLines) -> DetectedFormat? {
        let lines = sample.records
        guard let source = LayoutLearner.formatString(for: lines), let format = own(source, sample) else { return nil }
        var detected = fit(format, lines)
        guard detected.fittingCount > 0, detected.score >= LayoutLearner.share else { return nil }
        if let apart = knowingOthers(detected, sample) {
            if apart.score < 0.5 { return nil }
            detected = apart
        }
        detected.note = "no known format fits; read as --format \(ShellWord.quoted(source))"
        return detected
    }

    /// The format of a string as `--format` takes it.
    private static func own(_ source: String, _ sample: SampleLines) -> LogFormat? {
        guard let format = try? LogFormat.nginx(source), var typed = try? typed(format, by: sample) else { return nil }
        typed.name = "learned"
        return typed
    }
}
