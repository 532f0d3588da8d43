/// Formats within others.
extension FormatDetector {
    /// A format with the ways to write a line of a general one that fits more lines and has the same sure fields in them: a
    /// time and a level, which a special one divides the rest of. Where the special one divides it at any word with a colon, and
    /// does not fit nearly all lines, the general one.
    static func withGeneral(
        _ special: DetectedFormat, _ candidates: [DetectedFormat], _ sample: SampleLines
    ) -> DetectedFormat {
        guard special.score < 1, case .steps(let variants) = special.format.layout,
            let general = candidates.first(where: { special.provesNoMore(than: $0) }),
            case .steps(let others) = general.format.layout
        else { return special }
        if special.fittingCount * 20 < general.fittingCount * 19, hasWordsAlone(special.format, sample) {
            return general
        }
        var format = special.format
        let count = variants.flatMap(\.fieldNumbers).max().map { $0 + 1 } ?? 0
        format.layout = .steps(variants + others.map { $0.renumbered(by: count) })
        format.fields += general.format.fields.map { field in
            var field = field
            if case .step(let number) = field.source { field.source = .step(number + count) }
            return field
        }
        format.signature = nil
        var whole = fit(format, sample.records)
        if let others = special.format.firstLine?.others { whole.format.firstLine?.others = others }
        (whole.strength, whole.signatureStrength) = (special.strength, special.signatureStrength)
        return whole.fittingCount > special.fittingCount ? whole : special
    }

    /// Whether what a format takes for loggers are words as messages have them, and it has no threads.
    private static func hasWordsAlone(_ format: LogFormat, _ sample: SampleLines) -> Bool {
        if format.fields.contains(where: { $0.name == "thread" }), !values(of: "thread", in: format, sample).isEmpty {
            return false
        }
        guard format.fields.contains(where: { $0.name == "logger" }) else { return true }
        let loggers = values(of: "logger", in: format, sample)
        return loggers.count { LayoutWalk.isLogger($0, 0) } * 2 < loggers.count
    }
}

extension [FormatStep] {
    var fieldNumbers: [Int] {
        flatMap { step -> [Int] in
            switch step {
            case .field(let field): [field.number]
            case .optional(let group), .attempt(let group): group.fieldNumbers
            case .literal, .blanks, .padding: []
            }
        }
    }

    func renumbered(by count: Int) -> [FormatStep] {
        map { step in
            switch step {
            case .field(let field):
                .field(
                    FieldStep(number: field.number + count, extent: field.extent, type: field.type, name: field.name))
            case .optional(let group): .optional(group.renumbered(by: count))
            case .attempt(let group): .attempt(group.renumbered(by: count))
            case .literal, .blanks, .padding: step
            }
        }
    }
}
