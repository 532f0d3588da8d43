internal import Platform
internal import Thresh

/// Collects a server's directives and the text between them as steps.
struct DirectiveBuilder {
    let source: String
    private var steps: [FormatStep] = []
    private var fields: [FieldDefinition] = []
    private var names = FieldNames()
    private var literal: [UInt8] = []
    private var count = 0

    init(source: String) { self.source = source }

    mutating func append(literal character: Character) { literal += FileName.bytes(String(character)) }

    /// - Parameters:
    ///   - alias: what the server calls it.
    ///   - isList: whether it may be a list, `a, b`, outside of quotes too.
    mutating func append(field known: String, _ type: FieldType, alias: String, isList: Bool = false)
        throws(ThreshError)
    {
        if literal.isEmpty, count > 0, type != .url || !endsAtPath() {
            throw ThreshError(.usage, "nothing separates '\(alias)' from what is before it in '\(source)'")
        }
        let isQuoted = literal.last == UInt8(ascii: "\"")
        appendLiteral()
        let name = names.take(known)
        let field = FieldSource.step(count)
        if known == "request" {
            let parts = FieldDefinition.requestParts(name: name, field).filter { part in
                !fields.contains { $0.name == part.name }
            }
            for part in parts { names.insert(part.name) }
            fields += parts
        } else {
            fields.append(FieldDefinition(name, type, field, aliases: alias == name ? [] : [alias]))
        }
        steps.append(
            .field(
                FieldStep(
                    number: count, extent: isQuoted ? .quoted : isList ? .list : .untilNext, type: type, name: name)))
        count += 1
    }

    /// Whether the last field ends where a path begins: at a slash.
    private mutating func endsAtPath() -> Bool {
        guard case .field(let last)? = steps.last, last.type != .url else { return false }
        steps[steps.count - 1] = .field(
            FieldStep(number: last.number, extent: .word, type: last.type, name: last.name))
        return true
    }

    /// A query, which may be missing, right behind a path.
    ///
    /// - Returns: whether a path is before it.
    mutating func appendQuery(alias: String) -> Bool {
        guard literal.isEmpty, case .field(let path)? = steps.last, path.type == .url else { return false }
        steps[steps.count - 1] = .field(
            FieldStep(number: path.number, extent: .untilNext, type: path.type, name: path.name))
        let name = names.take("query")
        fields.append(FieldDefinition(name, .text, .step(count), aliases: [alias]))
        let query = FieldStep(number: count, extent: .untilNext, type: .text, name: name)
        steps.append(.optional([.literal([UInt8(ascii: "?")]), .field(query)]))
        count += 1
        return true
    }

    /// Two blanks stand for one or more.
    private mutating func appendLiteral() {
        var part: [UInt8] = []
        for (index, byte) in literal.enumerated() {
            let isDoubled =
                byte == 32
                && (index > 0 && literal[index - 1] == 32 || index + 1 < literal.count && literal[index + 1] == 32)
            if !isDoubled {
                part.append(byte)
                continue
            }
            if !part.isEmpty { steps.append(.literal(part)) }
            part = []
            if steps.last != .blanks { steps.append(.blanks) }
        }
        if !part.isEmpty { steps.append(.literal(part)) }
        literal = []
    }

    /// What is between two brackets or bars is read without the blanks that pad it.
    private mutating func trimEnclosed() {
        for index in steps.indices.dropFirst().dropLast() {
            guard case .field(let field) = steps[index], field.extent == .untilNext, field.type == .text,
                case .literal(let before) = steps[index - 1], case .literal(let after) = steps[index + 1],
                "[({<|;#".utf8.contains(before[before.count - 1]), "])}>|;#".utf8.contains(after[0]),
                let place = fields.firstIndex(where: { $0.source == .step(field.number) && $0.part == .whole })
            else { continue }
            fields[place].part = .trimmed
        }
    }

    mutating func format(_ name: String, _ summary: String) -> LogFormat {
        appendLiteral()
        trimEnclosed()
        var steps = steps
        // A quote that opened before a field closes behind it; else the field is no quoted one.
        for index in steps.indices {
            guard case .field(let field) = steps[index], field.extent == .quoted else { continue }
            if index + 1 < steps.count, case .literal(let bytes) = steps[index + 1], bytes.first == UInt8(ascii: "\"") {
                continue
            }
            steps[index] = .field(
                FieldStep(number: field.number, extent: .untilNext, type: field.type, name: field.name))
        }
        return LogFormat(name, summary, fields: fields, layout: .steps([steps]))
    }
}
