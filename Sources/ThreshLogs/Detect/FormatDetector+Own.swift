public import Thresh

/// Formats of the user's own.
extension FormatDetector {
    /// A format with types that its definition cannot say: of all groups of a pattern, and of fields of a format string
    /// that are called `time` or `level` and are no variable of the server, by what the lines have; and with how its records
    /// begin, where they may be several lines.
    public static func typed(_ format: LogFormat, by bytes: ByteView, isCut: Bool = true) -> LogFormat {
        let sample = SampleLines(bytes, isCut: isCut)
        if case .pattern = format.layout, format.fields.count == format.fieldNames.count {
            return FieldSurvey.typed(format, sample)
        }
        return typed(format, by: sample.records)
    }

    static func typed(_ format: LogFormat, by lines: [[UInt8]]) -> LogFormat {
        var typed = format
        for field in format.fields where field.type == .text && field.name.hasPrefix("time") {
            let candidates = timeLayouts.map { typed.settingTime($0, of: field) }
            let fitting = candidates.map { fit($0, lines).fittingCount }
            // However few: lines that belong to others have none.
            guard let most = fitting.max(), most > 0 else { continue }
            typed = candidates[fitting.firstIndex(of: most)!]
        }
        for index in typed.fields.indices where typed.fields[index].name == "level" && typed.fields[index].part == .whole {
            var checked = typed
            checked.fields[index].part = .level
            let fitting = fit(checked, lines).fittingCount
            if fitting > 0, fitting * 2 >= fit(typed, lines).fittingCount { typed = checked }
        }
        return withFirstLine(typed, lines)
    }

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
