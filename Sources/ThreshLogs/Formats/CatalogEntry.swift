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
        return entry
    }
}
