/// Formats whose lines carry lines of another format: what containers wrote, in the files of their runtime; and what web
/// servers sent to syslog.
extension LogFormat {
    /// The names of formats that wrap lines of others.
    static let wrappers: Set<String> = ["cri", "docker", "compose", "kubectl"]

    var isWrapper: Bool { LogFormat.wrappers.contains(name) }

    /// Whether its lines are of no other format. A time before any text may be the program's own.
    var isSureWrapper: Bool { isWrapper && name != "kubectl" }

    /// The names of formats whose messages may be lines of an access log, or JSON; of others they are read as text.
    static let carriers: Set<String> = ["syslog", "syslog-5424", "journal-short"]

    var isCarrier: Bool { LogFormat.carriers.contains(name) }

    /// Whether what syslog carries is read: pairs, requests, and what has a level of its own.
    var isCarried: Bool {
        !isCarrier && !isWrapper && name != "dmesg"
            && (isOpen || fieldNames.contains { $0 == "status" || $0 == "level" })
    }

    /// What divides the names in `cri+json`.
    static let wrappingMark: Character = "+"

    /// A wrapper's lines whose messages are in a format of their own.
    ///
    /// All fields of both can be asked for. `time`, `stream` and `tag` are the wrapper's; a field of the message that has
    /// the name of one of them is called `log.time` and so on. `log` is the whole message; `message` is the message's own,
    /// where it has one. A line whose message does not fit is malformed only for a question that needs a field of it.
    ///
    /// - Parameter missing: fields of the wrapper that no line has: these are the message's, where it has such.
    static func wrapping(_ outer: LogFormat, _ inner: LogFormat, missing: Set<String> = []) -> LogFormat {
        let hasMessage = inner.fields.contains { $0.isCalled("message") }
        var fields: [FieldDefinition] = []
        for name in outer.fieldNames {
            guard let field = outer.fields.first(where: { $0.name == name }) else { continue }
            if missing.contains(name), inner.fields.contains(where: { $0.isCalled(name) }) { continue }
            let isMessage = name == "message"
            let aliases = isMessage ? (hasMessage ? [] : ["message"]) : field.aliases
            fields.append(FieldDefinition(isMessage ? "log" : name, field.type, .outer(name), aliases: aliases))
        }
        let taken = fields
        for name in inner.fieldNames {
            guard let field = inner.fields.first(where: { $0.name == name }) else { continue }
            let isTaken = taken.contains { $0.isCalled(name) }
            let aliases = field.aliases.filter { alias in !taken.contains { $0.isCalled(alias) } }
            fields.append(FieldDefinition(isTaken ? "log.\(name)" : name, field.type, .inner(name), aliases: aliases))
        }
        return LogFormat(
            outer.name + String(wrappingMark) + inner.name, "\(outer.summary); messages: \(inner.summary)",
            fields: fields, layout: .wrapped(outer: outer, inner: inner), nulls: [])
    }
}
