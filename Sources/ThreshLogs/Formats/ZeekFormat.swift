extension LogFormat {
    /// Zeek's tables, whose `#fields` and `#types` lines name the columns.
    ///
    /// - Parameter directives: lines that begin with `#`.
    static func zeek(_ directives: [String]) -> LogFormat? {
        func words(_ name: String) -> [String]? {
            directives.lazy.compactMap { zeekWords($0, behind: name) }.first
        }
        guard let names = words(zeekFields), !names.isEmpty else { return nil }
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
        var format = LogFormat(
            "zeek", "Zeek's logs; #fields names the columns", fields: fields, layout: .steps([steps]),
            commentPrefix: "#")
        format.columns = names
        return format
    }

    private static let zeekFields = "fields"

    /// What a directive says; nil for a line that is another one.
    private static func zeekWords(_ line: String, behind name: String) -> [String]? {
        guard line.hasPrefix("#\(name)\t") || line.hasPrefix("#\(name) ") else { return nil }
        return line.split(separator: line.contains("\t") ? "\t" : " ").dropFirst().map(String.init)
    }

    /// The columns that a `#fields` line names; nil for other lines.
    static func zeekColumns(_ line: String) -> [String]? { zeekWords(line, behind: zeekFields) }

    /// The formats of tables behind one another, by the place of the `#fields` line of each.
    package static func zeekSections(_ directives: [(offset: UInt64, line: [UInt8])]) -> [(
        offset: UInt64, format: LogFormat
    )] {
        let lines = directives.map { String(decoding: $0.line, as: UTF8.self) }
        let starts = lines.indices.filter { zeekColumns(lines[$0]) != nil }
        return starts.enumerated().compactMap { index, start in
            let end = index + 1 < starts.count ? starts[index + 1] : lines.count
            return zeek(Array(lines[start..<end])).map { (directives[start].offset, $0) }
        }
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
