internal import Thresh

/// Formats whose lines end with pairs of their own style: CEF, LEEF, Linux's audit log.
extension FormatDetector {
    /// The format with what the pairs of the lines are called as fields, if it is one with pairs.
    static func withPairs(_ format: LogFormat, _ sample: SampleLines) -> LogFormat {
        guard let style = PairStyle(formatNamed: format.name), case .steps = format.layout,
            let extractor = try? FieldExtractor(format, fields: ["message", "time", "host"], context: sampleContext)
        else { return format }
        var missing: Set<String> = ["time", "host"]
        var texts: [[UInt8]] = []
        for line in sample.records {
            line.withByteView { view in
                guard extractor.extract(view) == .fields else { return }
                // SAFETY: the line is what was extracted last.
                let fields = unsafe extractor.fields(of: view)
                texts.append(Array(fields[0].bytes))
                if !fields[1].isNull { missing.remove("time") }
                if !fields[2].isNull { missing.remove("host") }
            }
        }
        let pairs = FieldSurvey(pairs: texts, style).completingPairs(.pairs(style))
        return .extending(format, pairs, style: style, missing: missing)
    }
}
