import ArgumentParser
import Platform
import Thresh
import ThreshCommand
import ThreshLogs
import ThreshQueries

/// What every question to log files can say.
struct LogOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The format of the lines: a name (thresh logs formats), a log_format or LogFormat string, the server's configuration file (nginx.conf, or nginx.conf:main for one of its formats), or a regular expression with named groups in slashes, or csv with what separates cells: 'csv;', 'csv|'. (default: found by looking at each file)",
            valueName: "format"), completion: LineCompletion.formats)
    var format: String?

    @Flag(help: "Tables have no row of names: their columns are column1, column2 and so on.")
    var noHeader = false

    @Flag(help: "In tables, 1,5 is a number.")
    var decimalComma = false

    @Flag(help: "In tables, 1,000 is a thousand.")
    var thousandsComma = false

    @Option(
        help: ArgumentHelp(
            "The types of fields, instead of those that the first lines show: 'zip text, price number'; text, number, thousands (1,000 is one), boolean or any.",
            valueName: "types"))
    var types: String?

    @Option(
        name: .customLong("where"), help: ArgumentHelp("Only lines for which this holds.", valueName: "expr"),
        completion: LineCompletion.fields)
    var condition: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Only lines from this time on: 2015-05-17, 2015-05-17T10:00, -2h.", valueName: "time"))
    var since: String?

    @Option(parsing: .unconditional, help: ArgumentHelp("Only lines before this time.", valueName: "time"))
    var until: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("The time zone of days and hours, and of times without one.", valueName: "zone"),
        completion: LineCompletion.zones)
    var tz = "UTC"

    @Option(
        help: ArgumentHelp(
            "Which number of a date like 07/11/2024 is first, where no line says it: day-first, month-first, or year-first for two digits of the year.",
            valueName: "order"))
    var dateOrder: String?

    @Option(
        help: ArgumentHelp(
            "Whether a line that does not begin as records of its format do, as those of a stack trace, belongs to the record before it: on or off.",
            valueName: "on|off"))
    var multiline = Multiline.on

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp(
            "A database of addresses (.mmdb) for country(ip), city(ip), asn(ip) and as_name(ip); as often as wanted. (default: those of THRESH_GEOIP, with : between)",
            valueName: "file"), completion: .file(extensions: ["mmdb"]))
    var geoip: [String] = []

    enum Multiline: String, ExpressibleByArgument { case on, off }

    @Flag(help: "Fail when a line does not fit its format.")
    var strict = false

    @Flag(help: "Begin tsv and csv with the names of the columns.")
    var header = false

    /// A question in words, for a page.
    func title(_ question: String) -> String { condition.map { "\(question) where \($0)" } ?? question }

    /// The condition, `--since` and `--until` as one expression.
    ///
    /// - Parameter further: another condition.
    private func filter(and further: String? = nil) throws -> Expression? {
        var parts: [String] = []
        if let since { parts.append("time >= \(try LogOptions.moment(since, "--since"))") }
        if let until { parts.append("time < \(try LogOptions.moment(until, "--until"))") }
        if let condition {
            // By itself first, so that a message shows what was typed.
            _ = try reporting { () throws(ExpressionError) in try Expression.parse(condition) }
            parts.append(parts.isEmpty && further == nil ? condition : "(\(condition))")
        }
        if let further { parts.append(further) }
        if parts.isEmpty { return nil }
        let text = parts.joined(separator: " and ")
        return try reporting { () throws(ExpressionError) in try Expression.parse(text) }
    }

    /// An option's value as an operand of a comparison with a time.
    static func moment(_ text: String, _ option: String) throws(ThreshError) -> String {
        let literal = timeLiteral(text)
        do {
            let comparison = try Expression.parse("time >= \(literal)")
            _ = try ExpressionProgram(
                [comparison], columns: [("time", .time)], context: ExpressionContext(now: Timestamp(nanoseconds: 0)))
        } catch {
            throw ThreshError(
                .usage,
                "\(option) \(text) is no time; give 2015-05-17, 2015-05-17T10:00, '2015-05-17 10:00:00', 2h (ago) or yesterday"
            )
        }
        return literal
    }

    private func moment(
        _ text: String?, _ option: String, _ context: ExpressionContext
    ) throws(ThreshError) -> Timestamp? {
        guard let text else { return nil }
        let operand = try LogOptions.moment(text, option)
        return try reporting { () throws(ExpressionError) in try ExpressionProgram.moment(operand, context) }
    }

    private static func timeLiteral(_ text: String) -> String {
        if text.contains(where: { $0 == "'" || $0 == "\"" }) { return text }
        // 2015-05-17 10:00, as people write it.
        if text.first?.isNumber == true, text.contains(" ") { return "'\(text)'" }
        // How long ago: nobody asks for what is to come.
        if text.first?.isNumber == true, let expression = try? Expression.parse(text),
            case .literal(.duration) = expression.kind
        {
            return "(-\(text))"
        }
        return text.hasPrefix("-") ? "(\(text))" : text
    }

    /// What `--date-order` says.
    static func dateOrder(_ text: String?) throws(ThreshError) -> DateOrder? {
        guard let text else { return nil }
        guard let order = DateOrder(rawValue: text) else {
            throw ThreshError(.usage, "--date-order \(text) is no order; give day-first, month-first or year-first")
        }
        return order
    }

    func context() throws -> ExpressionContext {
        var context = ExpressionContext(
            zone: try TimeZoneRules.named(tz), now: Timestamp(nanoseconds: JobLauncher.now),
            dateOrder: try LogOptions.dateOrder(dateOrder))
        let named = Machine.environment("THRESH_GEOIP").map { $0.split(separator: ":").map(String.init) } ?? []
        let databases = geoip.isEmpty ? named : geoip
        if !databases.isEmpty { context.geo = try GeoDatabases(databases) }
        context.pseudonyms = try ProcessPseudonyms.all
        return context
    }

    /// - Parameter further: another condition.
    func input(and further: String? = nil) throws -> LogInput {
        let context = try context()
        var input = LogInput(format: try tableFormat(), filter: try filter(and: further), context: context)
        input.period = (try moment(since, "--since", context), try moment(until, "--until", context))
        input.joinsLines = multiline == .on
        input.formatRules = Configuration.rules
        input.types = try statedTypes()
        return input
    }

    /// The format with what is said of tables; only formats of tables have names that these words may follow.
    private func tableFormat() throws -> String? {
        if decimalComma && thousandsComma {
            throw ThreshError(
                .usage,
                "--decimal-comma --thousands-comma: a comma is before a fraction or between thousands; give one of both"
            )
        }
        let comma = decimalComma ? " decimal-comma" : thousandsComma ? " thousands-comma" : ""
        let words = (noHeader ? " no-header" : "") + comma
        if words.isEmpty { return format }
        if format == nil, !noHeader { return LogReaders.ofTables + comma.dropFirst() }
        let name = format ?? "csv"
        let isOfBlanks = ["columns", "text"].contains(name) && !noHeader
        guard name.hasPrefix("csv") || name.hasPrefix("tsv") || isOfBlanks else {
            throw ThreshError(
                .usage,
                "--no-header, --decimal-comma and --thousands-comma are for tables (--format csv, tsv, 'csv;'), the latter two also for columns and text, not for \(name)"
            )
        }
        return name + words
    }

    /// What `--types` says.
    private func statedTypes() throws(ThreshError) -> [(field: String, type: FieldType)] {
        var stated: [(field: String, type: FieldType)] = []
        for part in (types ?? "").split(separator: ",") {
            let words = part.split(separator: " ")
            let name = words.dropLast().joined(separator: " ")
            guard !name.isEmpty, let word = words.last, let type = LogOptions.namedTypes[String(word)] else {
                throw ThreshError(
                    .usage,
                    """
                    --types '\(part)': give a field and its type, text, number, thousands, boolean or any, with commas between, \
                    as in 'zip text, price number'
                    """)
            }
            let isQuoted = name.count > 2 && name.hasPrefix("`") && name.hasSuffix("`")
            stated.append((isQuoted ? String(name.dropFirst().dropLast()) : name, type))
        }
        return stated
    }

    private static let namedTypes: [String: FieldType] = [
        "text": .text, "number": .number, "thousands": .numeral(.groupedNumber), "boolean": .boolean, "any": .any,
    ]

    /// How many lines may fit no format: `--strict`, or `--max-bad` of the options of every command.
    func badLimit(_ options: RunOptions) -> BadLimit {
        strict ? .count(0) : options.lineLimit ?? .none
    }
}

extension RunOptions {
    /// How many lines may not fit their format, where it is said.
    var lineLimit: BadLimit? {
        switch badRecordLimit {
        case .count(let count): .count(Int(clamping: count))
        case .percent(let percent): .share(percent / 100)
        case nil: nil
        }
    }
}
