/// A format of the catalogue that is made when it is asked for: a question needs few of a hundred, and to read all their
/// templates takes longer than to answer it.
struct CatalogEntry: Sendable {
    let name: String
    let summary: String
    /// Ways a line can be written, in the notation of `FormatTemplate`; empty where the format has no steps.
    var templates: [String] = []
    /// The format's own.
    var signature: String?
    var recordStart: LineShape?
    /// What divides the cells of rows, in whose quotes line ends may be.
    var rowSeparator: UInt8?
    private let make: @Sendable () -> LogFormat

    init(_ name: String, _ summary: String, _ make: @escaping @Sendable () -> LogFormat) {
        self.name = name
        self.summary = summary
        self.make = make
    }

    var format: LogFormat { make() }

    /// The same with what a template does not say.
    func with(_ change: @escaping @Sendable (inout LogFormat) -> Void) -> CatalogEntry {
        let make = make
        var entry = CatalogEntry(name, summary) {
            var format = make()
            change(&format)
            return format
        }
        entry.templates = templates
        entry.signature = signature
        entry.recordStart = recordStart
        entry.rowSeparator = rowSeparator
        return entry
    }

    /// The same where records are rows of cells, as those of a table, the first lines of which begin so.
    func inRows(separator: UInt8) -> CatalogEntry {
        var entry = with { format in
            format.recordStart = nil
            format.rowSeparator = separator
        }
        entry.rowSeparator = separator
        return entry
    }
}
