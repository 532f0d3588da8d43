/// Access lines whose times are written otherwise than servers do unless they are told to.
extension FormatDetector {
    /// An access log's format with its time in the writing that the lines have (with a fraction, as ISO has it, without a zone,
    /// as a number) and the fields behind its own; nil where no line is so, as where each has the time as servers write it.
    ///
    /// Such a format is made where it is needed: of formats with several ways to write a line all lines are read to their ends.
    static func withWrittenTime(_ format: LogFormat, _ lines: [[UInt8]]) -> DetectedFormat? {
        guard format.allowsExtraFields, format.type(of: "time") == .time(.clf),
            !lines.allSatisfy(LinePatterns.hasServerTime)
        else { return nil }
        var best: DetectedFormat?
        for layout in [TimeLayout.dayMonthYear, .iso, .asctime, .epoch] {
            var written = format
            for field in format.fields where field.type == .time(.clf) {
                written = written.settingTime(layout, of: field)
            }
            for case let candidate? in [fit(written, lines), withExtraFields(written, lines)]
            where candidate.fittingCount > best?.fittingCount ?? 0 {
                best = candidate
            }
        }
        return best
    }
}
