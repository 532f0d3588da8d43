/// Formats whose lines or header name their fields.
extension FormatDetector {
    static func jsonFormat(_ sample: SampleLines) -> DetectedFormat? {
        guard let json = try? FormatCatalog.format(named: "json") else { return nil }
        let plain = fit(json, sample.records)
        if plain.score < 0.5 { return nil }
        let survey = FieldSurvey(json, sample)
        let named = FormatCatalog.formats.first { format in
            guard let keys = FormatCatalog.requiredKeys[format.name] else { return false }
            return keys.allSatisfy { key in key.split(separator: "|").contains { survey.has(String($0)) } }
        }
        let format = named.map { survey.completing($0) } ?? survey.completing(json)
        return DetectedFormat(
            format: format, lineCount: plain.lineCount, fittingCount: plain.fittingCount, extraFieldCount: 0)
    }

    /// Lines that are pairs and little else.
    static func logfmtFormat(_ sample: SampleLines) -> DetectedFormat? {
        guard let logfmt = try? FormatCatalog.format(named: "logfmt") else { return nil }
        guard let extractor = try? wholeLineExtractor(logfmt) else { return nil }
        let fitting = sample.records.filter { line in
            let text = String(decoding: line, as: UTF8.self)
            guard let first = text.split(separator: " ").first, let equals = first.firstIndex(of: "="),
                equals > first.startIndex,
                first[..<equals].allSatisfy({ $0.isLetter || $0.isNumber || "._-@/".contains($0) })
            else { return false }
            return line.withLineBytes { FieldSurvey.pairs($0) }?.count ?? 0 >= 2
                && line.withByteView { extractor.extract($0) } == .fields
        }
        if fitting.count * 5 < sample.records.count * 4 { return nil }
        return DetectedFormat(
            format: FieldSurvey.typed(logfmt, sample), lineCount: sample.records.count, fittingCount: fitting.count,
            extraFieldCount: 0)
    }
}
