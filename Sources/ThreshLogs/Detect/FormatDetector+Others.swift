internal import Thresh

/// Files in which lines of two formats stand.
extension FormatDetector {
    /// A guess with a note on the format of the lines that it does not fit, where these are in one that has a name.
    static func withOthers(_ detected: DetectedFormat, _ points: [Double?], _ sample: SampleLines) -> DetectedFormat {
        let lines = sample.records
        guard points.count == lines.count else { return detected }
        let firstLine = detected.format.firstLine
        let others = zip(lines, points).filter { line, points in
            points == nil && (firstLine.map { line.withLineBytes($0.isFirst) } ?? true)
        }.map(\.0)
        guard !others.isEmpty, others.count < lines.count, let other = named(others),
            other.format.name != detected.format.name
        else { return detected }
        var detected = detected
        let count = other.fittingCount
        let note = """
            \(count) of the \(lines.count) lines that were looked at \(count == 1 ? "is" : "are") no \
            \(detected.format.name), and rejected, but \(other.format.name): --format \(other.format.name) reads \(count == 1 ? "it" : "those")
            """
        detected.note = detected.note.map { "\($0); \(note)" } ?? note
        return detected
    }

    /// The named format that at least half of some lines are in, as far as that is certain.
    private static func named(_ lines: [[UInt8]]) -> DetectedFormat? {
        let sample = SampleLines(lines: lines)
        var best: DetectedFormat?
        for case let candidate? in stepCandidates(sample) + [jsonFormat(sample), logfmtFormat(sample)]
        where candidate.score >= 0.5 && best.map(candidate.isBetter) ?? true {
            if candidate.strength >= leastStrength || candidate.format.isOpen { best = candidate }
        }
        return best
    }

    /// What a time and a level prove.
    private static let leastStrength = 7.0
}
