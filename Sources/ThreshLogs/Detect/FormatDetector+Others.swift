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

    /// The guess without the lines of another format that would go on with its records: these begin otherwise, but so that
    /// it can be told; nil where there are none.
    static func knowingOthers(_ detected: DetectedFormat, _ sample: SampleLines) -> DetectedFormat? {
        let lines = sample.records
        guard let shape = detected.format.firstLine, detected.format.recordStart == nil,
            detected.points.count == lines.count
        else { return nil }
        let further = zip(lines, detected.points).filter { line, points in
            points == nil && !line.withLineBytes(shape.isFirst)
        }.map(\.0)
        guard !further.isEmpty, let other = named(further), other.strength >= leastStrengthWithin,
            other.points.count == further.count
        else { return nil }
        var shapes: [LineShape] = []
        for index in further.indices where other.points[index] != nil {
            let shape = further[index].withLineBytes { LineShape($0, timeStart: other.timeStarts[index]) }
            if let shape, !shapes.contains(shape), shapes.count < mostShapes { shapes.append(shape) }
        }
        var apart = detected
        apart.format.firstLine?.others = shapes
        let count = further.count { line in line.withLineBytes { line in shapes.contains { $0.begins(line) } } }
        return count == 0 ? nil : apart.counting(further: count)
    }

    private static let mostShapes = 8
    /// What a signature beside these proves: a time and a level may stand in a message.
    private static let leastStrengthWithin = 8.0

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
