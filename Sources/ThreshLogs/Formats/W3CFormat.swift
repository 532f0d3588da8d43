internal import Thresh
internal import ThreshPatterns

/// The W3C extended log format, whose columns a line in the file names.
extension LogFormat {
    package static let fieldsDirective = "#Fields:"

    /// The names in a line that begins with `#Fields:`, and what divides the values below it: of CloudFront TABs, though
    /// blanks divide its names.
    static func w3cColumns(_ directive: String) -> (names: [String], separator: UInt8) {
        let text = directive.dropFirst(fieldsDirective.count)
        let hasCommas = text.contains(",")
        let names = text.split { $0 == " " || $0 == "\t" || hasCommas && $0 == "," }.map(String.init)
        let isTabbed =
            names.contains("x-edge-location") || names.contains("x-edge-result-type") || text.dropFirst().contains("\t")
        return (names, hasCommas ? UInt8(ascii: ",") : isTabbed ? 9 : 32)
    }

    /// The format that a directive describes. Texts may be in quotes, in which nothing divides.
    ///
    /// - Parameters:
    ///   - directive: the line that begins with `#Fields:`.
    ///   - takenIn: the unit of `time-taken` where the columns do not tell: IIS writes milliseconds.
    public static func w3c(fieldsDirective directive: String, takenIn: DurationUnit = .milliseconds) -> LogFormat {
        let (columns, separator) = w3cColumns(directive)
        let isCloudFront = columns.contains("x-edge-location") || columns.contains("x-edge-result-type")
        let unit = isCloudFront ? .seconds : takenIn
        var fields: [FieldDefinition] = []
        var names = FieldNames()
        var steps: [FormatStep] = []
        var columnFields: [String] = []
        var index = 0
        while index < columns.count {
            if index > 0 { steps.append(.literal([separator])) }
            let isDateTime =
                separator != UInt8(ascii: ",") && columns[index] == "date" && index + 1 < columns.count
                && columns[index + 1] == "time"
            let (known, type) = isDateTime ? ("time", .time(.iso)) : w3cField(columns[index], unit)
            let name = names.take(known)
            fields.append(
                FieldDefinition(
                    name, type, .step(fields.count), aliases: name == columns[index] ? [] : [columns[index]]))
            let mayBeQuoted = type == .text || separator == UInt8(ascii: ",")
            let extent: FieldExtent = mayBeQuoted ? .cell(separator: separator) : .untilNext
            steps.append(.field(FieldStep(number: fields.count - 1, extent: extent, type: type, name: name)))
            columnFields += isDateTime ? [name, name] : [name]
            index += isDateTime ? 2 : 1
        }
        var format = LogFormat(
            isCloudFront ? "cloudfront" : "w3c", "the W3C extended log format", fields: fields, layout: .steps([steps]),
            nulls: separator == UInt8(ascii: ",") ? [.dash, .empty] : .dash, commentPrefix: "#")
        format.columns = columns
        format.columnFields = columnFields
        return format
    }

    /// The format that a directive among the first lines describes, with units that the values below it have.
    static func w3c(_ sample: SampleLines) -> LogFormat? {
        guard let line = sample.headings.first(where: { $0.starts(with: fieldsDirective.utf8) }) else { return nil }
        let directive = String(decoding: line, as: UTF8.self)
        let format = w3c(fieldsDirective: directive)
        // A point is in no whole number of milliseconds.
        let texts = w3c(fieldsDirective: directive).settingType(.text, of: "duration")
        guard format.type(of: "duration") == .duration(.milliseconds),
            let extractor = try? FieldExtractor(texts, fields: ["duration"], context: TimeContext.ofSamples)
        else { return format }
        let hasPoints = sample.lines.contains { line in
            line.withByteView { view in
                guard extractor.extract(view) == .fields else { return false }
                let value = unsafe extractor.fields(of: view)[0].bytes
                return value.firstIndex(of: UInt8(ascii: "."), from: 0) != nil
            }
        }
        return hasPoints ? w3c(fieldsDirective: directive, takenIn: .seconds) : format
    }

    /// CloudFront's standard log where the lines that name its columns are not there, as in parts of a file: its columns were
    /// always in this order, and more were put behind them.
    static func cloudFront(withoutNames lines: [[UInt8]]) -> LogFormat? {
        guard let count = lines.first.map({ $0.count { $0 == 9 } + 1 }), cloudFrontCounts.contains(count),
            lines.count(where: { $0.count { $0 == 9 } + 1 == count && beginsAsCloudFront($0) }) * 2 > lines.count
        else { return nil }
        return w3c(fieldsDirective: fieldsDirective + " " + cloudFrontColumns.prefix(count).joined(separator: " "))
    }

    /// Of 2014, 2016, 2017, 2019 and since then.
    private static let cloudFrontCounts: Set<Int> = [19, 23, 24, 26, 33]
    private static let cloudFrontColumns = [
        "date", "time", "x-edge-location", "sc-bytes", "c-ip", "cs-method", "cs(Host)", "cs-uri-stem", "sc-status",
        "cs(Referer)", "cs(User-Agent)", "cs-uri-query", "cs(Cookie)", "x-edge-result-type", "x-edge-request-id",
        "x-host-header", "cs-protocol", "cs-bytes", "time-taken", "x-forwarded-for", "ssl-protocol", "ssl-cipher",
        "x-edge-response-result-type", "cs-protocol-version", "fle-status", "fle-encrypted-fields", "c-port",
        "time-to-first-byte", "x-edge-detailed-result-type", "sc-content-type", "sc-content-len", "sc-range-start",
        "sc-range-end",
    ]

    /// A date, a clock, an edge location, bytes, an address, a method.
    private static func beginsAsCloudFront(_ line: [UInt8]) -> Bool { cloudFrontLine.matches(line) }

    private static let cloudFrontLine = LazyPattern(
        #"^\d{4}-\d\d-\d\d\t\d\d:\d\d:\d\d\t[A-Z]{3}\d[\w-]*\t\d+\t[\da-fA-F.:]+\t[A-Z]+\t\S+\t\S+\t\d{3}\t"#)

    /// Our name and type of a column.
    ///
    /// - Parameter takenIn: the unit of `time-taken`.
    private static func w3cField(_ column: String, _ takenIn: DurationUnit) -> (String, FieldType) {
        switch column {
        case "date-time": ("time", .time(.iso))
        case "c-ip", "client-ip": ("ip", .ip)
        case "cs-username": ("user", .text)
        case "cs-method": ("method", .text)
        case "cs-uri-stem": ("path", .url)
        case "cs-uri": ("path", .url)
        case "cs-uri-query": ("query", .text)
        case "sc-status": ("status", .integer)
        case "sc-bytes": ("bytes", .bytes)
        case "cs-bytes": ("received_bytes", .bytes)
        case "time-taken": ("duration", .duration(takenIn))
        case "time-to-first-byte": ("time_to_first_byte", .duration(.seconds))
        case "cs(User-Agent)": ("agent", .text)
        case "cs(Referer)": ("referer", .text)
        case "cs(Cookie)": ("cookie", .text)
        case "cs(Host)", "cs-host": ("host", .text)
        case "cs-version", "cs-protocol-version": ("protocol", .text)
        case "s-ip", "server-ip": ("server_ip", .ip)
        case "s-port", "c-port": (column == "s-port" ? "server_port" : "port", .integer)
        case "x-edge-location": ("edge_location", .text)
        case "x-edge-result-type": ("result_type", .text)
        default: (column, .text)
        }
    }
}
