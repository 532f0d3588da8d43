public import Thresh
internal import ThreshPatterns

/// Finds out which format some lines are in.
///
/// Each known format is tried on each line, whole, with all its fields; the one that fits most lines wins, then the one
/// with the fewest fields left over, then the one that `FormatCatalog` has first.
public enum FormatDetector {
    /// - Parameters:
    ///   - bytes: the start of a file; some hundred lines are enough.
    ///   - isCut: whether they may end within a line.
    /// - Returns: nil when no format fits half of the lines.
    public static func detect(_ bytes: ByteView, isCut: Bool = true) -> DetectedFormat? {
        let sample = SampleLines(bytes, isCut: isCut)
        if sample.lines.isEmpty { return nil }
        if let format = headedFormat(sample) { return fit(format, sample.records) }
        if sample.text(0).hasPrefix("__CURSOR="), let journal = try? FormatCatalog.format(named: "journal") {
            return DetectedFormat(format: journal, lineCount: 1, fittingCount: 1, extraFieldCount: 0)
        }
        let candidates =
            [jsonFormat(sample)] + stepCandidates(sample) + [logfmtFormat(sample), separatedFormat(sample)]
        var best: DetectedFormat?
        for case let candidate? in candidates where candidate.score >= 0.5 && isBetter(candidate, than: best) {
            best = candidate
        }
        return best.map { withMessages($0, sample) }
    }

    /// The format of that name, completed by what the lines tell: the columns of a header, fields behind the format's own,
    /// the types of fields of open formats.
    ///
    /// - Throws: `.usage` when there is no such format, or when it needs a header that the lines lack.
    public static func format(
        named name: String, for bytes: ByteView, isCut: Bool = true
    ) throws(ThreshError) -> LogFormat {
        let sample = SampleLines(bytes, isCut: isCut)
        let name = FormatCatalog.synonyms[name] ?? name
        if let wrapped = try wrappedFormat(named: name, sample) { return wrapped }
        if let table = try separatedFormat(named: name, sample) { return table }
        switch name {
        case "w3c", "cloudfront":
            guard let format = headedFormat(sample) else {
                throw ThreshError(
                    .usage, "the format \(name) needs a line '#Fields: …' at the file's start, which is not there")
            }
            return format
        default:
            let format = try FormatCatalog.format(named: name)
            if format.isOpen { return FieldSurvey.typed(format, sample) }
            return withExtraFields(format, sample.records)?.format ?? format
        }
    }

    /// The one of these formats that fits most of the first lines; nil when each fits less than half.
    ///
    /// - Parameters:
    ///   - formats: those to choose from.
    ///   - bytes: the start of a file.
    ///   - isCut: whether they may end within a line.
    public static func bestFitting(_ formats: [LogFormat], for bytes: ByteView, isCut: Bool = true) -> LogFormat? {
        let sample = SampleLines(bytes, isCut: isCut)
        var best: DetectedFormat?
        for format in formats {
            let candidate = fit(format, sample.records)
            if candidate.score >= 0.5, isBetter(candidate, than: best) { best = candidate }
        }
        return best?.format
    }

    private static func isBetter(_ candidate: DetectedFormat, than best: DetectedFormat?) -> Bool {
        guard let best else { return true }
        if candidate.fittingCount != best.fittingCount { return candidate.fittingCount > best.fittingCount }
        // What is in a container's lines may fit too, with the runtime's words as the first fields.
        if candidate.format.isWrapper != best.format.isWrapper { return candidate.format.isWrapper }
        return candidate.extraFieldCount < best.extraFieldCount
    }

    /// The W3C format that a `#Fields:` line among the first describes.
    private static func headedFormat(_ sample: SampleLines) -> LogFormat? {
        LogFormat.w3c(sample)
    }

    private static func stepCandidates(_ sample: SampleLines) -> [DetectedFormat?] {
        FormatCatalog.formats.compactMap { format in
            guard case .steps = format.layout, format.name != "text" else { return nil }
            let plain = fit(format, sample.records)
            if !format.allowsExtraFields || plain.fittingCount == plain.lineCount { return plain }
            guard let extended = withExtraFields(format, sample.records) else { return plain }
            return extended.fittingCount > plain.fittingCount ? extended : plain
        }
    }

    /// How many of the lines a format fits.
    static func fit(_ format: LogFormat, _ lines: [[UInt8]], extraFields: Int = 0) -> DetectedFormat {
        var fitting = 0
        var counted = 0
        let signature = format.signature.flatMap { try? Pattern($0) }
        if let extractor = try? wholeLineExtractor(format) {
            for line in lines {
                let outcome = line.withByteView { extractor.extract($0) }
                if outcome == .skipped { continue }
                counted += 1
                if outcome == .fields, isSigned(line, signature) { fitting += 1 }
            }
        }
        return DetectedFormat(format: format, lineCount: counted, fittingCount: fitting, extraFieldCount: extraFields)
    }

    private static func isSigned(_ line: [UInt8], _ signature: Pattern?) -> Bool {
        guard let signature else { return true }
        return unsafe line.withUnsafeBytes { (try? unsafe signature.matches($0)) ?? false }
    }

    static func wholeLineExtractor(_ format: LogFormat) throws(ThreshError) -> FieldExtractor {
        try FieldExtractor(format, fields: format.fieldNames, context: sampleContext, isWholeLine: true)
    }

    /// Any moment will do: what is asked is whether times are times.
    static let sampleContext = TimeContext(reference: Timestamp(nanoseconds: 4_000_000_000_000_000_000))
}
