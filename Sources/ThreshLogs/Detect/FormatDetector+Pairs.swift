internal import Thresh

/// Formats whose lines end with pairs of their own style: CEF, LEEF, Linux's audit log and packet filter.
extension FormatDetector {
    /// The format with what the pairs of the lines are called as fields, if it is one with pairs.
    static func withPairs(_ format: LogFormat, _ sample: SampleLines) -> LogFormat {
        let headers = ["time", "host"].filter { name in format.fields.contains { $0.name == name } }
        guard let style = PairStyle(formatNamed: format.name), case .steps = format.layout,
            let extractor = try? FieldExtractor(format, fields: ["message"] + headers, context: sampleContext)
        else { return format }
        var missing = Set(headers)
        var texts: [[UInt8]] = []
        for line in sample.records {
            line.withByteView { view in
                guard extractor.extract(view) == .fields else { return }
                // SAFETY: the line is what was extracted last.
                let fields = unsafe extractor.fields(of: view)
                texts.append(Array(fields[0].bytes))
                for (index, name) in headers.enumerated() where !fields[index + 1].isNull { missing.remove(name) }
            }
        }
        let pairs = FieldSurvey(pairs: texts, style).completingPairs(.pairs(style))
        return .extending(format, pairs, style: style, missing: missing)
    }
}
