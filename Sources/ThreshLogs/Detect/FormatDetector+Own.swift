public import Thresh

/// Formats of the user's own.
extension FormatDetector {
    /// A format with types that its definition cannot say: of all groups of a pattern, and of fields of a format string
    /// that are called `time` and are no variable of the server, by what the lines have.
    public static func typed(_ format: LogFormat, by bytes: ByteView, isCut: Bool = true) -> LogFormat {
        let sample = SampleLines(bytes, isCut: isCut)
        if case .pattern = format.layout, format.fields.count == format.fieldNames.count {
            return FieldSurvey.typed(format, sample)
        }
        var typed = format
        for field in format.fields where field.type == .text && field.name.hasPrefix("time") {
            let candidates = timeLayouts.map { typed.settingTime($0, of: field) }
            let fitting = candidates.map { fit($0, sample.records).fittingCount }
            guard let most = fitting.max(), most * 2 > sample.records.count else { continue }
            typed = candidates[fitting.firstIndex(of: most)!]
        }
        return FieldSurvey.settingNumbers(typed, sample) { !textFields.contains($0.name) }
    }

    /// What servers' variables for texts are called here: these are texts, whatever the lines have.
    private static let textFields: Set<String> = [
        "request", "method", "path", "protocol", "query", "user", "ident", "referer", "agent", "forwarded_for", "vhost",
        "message", "level",
    ]

    private static let timeLayouts: [TimeLayout] = [
        .clf, .iso, .dayMonthYear, .asctime, .rfc3164, .twoDigitYear, .epoch,
    ]
}

extension LogFormat {
    /// A field as a time, which is delimited otherwise than a text.
    fileprivate func settingTime(_ layout: TimeLayout, of field: FieldDefinition) -> LogFormat {
        var format = settingType(.time(layout), of: field.name)
        guard case .steps(let variants) = self.layout, case .step(let number) = field.source else { return format }
        format.layout = .steps(
            variants.map { steps in
                steps.map { step in
                    guard case .field(let field) = step, field.number == number else { return step }
                    return .field(
                        FieldStep(number: number, extent: field.extent, type: .time(layout), name: field.name))
                }
            })
        return format
    }
}
