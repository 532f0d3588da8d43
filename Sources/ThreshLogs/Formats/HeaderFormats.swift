/// Formats whose columns a file names itself.
extension LogFormat {
    /// Values between separators, in quotes where need be; the first line has the names.
    ///
    /// A cell with a line feed in it is not understood: lines are taken one by one.
    /// - `header`: the first line; it is no record wherever it occurs.
    public static func separated(by separator: UInt8, header: String) -> LogFormat {
        let names = cells(of: Array(header.utf8), separator)
        var fields: [FieldDefinition] = []
        var steps: [FormatStep] = []
        for (index, name) in names.enumerated() {
            if index > 0 { steps.append(.literal([separator])) }
            let written = name.isEmpty ? "column\(index + 1)" : name
            let name = fieldName(written, used: fields.map(\.name))
            fields.append(FieldDefinition(name, .text, .step(index), aliases: name == written ? [] : [written]))
            steps.append(
                .field(FieldStep(number: index, extent: .cell(separator: separator), type: .text, name: name)))
        }
        let isTabs = separator == 9
        return LogFormat(
            isTabs ? "tsv" : "csv", "\(isTabs ? "TAB" : "'\(Character(Unicode.Scalar(separator)))'")-separated values",
            fields: fields, layout: .steps([steps]), nulls: .empty, header: Array(header.utf8))
    }

    /// The W3C extended log format; of CloudFront too, which puts TABs between the values.
    ///
    /// - Parameter directive: the line that begins with `#Fields:`.
    public static func w3c(fieldsDirective directive: String) -> LogFormat {
        let columns = directive.dropFirst("#Fields:".count).split { $0 == " " || $0 == "\t" }.map(String.init)
        let isCloudFront = columns.contains("x-edge-location") || columns.contains("x-edge-result-type")
        let separator: UInt8 = isCloudFront ? 9 : 32
        var fields: [FieldDefinition] = []
        var steps: [FormatStep] = []
        var index = 0
        while index < columns.count {
            if index > 0 { steps.append(.literal([separator])) }
            let isDateTime = columns[index] == "date" && index + 1 < columns.count && columns[index + 1] == "time"
            let (known, type) = isDateTime ? ("time", .time(.iso)) : w3cField(columns[index])
            let name = fieldName(known, used: fields.map(\.name))
            fields.append(
                FieldDefinition(
                    name, type, .step(fields.count), aliases: name == columns[index] ? [] : [columns[index]]))
            steps.append(.field(FieldStep(number: fields.count - 1, extent: .untilNext, type: type, name: name)))
            index += isDateTime ? 2 : 1
        }
        var format = LogFormat(
            isCloudFront ? "cloudfront" : "w3c", "the W3C extended log format", fields: fields, layout: .steps([steps]),
            commentPrefix: "#")
        format.columns = columns
        return format
    }

    /// Our name and type of a column.
    private static func w3cField(_ column: String) -> (String, FieldType) {
        switch column {
        case "c-ip": ("ip", .ip)
        case "cs-username": ("user", .text)
        case "cs-method": ("method", .text)
        case "cs-uri-stem": ("path", .url)
        case "cs-uri": ("path", .url)
        case "cs-uri-query": ("query", .text)
        case "sc-status": ("status", .integer)
        case "sc-bytes": ("bytes", .bytes)
        case "cs-bytes": ("received_bytes", .bytes)
        case "time-taken": ("duration", .duration(.milliseconds))
        case "time-to-first-byte": ("time_to_first_byte", .duration(.seconds))
        case "cs(User-Agent)": ("agent", .text)
        case "cs(Referer)": ("referer", .text)
        case "cs(Cookie)": ("cookie", .text)
        case "cs(Host)", "cs-host": ("host", .text)
        case "cs-version", "cs-protocol-version": ("protocol", .text)
        case "s-ip": ("server_ip", .ip)
        case "s-port", "c-port": (column == "s-port" ? "server_port" : "port", .integer)
        case "x-edge-location": ("edge_location", .text)
        case "x-edge-result-type": ("result_type", .text)
        default: (column, .text)
        }
    }

    /// A name that expressions can spell: letters, digits, underscores and dots.
    static func fieldName(_ column: String, used: [String]) -> String {
        var name = ""
        for character in column.trimmingBlanks().unicodeScalars {
            let isWord =
                character.properties.isAlphabetic || character.properties.numericType != nil || character == "."
            if isWord { name.unicodeScalars.append(character) } else if !name.hasSuffix("_") { name += "_" }
        }
        while name.hasSuffix("_"), name.count > 1 { name.removeLast() }
        if name.isEmpty || name == "_" { name = "column" }
        if let first = name.unicodeScalars.first, first.properties.numericType != nil { name = "_" + name }
        if !used.contains(name) { return name }
        var number = 2
        while used.contains("\(name)_\(number)") { number += 1 }
        return "\(name)_\(number)"
    }

    /// The texts of a line of separated values.
    static func cells(of line: [UInt8], _ separator: UInt8) -> [String] {
        var cells: [String] = []
        var cell: [UInt8] = []
        var isQuoted = false
        var index = 0
        while index < line.count {
            let byte = line[index]
            if byte == UInt8(ascii: "\"") {
                if isQuoted, index + 1 < line.count, line[index + 1] == byte {
                    cell.append(byte)
                    index += 1
                } else {
                    isQuoted.toggle()
                }
            } else if byte == separator, !isQuoted {
                cells.append(String(decoding: cell, as: UTF8.self))
                cell = []
            } else {
                cell.append(byte)
            }
            index += 1
        }
        return cells + [String(decoding: cell, as: UTF8.self)]
    }
}

extension String {
    func trimmingBlanks() -> String {
        String(drop { $0 == " " || $0 == "\t" }.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
    }
}
