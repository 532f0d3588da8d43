public import Thresh

/// The formats that have a name.
public enum FormatCatalog {
    /// Those with a layout of their own, in the order that decides between equally good guesses.
    public static let formats: [LogFormat] = webFormats

    /// - Throws: `.usage` when there is none of that name.
    public static func format(named name: String) throws(ThreshError) -> LogFormat {
        if let format = formats.first(where: { $0.name == name }) { return format }
        throw ThreshError(.usage, "no format '\(name)'; there are \(formats.map(\.name).joined(separator: ", "))")
    }

    /// A format whose lines are written one after the other in one of several ways.
    static func steps(
        _ name: String, _ summary: String, _ templates: String..., nulls: NullMarks = .dash, comments: String = ""
    ) -> LogFormat {
        let template = FormatTemplate(templates)
        return LogFormat(
            name, summary, fields: template.fields, layout: .steps(template.variants), nulls: nulls,
            commentPrefix: comments)
    }
}
