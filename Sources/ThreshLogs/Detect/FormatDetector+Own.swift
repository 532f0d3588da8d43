public import Thresh

/// Formats of the user's own.
extension FormatDetector {
    /// A format with types that its definition cannot say: of all groups of a pattern, and of fields of a format string
    /// that are called `time` or `level` and are no variable of the server, by what the lines have; and with how its records
    /// begin, where they may be several lines.
    ///
    /// - Throws: `.badData` when what is called so is a time in none of the lines.
    public static func typed(
        _ format: LogFormat, by bytes: ByteView, isCut: Bool = true
    ) throws(ThreshError) -> LogFormat {
        try typed(format, by: SampleLines(bytes, isCut: isCut))
    }

    static func typed(_ format: LogFormat, by sample: SampleLines) throws(ThreshError) -> LogFormat {
        if case .pattern = format.layout, format.fields.count == format.fieldNames.count {
            return FieldSurvey.typed(format, sample)
        }
        var typed = format
        for field in format.fields where field.type == .text && isTime(field.name) {
            typed = try typing(field, of: typed, by: sample)
        }
        for index in typed.fields.indices
        where typed.fields[index].name == "level" && typed.fields[index].part == .whole {
            var checked = typed
            checked.fields[index].part = .level
            let fitting = fit(checked, sample.records).fittingCount
            if fitting > 0, fitting * 2 >= fit(typed, sample.records).fittingCount { typed = checked }
        }
        return withFirstLine(typed, sample.records)
    }

    private static func isTime(_ name: String) -> Bool {
        TimeName(name) == .sure || name.hasPrefix("time") && TimeName(name) != .vague
    }

    private static func typing(
        _ field: FieldDefinition, of format: LogFormat, by sample: SampleLines
    ) throws(ThreshError) -> LogFormat {
        let isSure = TimeName(field.name) == .sure
        let layouts = TimeLayout.candidates.filter { $0 != .epoch || isSure }
        let formats = layouts.map { format.settingTime($0, of: field) }
        let fitting = formats.map { fit($0, sample.records).fittingCount }
        let most = fitting.max() ?? 0
        if most == 0 {
            // Where the text before the next literal is no time, it may be a part of one.
            guard isSure, let text = firstText(field, format, sample) else { return format }
            throw ThreshError(
                .badData,
                """
                $\(field.name) is no time in any of the lines that were looked at: the first has '\(text)' there; name it \
                otherwise, as in $text, to take it as text (Docs/LogFormats.md lists how times are written)
                """)
        }
        let best = formats[fitting.firstIndex(of: most)!]
        let rivals = layouts.indices.filter { fitting[$0] == most && DateOrder.rivals.contains(layouts[$0]) }
        guard rivals.count > 1, case .time(let layout)? = best.type(of: field.name), DateOrder.rivals.contains(layout)
        else { return best }
        let values = values(of: field.name, in: best.settingType(.text, of: field.name), sample)
        switch TimeSurvey.finding(values, named: field.name) {
        case .layout(let layout): return format.settingTime(layout, of: field)
        case .undecided(let example):
            // It is as long as a time, and its value is a text.
            var open = format.settingTime(.dayOrMonthFirst, of: field).settingType(.text, of: field.name)
            open.undecidedDates[field.name] = example
            return open
        case nil: return best
        }
    }

    /// What the first line that a format fits has in a field.
    private static func firstText(_ field: FieldDefinition, _ format: LogFormat, _ sample: SampleLines) -> String? {
        values(of: field.name, in: format, sample).first.map { String(decoding: $0.prefix(80), as: UTF8.self) }
    }

    /// The texts of a field in the lines that a format fits, without those that are null.
    static func values(of name: String, in format: LogFormat, _ sample: SampleLines) -> [[UInt8]] {
        guard let extractor = try? FieldExtractor(format, fields: [name], context: sampleContext) else { return [] }
        return sample.records.compactMap { line in
            line.withByteView { view -> [UInt8]? in
                guard extractor.extract(view) == .fields else { return nil }
                let value = unsafe extractor.fields(of: view)[0]
                return value.isNull ? nil : Array(value.bytes)
            }
        }
    }
}

extension LogFormat {
    /// A field as a time, which is delimited otherwise than a text.
    func settingTime(_ layout: TimeLayout, of field: FieldDefinition) -> LogFormat {
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
