extension LogFormat {
    /// nil where none of the first lines names fields.
    static func zeek(_ sample: SampleLines) -> LogFormat? {
        zeek(
            sample.lines.prefix(20).filter { $0.first == UInt8(ascii: "#") }.map { String(decoding: $0, as: UTF8.self) }
        )
    }

    /// Zeek's tables, whose `#fields` and `#types` lines name the columns.
    ///
    /// - Parameter directives: lines that begin with `#`.
    static func zeek(_ directives: [String]) -> LogFormat? {
        func words(_ name: String) -> [String]? {
            directives.first { $0.hasPrefix("#\(name)\t") || $0.hasPrefix("#\(name) ") }.map { line in
                line.split(separator: line.contains("\t") ? "\t" : " ").dropFirst().map(String.init)
            }
        }
        guard let names = words("fields"), !names.isEmpty else { return nil }
        let types = words("types") ?? []
        var fields: [FieldDefinition] = []
        var fieldNames = FieldNames()
        var steps: [FormatStep] = []
        for (index, written) in names.enumerated() {
            if index > 0 { steps.append(.literal([9])) }
            let type = index < types.count ? zeekType(types[index]) : .text
            let name = fieldNames.take(written)
            var aliases = usualName(ofZeek: written).map { [$0] } ?? []
            if name != written { aliases.append(written) }
            fields.append(FieldDefinition(name, type, .step(index), aliases: aliases))
            steps.append(.field(FieldStep(number: index, extent: .untilNext, type: .text, name: name)))
        }
        return LogFormat(
            "zeek", "Zeek's logs; #fields names the columns", fields: fields, layout: .steps([steps]),
            commentPrefix: "#")
    }

    private static func zeekType(_ name: String) -> FieldType {
        switch name {
        case "time": .time(.epoch)
        case "interval": .duration(.seconds)
        case "count", "int", "port": .integer
        case "double": .number
        case "addr": .ip
        default: .text
        }
    }

    /// What other formats call a column.
    private static func usualName(ofZeek column: String) -> String? {
        switch column {
        case "ts": "time"
        case "id.orig_h": "ip"
        case "id.orig_p": "port"
        case "uri": "path"
        case "status_code": "status"
        case "user_agent": "agent"
        case "referrer": "referer"
        case "username": "user"
        default: nil
        }
    }
}
