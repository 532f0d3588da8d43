internal import Thresh

/// Layouts that nobody named.
extension FormatDetector {
    /// The layout that most of the lines have that begin alike; nil where there is none, or too few lines are read by it.
    static func learnedFormat(_ sample: SampleLines) -> DetectedFormat? {
        let lines = sample.records
        var best: (source: String, found: DetectedFormat)?
        for source in requestStrings(lines) + [LayoutLearner.formatString(for: lines)].compactMap(\.self) {
            // What is called a level and is none proves nothing.
            guard best == nil, let format = own(source, sample),
                format.fields.allSatisfy({ $0.name != "level" || $0.part != .whole })
            else { continue }
            let found = fit(format, lines)
            if found.fittingCount > 0, found.score >= LayoutLearner.share { best = (source, found) }
        }
        guard let (source, found) = best else { return nil }
        var detected = found
        if let apart = knowingOthers(detected, sample) {
            if apart.score < 0.5 { return nil }
            detected = apart
        }
        detected.note = "no known format fits; read as --format \(ShellWord.quoted(source))"
        return detected
    }

    /// Lines of which each is one time have a message as those of text do: the time again, or the number that it is.
    static func withWholeLines(_ learned: DetectedFormat, _ sample: SampleLines) -> DetectedFormat {
        guard learned.format.fields.count == 1, case .time = learned.format.fields[0].type,
            let text = try? FormatCatalog.format(named: "text"),
            let line = FieldSurvey.typingLines(text, sample).fields.first(where: { $0.name == "message" })
        else { return learned }
        var learned = learned
        if case .time = line.type {
            learned.format.fields[0].aliases.append("message")
        } else {
            var message = line
            (message.source, message.part) = (learned.format.fields[0].source, .whole)
            learned.format.fields.append(message)
        }
        return learned
    }

    /// What is proposed for single ones of the lines, where most have a request with its protocol in quotes.
    private static func requestStrings(_ lines: [[UInt8]]) -> [String] {
        let requests = lines.filter { LinePatterns.holdsQuotedRequest($0) }
        guard requests.count * 10 >= lines.count * 9 else { return [] }
        let proposals = requests.prefix(3).compactMap { line in line.withByteView { FormatProposal.format(for: $0) } }
        // Which of two addresses is the client, nothing says.
        return proposals.filter { !$0.contains("$server_addr") }
    }

    /// The format of a string as `--format` takes it.
    private static func own(_ source: String, _ sample: SampleLines) -> LogFormat? {
        guard let format = try? LogFormat.nginx(source), var typed = try? typed(format, by: sample) else { return nil }
        typed.name = "learned"
        return typed
    }
}
