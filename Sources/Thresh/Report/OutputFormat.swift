/// How results are shown or handed on; the raw values are what users type.
public enum OutputFormat: String, CaseIterable, Sendable {
    /// Aligned columns, for people.
    case table
    /// The part files' own format: cells separated by TAB, with `\t`, `\n`, `\r` and `\\` escaped in them.
    case tsv
    case csv
    /// One array of objects.
    case json
    /// One object a line.
    case ndjson
    /// A table for documents and issue trackers.
    case markdown
    /// A table of a database file, which whoever prints rows cannot print.
    case sqlite
}
