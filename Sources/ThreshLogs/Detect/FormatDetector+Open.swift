/// Formats whose lines or header name their fields.
extension FormatDetector {
    static func jsonFormat(_ sample: SampleLines) -> DetectedFormat? {
        guard let json = try? FormatCatalog.format(named: "json") else { return nil }
        let plain = fit(json, sample.records)
        if plain.score < 0.5 { return nil }
        let survey = FieldSurvey(json, sample)
        let named = FormatCatalog.formats.lazy.compactMap { format -> LogFormat? in
            guard let keys = FormatCatalog.requiredKeys[format.name],
                keys.allSatisfy({ key in key.split(separator: "|").contains { survey.has(String($0)) } })
            else { return nil }
            return proven(format, zip(sample.records, plain.points).compactMap { $1 == nil ? nil : $0 })
        }.first
        var detected = DetectedFormat(
            format: survey.completing(named ?? json), lineCount: plain.lineCount, fittingCount: plain.fittingCount,
            extraFieldCount: 0)
        detected.strength = named == nil ? objectStrength : namedStrength
        return detected
    }

    /// A line that is an object to its end is nothing else.
    private static let objectStrength = 12.0
    private static let namedStrength = 16.0
    private static let pairsStrength = 6.0

    /// A named JSON format whose fields have their types in nine of ten lines; nil where some have not. The time may be
    /// written in any way.
    private static func proven(_ format: LogFormat, _ lines: [[UInt8]]) -> LogFormat? {
        var proven = format
        for field in format.fields {
            switch field.type {
            case .time:
                if share(of: field.name, in: format, lines) >= 0.9 { continue }
                let others = TimeLayout.candidates.map { format.settingType(.time($0), of: field.name) }
                let shares = others.map { share(of: field.name, in: $0, lines) }
                guard let most = shares.max(), most >= 0.9, let index = shares.firstIndex(of: most) else { return nil }
                proven = proven.settingType(.time(TimeLayout.candidates[index]), of: field.name)
            case .duration:
                if share(of: field.name, in: format, lines) >= 0.9 { continue }
                proven = proven.settingType(.duration(.written), of: field.name)
                if share(of: field.name, in: proven, lines) < 0.9 { return nil }
            case .integer, .number, .bytes, .boolean: if share(of: field.name, in: format, lines) < 0.9 { return nil }
            case .any, .numeral, .text, .ip, .url: break
            }
        }
        return proven
    }

    private static func share(of field: String, in format: LogFormat, _ lines: [[UInt8]]) -> Double {
        guard let extractor = try? FieldExtractor(format, fields: [field], context: sampleContext) else { return 0 }
        let fitting = lines.count { line in line.withByteView { extractor.extract($0) } != .malformed }
        return Double(fitting) / Double(max(1, lines.count))
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
        var detected = DetectedFormat(
            format: FieldSurvey.typed(logfmt, sample), lineCount: sample.records.count, fittingCount: fitting.count,
            extraFieldCount: 0)
        detected.strength = pairsStrength
        return detected
    }
}
