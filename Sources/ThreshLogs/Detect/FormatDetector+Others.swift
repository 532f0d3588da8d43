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
        guard !further.isEmpty else { return nil }
        var shapes: [LineShape] = []
        for shape in ownShapes(of: further, beside: detected.format) where !shapes.contains(shape) {
            if shapes.count < mostShapes { shapes.append(shape) }
        }
        var apart = detected
        apart.format.firstLine?.others = shapes
        let count = further.count { line in line.withLineBytes { line in shapes.contains { $0.begins(line) } } }
        return count == 0 ? nil : apart.counting(further: count)
    }

    /// How those of some lines begin that a named format reads whole, with what is sure of a record: a time and a level, or as
    /// much. So do pairs, and objects of JSON, with a time or a level among them.
    private static func ownShapes(of lines: [[UInt8]], beside format: LogFormat) -> [LineShape] {
        var shapes: [LineShape] = []
        for case let candidate? in stepCandidates(SampleLines(lines: lines))
        where candidate.format.name != format.name && candidate.points.count == lines.count {
            for (index, line) in lines.enumerated() where candidate.points[index] ?? 0 >= leastStrength {
                let shape = line.withLineBytes { line in
                    LineShape(line, timeStart: candidate.timeStarts[index])
                        ?? LineShape(line, timeStart: nil, levelStart: 0)
                }
                if let shape { shapes.append(shape) }
            }
        }
        for line in lines {
            guard let key = firstKey(of: line), isRecordOfKeys(line) else { continue }
            shapes.append(LineShape(bytes: key))
        }
        return shapes
    }

    /// What an object or pairs begin with, up to the first value.
    private static func firstKey(of line: [UInt8]) -> [UInt8]? {
        let mark = line.first == UInt8(ascii: "{") ? UInt8(ascii: ":") : UInt8(ascii: "=")
        guard let end = line.prefix(40).firstIndex(of: mark), end > 0, line[0] > 32 else { return nil }
        return Array(line[...end])
    }

    private static func isRecordOfKeys(_ line: [UInt8]) -> Bool {
        let isObject = line.first == UInt8(ascii: "{")
        guard let format = try? FormatCatalog.format(named: isObject ? "json" : "logfmt"),
            let extractor = try? wholeLineExtractor(format), line.withByteView({ extractor.extract($0) }) == .fields
        else { return false }
        if !isObject, !beginsWithPair(line) || line.withLineBytes({ FieldSurvey.pairs($0) })?.count ?? 0 < 2 {
            return false
        }
        let survey = FieldSurvey(format, SampleLines(lines: [line]))
        return namesOfRecords.contains { survey.has($0) }
    }

    private static let namesOfRecords = [
        "time", "ts", "t", "timestamp", "@timestamp", "level", "lvl", "severity", "level_name", "levelname",
        "log.level", "@t",
    ]

    private static let mostShapes = 8

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
