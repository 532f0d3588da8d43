internal import Thresh

/// Collects a server's directives and the text between them as steps.
struct DirectiveBuilder {
    let source: String
    private var steps: [FormatStep] = []
    private var fields: [FieldDefinition] = []
    private var literal: [UInt8] = []
    private var count = 0

    init(source: String) { self.source = source }

    mutating func append(literal character: Character) { literal += Array(String(character).utf8) }

    /// - Parameters:
    ///   - alias: what the server calls it.
    ///   - isList: whether it may be a list, `a, b`, outside of quotes too.
    mutating func append(field known: String, _ type: FieldType, alias: String, isList: Bool = false) throws(ThreshError) {
        if literal.isEmpty, count > 0 {
            throw ThreshError(.usage, "nothing separates '\(alias)' from what is before it in '\(source)'")
        }
        let isQuoted = literal.last == UInt8(ascii: "\"")
        if !literal.isEmpty { steps.append(.literal(literal)) }
        literal = []
        let name = LogFormat.fieldName(known, used: fields.map(\.name))
        let field = FieldSource.step(count)
        if known == "request" {
            fields += FieldDefinition.requestParts(name: name, field).filter { part in
                !fields.contains { $0.name == part.name }
            }
        } else {
            // A field of this name may already be part of the request; the one of its own counts.
            fields.removeAll { $0.name == name }
            fields.append(FieldDefinition(name, type, field, aliases: alias == name ? [] : [alias]))
        }
        steps.append(
            .field(FieldStep(number: count, extent: isQuoted ? .quoted : isList ? .list : .untilNext, type: type, name: name)))
        count += 1
    }

    func format(_ name: String, _ summary: String) -> LogFormat {
        var steps = steps
        if !literal.isEmpty { steps.append(.literal(literal)) }
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
