public import Thresh
internal import ThreshPatterns

extension LogFormat {
    /// A format of one's own: a PCRE2 pattern whose named groups are the fields, as in `(?<ip>\S+) (?<status>\d+)`.
    ///
    /// - `types`: of fields; the others are text.
    /// - Throws: `.usage` when the pattern is wrong, or has no named group.
    public static func pattern(_ source: String, types: [String: FieldType] = [:]) throws(ThreshError) -> LogFormat {
        let groups = try CapturePattern(source).groups
        if groups.isEmpty {
            throw ThreshError(
                .usage, "the pattern '\(source)' has no named group, as in (?<status>\\d+): a line would have no field")
        }
        let fields = groups.map { FieldDefinition($0.name, types[$0.name] ?? .text, .group($0.number)) }
        return LogFormat("pattern", "the pattern \(source)", fields: fields, layout: .pattern(source))
    }
}
