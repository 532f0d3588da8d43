/// Formats whose lines carry lines of another format: what containers wrote, in the files of their runtime; and what
/// programs sent to syslog, to the journal and to the kernel's log.
extension LogFormat {
    /// The names of formats that wrap lines of others.
    static let wrappers: Set<String> = ["cri", "docker", "compose", "kubectl"]

    var isWrapper: Bool { LogFormat.wrappers.contains(name) }

    /// Whether a line that it fits is of no other format. A time before any text may be the program's own.
    func isSureWrapper(of line: [UInt8]) -> Bool {
        isWrapper && (name != "kubectl" || line.starts(with: "[pod/".utf8))
    }

    /// The names of formats whose messages are those of many programs, some of which may write lines of their own format.
    static let carriers: Set<String> = [
        "syslog", "syslog-5424", "syslog-bare", "journal-short", "journal-json", "dmesg",
    ]

    var isCarrier: Bool { LogFormat.carriers.contains(name) }

    /// What divides the names in `cri+json`.
    static let wrappingMark: Character = "+"

    /// A wrapper's lines whose messages are in a format of their own.
    ///
    /// All fields of both can be asked for. A name that both have is the wrapper's, and where a line lacks the wrapper's, the
    /// message's; that of the message alone is called `log.time` and so on. `log` is the whole message; `message` is the
    /// message's own, where it has one. A line whose message does not fit is malformed only for a question that needs a field
    /// of the message alone; what many programs wrote is a text then.
    static func wrapping(_ outer: LogFormat, _ inner: LogFormat) -> LogFormat {
        let hasMessage = inner.fields.contains { $0.isCalled("message") }
        var inner = inner
        var fields: [FieldDefinition] = []
        for name in outer.fieldNames {
            guard let field = outer.fields.first(where: { $0.name == name }) else { continue }
            let isMessage = name == "message"
            let aliases = isMessage ? (hasMessage ? [] : ["message"]) : field.aliases
            let spare = isMessage ? nil : LogFormat.spare(for: field, of: outer, in: inner)
            let type = spare.map { LogFormat.common(field.type, $0.type) } ?? field.type
            fields.append(FieldDefinition(isMessage ? "log" : name, type, .outer(name), aliases: aliases))
            if let spare { fields.append(FieldDefinition(name, type, .inner(spare.name), aliases: aliases)) }
        }
        let taken = fields
        var names: [String: String] = [:]
        for name in inner.fieldNames {
            guard let field = inner.fields.first(where: { $0.name == name }) else { continue }
            var own = taken.contains { $0.isCalled(name) } ? "log.\(name)" : name
            while fields.contains(where: { $0.name == own }) { own = "log.\(own)" }
            names[name] = own
            let aliases = field.aliases.filter { alias in !taken.contains { $0.isCalled(alias) } }
            fields.append(FieldDefinition(own, field.type, .inner(name), aliases: aliases))
            if own == "message" || aliases.contains("message"), !outer.isWrapper {
                fields.append(FieldDefinition(own, field.type, .outer("message"), aliases: aliases))
            }
        }
        let notes = outer.notes + inner.notes
        inner.notes = []
        var format = LogFormat(
            outer.name + String(wrappingMark) + inner.name, "\(outer.summary); messages: \(inner.summary)",
            fields: fields, layout: .wrapped(outer: outer, inner: inner), nulls: [])
        for (name, example) in inner.undecidedDates { format.undecidedDates[names[name] ?? name] = example }
        format.notes = notes
        format.formatString = inner.formatString.map { outer.name + String(wrappingMark) + $0 }
        return format
    }

    /// The field of messages that stands for one of the wrapper where a line lacks that; nil where there is none, or where
    /// no line lacks the wrapper's.
    private static func spare(
        for field: FieldDefinition, of outer: LogFormat, in inner: LogFormat
    ) -> FieldDefinition? {
        guard outer.mayLack(field.name) else { return nil }
        let found =
            inner.fields.first { $0.name == field.name }
            ?? inner.fields.first { $0.isCalled(field.name) || field.aliases.contains($0.name) }
        guard let found else { return nil }
        let areTimes = [field.type, found.type].map { if case .time = $0 { true } else { false } }
        return areTimes[0] == areTimes[1] ? found : nil
    }

    static func common(_ outer: FieldType, _ inner: FieldType) -> FieldType {
        if case .time = outer { return outer }
        return outer == inner ? outer : .any
    }

    /// Whether a line may be without the field, as far as the format says; a runtime's lines have all of theirs.
    private func mayLack(_ name: String) -> Bool {
        guard case .steps(let variants) = layout else { return !isWrapper }
        let definitions = fields.filter { $0.name == name }
        let numbers = definitions.compactMap(\.stepNumber)
        let isEverywhere = variants.allSatisfy { steps in
            steps.contains { if case .field(let field) = $0 { numbers.contains(field.number) } else { false } }
        }
        if !isEverywhere { return true }
        if isWrapper || nulls.isEmpty { return false }
        // A mark stands for what is missing, but for times.
        return definitions.contains { if case .time = $0.type { false } else { true } }
    }
}
