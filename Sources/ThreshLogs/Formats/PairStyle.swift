/// How the pairs of `key=value` are written that some formats have in place of a message.
enum PairStyle: String, Sendable, Hashable, Codable {
    /// Divided by blanks, which values may have too: a value goes up to the next key. `\=`, `\\`, `\n` and `\r` are escapes.
    case cef
    /// Divided by TABs, or by the character that stands with a bar behind it before the first.
    case leef
    /// Divided by blanks; values with blanks are in quotes, and single quotes enclose further pairs.
    case auditd
    /// The same without single quotes; other words are flags, and what an ICMP message quotes is in brackets.
    case netfilter
    /// As `auditd`, of Meraki's devices.
    case meraki

    /// That of a format of the catalogue; nil where it has a message.
    init?(formatNamed name: String) {
        switch name {
        case "cef": self = .cef
        case "leef": self = .leef
        case "auditd": self = .auditd
        case "netfilter": self = .netfilter
        case "meraki": self = .meraki
        default: return nil
        }
    }

    /// Names that questions use in every format, and the keys of what they mean; of several the first that a line has.
    var usualFields: [(names: String, keys: String)] {
        switch self {
        case .cef:
            [
                ("message", "msg"), ("ip", "src|sourceAddress"), ("port", "spt"), ("user", "suser|duser"),
                ("method", "requestMethod"), ("path|url", "request"), ("agent", "requestClientApplication"),
                ("referer", "requestContext"), ("bytes", "out"), ("pid", "spid"), ("time", "rt|end|start"),
                ("host", "dvchost|dvc"),
            ]
        case .leef:
            [
                ("message", "msg"), ("ip", "src"), ("port", "srcPort"), ("user", "usrName"), ("path|url", "url"),
                ("time", "devTime"), ("host", "identHostName"),
            ]
        case .auditd: [("app", "comm"), ("ip", "addr"), ("user", "acct")]
        case .meraki:
            [("src", "src"), ("ip", "client_ip"), ("port", "sport"), ("protocol", "protocol"), ("user", "user")]
        case .netfilter: [("ip", "SRC"), ("port", "SPT"), ("protocol", "PROTO"), ("bytes", "LEN")]
        }
    }

    /// Whether what the pairs are in is itself what a line says.
    var isMessage: Bool { self == .auditd || self == .netfilter || self == .meraki }
}

extension LogFormat {
    static func pairs(_ style: PairStyle) -> LogFormat {
        var fields = style.usualFields.flatMap { names, keys in
            keys.split(separator: "|").map { FieldDefinition(names: names, .any, .key(String($0))) }
        }
        if style == .meraki {
            // With a port or without.
            fields.append(FieldDefinition("ip", .ip, .key("src"), part: .address))
            fields.append(FieldDefinition("port", .integer, .key("src"), part: .port))
        }
        return LogFormat("pairs", "key=value pairs", fields: fields, layout: .pairs(style), nulls: [.empty])
    }

    /// A format whose lines end with pairs, with those as fields. Its own fields keep their names, unless no line has them:
    /// what a pair of such a name is called has `extension.` before it.
    ///
    /// - Parameter missing: fields of the format's own that no line has.
    static func extending(_ outer: LogFormat, _ pairs: LogFormat, style: PairStyle, missing: Set<String>) -> LogFormat {
        let hasMessage = !style.isMessage && pairs.fields.contains { $0.name == "message" }
        var fields: [FieldDefinition] = []
        for name in outer.fieldNames {
            guard let field = outer.fields.first(where: { $0.name == name }) else { continue }
            if missing.contains(name), pairs.fields.contains(where: { $0.name == name }) { continue }
            let isMessage = name == "message"
            fields.append(
                FieldDefinition(
                    isMessage && hasMessage ? "extension" : name, field.type, .outer(name),
                    aliases: isMessage && hasMessage ? [] : field.aliases))
        }
        let own = fields
        func isTaken(_ name: String) -> Bool { own.contains { $0.isCalled(name) } }
        for name in pairs.fieldNames {
            guard let field = pairs.fields.first(where: { $0.name == name }) else { continue }
            var definition = FieldDefinition(
                isTaken(name) ? "extension.\(name)" : name, field.type, .inner(name),
                aliases: field.aliases.filter { !isTaken($0) })
            definition.isSurveyed = field.isSurveyed
            fields.append(definition)
        }
        var format = LogFormat(
            outer.name, outer.summary, fields: fields, layout: .wrapped(outer: outer, inner: pairs), nulls: [])
        format.signature = outer.signature
        format.undecidedDates = pairs.undecidedDates
        return format
    }
}
