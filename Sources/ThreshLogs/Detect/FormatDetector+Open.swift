/// Formats whose lines or header name their fields.
extension FormatDetector {
    static func jsonFormat(_ sample: SampleLines) -> DetectedFormat? {
        guard let json = try? FormatCatalog.format(named: "json") else { return nil }
        let records = sample.records
        let objects = records.count { $0.first { $0 != 32 && $0 &- 9 >= 5 } == UInt8(ascii: "{") }
        if objects * 2 < records.count { return nil }
        let plain = fit(json, records)
        if plain.score < 0.5 { return nil }
        let survey = FieldSurvey(json, sample)
        let named = FormatCatalog.entries.lazy.compactMap { entry -> LogFormat? in
            guard let keys = FormatCatalog.requiredKeys[entry.name],
                keys.allSatisfy({ key in key.split(separator: "|").contains { survey.has(String($0)) } })
            else { return nil }
            return proven(entry.format, zip(records, plain.points).compactMap { $1 == nil ? nil : $0 })
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
        guard let named = try? FormatCatalog.format(named: "logfmt") else { return nil }
        let logfmt = withCommas(named, sample)
        guard let extractor = try? wholeLineExtractor(logfmt) else { return nil }
        let records = sample.records
        let fitting = records.filter { line in
            beginsWithPair(line) && line.withLineBytes { FieldSurvey.pairs($0) }?.count ?? 0 >= 2
                && line.withByteView { extractor.extract($0) } == .fields
        }
        if fitting.count * 5 < records.count * 4 { return nil }
        var detected = DetectedFormat(
            format: FieldSurvey.typed(logfmt, sample), lineCount: records.count, fittingCount: fitting.count,
            extraFieldCount: 0)
        detected.strength = pairsStrength
        return detected
    }

    /// The format where commas divide pairs, if nearly all values but the last of each line end with one.
    static func withCommas(_ format: LogFormat, _ sample: SampleLines) -> LogFormat {
        guard format.layout == .logfmt else { return format }
        var values = 0
        var commas = 0
        for line in sample.records {
            let words = line.split(separator: 32)
            for (word, next) in zip(words, words.dropFirst()) where word.contains(61) && next.contains(61) {
                values += 1
                if word.last == UInt8(ascii: ",") { commas += 1 }
            }
        }
        var format = format
        format.hasCommasBetweenPairs = values > 0 && commas * 10 >= values * 9
        return format
    }

    /// Whether the first word is a name and `=`.
    static func beginsWithPair(_ line: [UInt8]) -> Bool {
        let word = line.drop { $0 == 32 }.prefix { $0 != 32 }
        guard let equals = word.firstIndex(of: UInt8(ascii: "=")), equals > word.startIndex else { return false }
        return String(decoding: word[..<equals], as: UTF8.self).allSatisfy {
            $0.isLetter || $0.isNumber || "._-@/".contains($0)
        }
    }
}
