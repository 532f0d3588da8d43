/// The notation that layouts are written in here.
///
///     {ip:ip} {ident} {user} [{time:clf}] "{request:request}" {status:int} {bytes:bytes}
///
/// `{name}` is a field of text, `{name:type}` one of a type, `{name:type:option}` one with an extent of its own: a number
/// of bytes, `maybe` (in quotes or not), `sd` (structured data). `{-}` is a field without a name. Between quotes a field
/// is quoted. `word` has no blank in it. `level` is one of the words for levels, padded or not, `host` the name of a host,
/// `trimmed` a text without the blanks around it. `<<…>>` may be missing. Two blanks stand for one or more. Everything else is itself, and
/// anything behind a backslash.
struct FormatTemplate {
    private(set) var fields: [FieldDefinition] = []
    private(set) var variants: [[FormatStep]] = []
    private var fieldCount = 0

    /// - Parameter templates: ways the line can be written, in the order they are tried.
    init(_ templates: [String]) {
        for template in templates { append(variant: template) }
    }

    private mutating func append(variant template: String) {
        var position = template.startIndex
        variants.append(steps(of: template, &position))
    }

    private mutating func steps(of template: String, _ position: inout String.Index) -> [FormatStep] {
        var steps: [FormatStep] = []
        var literal: [UInt8] = []
        func flush() {
            if !literal.isEmpty { steps.append(.literal(literal)) }
            literal = []
        }
        while position < template.endIndex {
            let rest = template[position...]
            if rest.hasPrefix("{") {
                let end = template[position...].firstIndex(of: "}") ?? template.index(before: template.endIndex)
                let text = template[template.index(after: position)..<end]
                position = template.index(after: end)
                let isQuoted = literal.last == UInt8(ascii: "\"") && template[position...].hasPrefix("\"")
                flush()
                steps.append(.field(field(String(text), isQuoted: isQuoted)))
            } else if rest.hasPrefix("<<") {
                flush()
                position = template.index(position, offsetBy: 2)
                steps.append(.optional(self.steps(of: template, &position)))
            } else if rest.hasPrefix(">>") {
                position = template.index(position, offsetBy: 2)
                break
            } else if rest.hasPrefix("  ") {
                flush()
                position = template.index(position, offsetBy: 2)
                steps.append(.blanks)
            } else {
                if rest.hasPrefix("\\") { position = template.index(after: position) }
                literal += Array(String(template[position]).utf8)
                position = template.index(after: position)
            }
        }
        flush()
        return steps
    }

    private mutating func field(_ text: String, isQuoted: Bool) -> FieldStep {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        let typeName = parts.count > 1 ? parts[1] : "text"
        var extent: FieldExtent = isQuoted ? .quoted : .untilNext
        if parts.count > 2 {
            switch parts[2] {
            case "word": extent = .word
            case "maybe": extent = .quotedOrToken
            case "sd": extent = .structuredData
            default: extent = .width(Int(parts[2]) ?? 1)
            }
        }
        return add(parts[0], typeName, extent)
    }

    /// A field step, and the definitions of what it has fields of.
    private mutating func add(_ name: String, _ typeName: String, _ extent: FieldExtent) -> FieldStep {
        let type = FieldType(templateName: typeName)
        let number = fieldCount
        fieldCount += 1
        let source = FieldSource.step(number)
        let names = name.split(separator: "|").map(String.init)
        let aliases = Array(names.dropFirst())
        switch typeName {
        case _ where name == "-": break
        case "request": fields += FieldDefinition.requestParts(name: name, source)
        case "address":
            fields.append(FieldDefinition(names[0], .ip, source, part: .address, aliases: aliases))
            fields.append(
                FieldDefinition(names[0] == "ip" ? "port" : "\(names[0])_port", .integer, source, part: .port))
        case "level", "host", "trimmed":
            let part: FieldPart = typeName == "level" ? .level : typeName == "host" ? .host : .trimmed
            fields.append(FieldDefinition(names[0], .text, source, part: part, aliases: aliases))
        default: fields.append(FieldDefinition(names[0], type, source, aliases: aliases))
        }
        return FieldStep(number: number, extent: extent, type: type, name: name == "-" ? "a field" : names[0])
    }
}

extension FieldDefinition {
    /// A request line and its parts.
    static func requestParts(name: String, _ source: FieldSource) -> [FieldDefinition] {
        [
            FieldDefinition(name, .text, source),
            FieldDefinition("method", .text, source, part: .method),
            FieldDefinition("path", .url, source, part: .target, aliases: ["url", "uri"]),
            FieldDefinition("protocol", .text, source, part: .requestProtocol),
        ]
    }
}

extension FieldType {
    /// A type by its name in a template; text for names that mean no type.
    init(templateName name: String) {
        switch name {
        case "any": self = .any
        case "int": self = .integer
        case "num": self = .number
        case "bytes": self = .bytes
        case "ip", "address": self = .ip
        case "url": self = .url
        case "s": self = .duration(.seconds)
        case "ms": self = .duration(.milliseconds)
        case "us": self = .duration(.microseconds)
        case "ns": self = .duration(.nanoseconds)
        case "dur": self = .duration(.written)
        default: self = TimeLayout(templateName: name).map { .time($0) } ?? .text
        }
    }
}
