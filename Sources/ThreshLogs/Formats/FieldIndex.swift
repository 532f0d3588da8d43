/// Finds a format's fields by their names as `LogFormat.definitions` does, for whoever looks for many: a table may have
/// thousands of columns.
struct FieldIndex {
    private let format: LogFormat
    private var named: [String: [Int]] = [:]
    private var aliased: [String: [Int]] = [:]

    /// Complexity: O(n) in the number of fields.
    init(_ format: LogFormat) {
        self.format = format
        for (index, field) in format.fields.enumerated() {
            named[field.name, default: []].append(index)
            for alias in Set(field.aliases) { aliased[alias, default: []].append(index) }
        }
    }

    /// Whether a field is among those of the format, by its name or an alias.
    func lists(_ name: String) -> Bool { named[name] != nil || aliased[name] != nil }

    func definitions(of name: String) -> [FieldDefinition] {
        let name = format.field(numbered: name)?.name ?? name
        guard let found = named[name] ?? aliased[name] else { return format.undefined(name) }
        return found.map { format.fields[$0] }
    }
}
