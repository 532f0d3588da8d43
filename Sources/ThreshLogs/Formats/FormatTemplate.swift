/// The notation that layouts are written in here.
///
///     {ip:ip} {ident} {user} [{time:clf}] "{request:request}" {status:int} {bytes:bytes}
///
/// `{name}` is a field of text, `{name|alias:type}` one of a type, `{name:type:option}` one with an extent of its own: a
/// number of bytes, `maybe` (in quotes or not), `cut` (in quotes, the second of which may be missing), `cell` and `tab` (a
/// cell between commas or TABs, in quotes or not), `list` (`a, b`), `bar` (up to what no backslash escapes), `sd` (structured data). `word` has no blank in it. `{-}`
/// is a field without a name. `host` is the name of a host, `trimmed` a text without the blanks around it, `enclosed` one without the `>` at its end. Between quotes a field is quoted. `<<…>>` may be missing; where its first
/// bytes are there, it is there; `<?…>>` is there where all of it fits. Two blanks stand for one or more,
/// `~` for none or more. Everything else is itself, and anything behind a backslash.
///
/// Some types are more than one field: `request` has its parts; `address` and `endpoint` a port, which the latter always
/// has; `forwarded` is a list of clients, the first of which is `ip`; `priority` is syslog's, with `level`; so is `severity`.
/// `logger` is a message with its logger in parentheses behind it, `gc` one with a pause at its end. `level` is a word
/// for one and ends with it; `pglevel`, `mylevel`, `phplevel` and `dotnet` are those of such programs, `surelevel` leaves out what may be a name, `capital` what is not in capitals,
/// `letter` and `mark` stand for words; `facility` is one of syslog, `group` what Cisco's systems have behind theirs, `program` a word that is no level.
struct FormatTemplate {
    private(set) var fields: [FieldDefinition] = []
    private(set) var variants: [[FormatStep]] = []
    private var fieldCount = 0

    /// - Parameter templates: ways the line can be written, in the order they are tried.
    init(_ templates: [String]) {
        for template in templates { append(variant: template) }
    }

    private mutating func append(variant template: String) {
        // Bytes: the catalogue is read at every start, and characters of a string take ten times as long.
        var rest = Array(template.utf8)[...]
        variants.append(steps(of: &rest))
    }

    private mutating func steps(of rest: inout ArraySlice<UInt8>) -> [FormatStep] {
        var steps: [FormatStep] = []
        var literal: [UInt8] = []
        func flush() {
            if !literal.isEmpty { steps.append(.literal(literal)) }
            literal = []
        }
        while let byte = rest.first {
            let next = rest.dropFirst().first
            switch (byte, next) {
            case (UInt8(ascii: "{"), _):
                let text = rest.dropFirst().prefix { $0 != UInt8(ascii: "}") }
                rest = rest[text.endIndex...].dropFirst()
                let isQuoted = literal.last == UInt8(ascii: "\"") && rest.first == UInt8(ascii: "\"")
                flush()
                steps.append(.field(field(String(decoding: text, as: UTF8.self), isQuoted: isQuoted)))
            case (UInt8(ascii: "<"), UInt8(ascii: "<")), (UInt8(ascii: "<"), UInt8(ascii: "?")):
                flush()
                rest = rest.dropFirst(2)
                let group = self.steps(of: &rest)
                steps.append(next == byte ? .optional(group) : .attempt(group))
            case (UInt8(ascii: ">"), UInt8(ascii: ">")):
                rest = rest.dropFirst(2)
                flush()
                return steps
            case (UInt8(ascii: " "), UInt8(ascii: " ")):
                flush()
                rest = rest.dropFirst(2)
                steps.append(.blanks)
            case (UInt8(ascii: "~"), _):
                flush()
                rest = rest.dropFirst()
                steps.append(.padding)
            default:
                if byte == UInt8(ascii: "\\") { rest = rest.dropFirst() }
                if let itself = rest.popFirst() { literal.append(itself) }
            }
        }
        flush()
        return steps
    }

    private mutating func field(_ text: String, isQuoted: Bool) -> FieldStep {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        let typeName = parts.count > 1 ? parts[1] : "text"
        var extent: FieldExtent =
            switch typeName {
            case "level": .level(.usual)
            case "pglevel": .level(.postgresql)
            case "mylevel": .level(.mysql)
            case "letter": .level(.letter)
            case "mark": .level(.mark)
            case "surelevel": .level(.sure)
            case "capital": .level(.capital)
            case "facility": .level(.facility)
            case "group": .level(.group)
            case "phplevel": .level(.php)
            case "dotnet": .level(.dotnet)
            case "forwarded": isQuoted ? .quoted : .list
            default: isQuoted ? .quoted : .untilNext
            }
        if parts.count > 2 {
            switch parts[2] {
            case "word": extent = .word
            case "maybe": extent = .quotedOrToken
            case "cut": extent = .quotedOrCut
            case "cell": extent = .cell(separator: UInt8(ascii: ","))
            case "tab": extent = .cell(separator: 9)
            case "list": extent = .list
            case "bar": extent = .unescaped
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
        case "address", "endpoint":
            let isEndpoint = typeName == "endpoint"
            let portName = names[0] == "ip" ? "port" : "\(names[0])_port"
            fields.append(
                FieldDefinition(
                    names[0], .ip, source, part: isEndpoint ? .endpointAddress : .address, aliases: aliases))
            fields.append(FieldDefinition(portName, .integer, source, part: isEndpoint ? .endpointPort : .port))
        case "forwarded":
            fields.append(FieldDefinition("ip", .ip, source, part: .firstOfList, aliases: aliases))
            fields.append(FieldDefinition(names[0], .text, source))
        case "priority":
            fields.append(FieldDefinition(names[0], .integer, source, aliases: aliases))
            fields.append(FieldDefinition("level", .text, source, part: .priorityLevel))
        case "severity":
            fields.append(FieldDefinition(names[0], .integer, source, aliases: aliases))
            fields.append(FieldDefinition("level", .text, source, part: .syslogLevel))
        case "logger":
            fields.append(FieldDefinition("logger", .text, source, part: .trailingLogger))
            fields.append(FieldDefinition(names[0], .text, source, part: .beforeLogger, aliases: aliases))
        case "gc":
            fields.append(FieldDefinition(names[0], .text, source, aliases: aliases))
            fields.append(FieldDefinition("duration", .duration(.written), source, part: .pause, aliases: ["pause"]))
        case "letter", "mark":
            let part: FieldPart = typeName == "letter" ? .letterLevel : .markLevel
            fields.append(FieldDefinition(names[0], .text, source, part: part, aliases: aliases))
        case "level", "capital", "host", "trimmed", "enclosed", "program":
            // A word that ends with its letters has been looked up by then.
            let isChecked = extent == .level(.usual)
            let part: FieldPart =
                switch typeName {
                case "host": .host
                case "trimmed": .trimmed
                case "enclosed": .enclosed
                case "program": .program
                default: isChecked ? .whole : .level
                }
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
        case "int", "priority", "severity": self = .integer
        case "num": self = .number
        case "bytes": self = .bytes
        case "size": self = .numeral(.binarySize)
        case "ip", "address", "endpoint", "forwarded": self = .ip
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
