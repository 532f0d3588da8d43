/// A function of values of one line.
enum ScalarFunction: UInt8, BitwiseCopyable, CaseIterable {
    // Of times.
    case minute, hour, day, week, month, year, bucket, hourOfDay, weekday, epoch
    // Of addresses of the web.
    case host, path, query, ext
    case statusClass
    // Of addresses of the Internet.
    case subnet, isPrivate, country, city, asn, asName, anonymize
    // Of the user agent.
    case browser, os, bot
    // Of numbers.
    case bin, round, floor, ceil, abs, log10, sqrt
    // Of texts.
    case lower, upper, length, concat, extract, substring
    // Of anything.
    case coalesce, when, number, text, time, least, greatest

    var name: String {
        switch self {
        case .hourOfDay: "hour_of_day"
        case .statusClass: "status_class"
        case .isPrivate: "is_private"
        case .asName: "as_name"
        case .when: "if"
        case .least: "min"
        case .greatest: "max"
        default: "\(self)"
        }
    }

    static func named(_ name: String) -> ScalarFunction? {
        switch name {
        case "extension": .ext
        case "url_host", "domain": .host
        case "url_path", "without_query": .path
        case "substr": .substring
        case "dow": .weekday
        case "ifnull": .coalesce
        default: allCases.first { $0.name == name }
        }
    }

    /// The fields it is a function of when it is called with none: the first that the format has.
    var usualFields: [String] {
        switch self {
        case .minute, .hour, .day, .week, .month, .year, .bucket, .hourOfDay, .weekday, .epoch: ["time"]
        case .path, .query, .ext: ["path", "url"]
        case .host: ["url", "referer", "path"]
        case .statusClass: ["status"]
        case .subnet, .isPrivate, .country, .city, .asn, .asName, .anonymize: ["ip"]
        case .browser, .os, .bot: ["agent"]
        default: []
        }
    }

    var argumentCounts: ClosedRange<Int> {
        switch self {
        case .minute, .hour, .day, .week, .month, .year, .hourOfDay, .weekday, .epoch: 1...1
        case .bucket, .query: 2...2
        case .host, .path, .ext, .statusClass, .isPrivate, .browser, .os, .bot: 1...1
        case .country, .city, .asn, .asName, .anonymize: 1...1
        case .subnet: 2...3
        case .bin: 2...64
        case .round: 1...2
        case .floor, .ceil, .abs, .log10, .sqrt, .lower, .upper, .length, .number, .text, .time: 1...1
        case .concat, .coalesce: 1...64
        case .least, .greatest: 2...64
        case .extract: 2...2
        case .substring: 2...3
        case .when: 3...3
        }
    }

    /// A call of it.
    var example: String {
        switch self {
        case .bucket: "bucket(time, 5m)"
        case .query: "query(path, 'id')"
        case .subnet: "subnet(ip, 24)"
        case .bin: "bin(x, 100)"
        case .extract: "extract(x, '(\\d+)')"
        case .substring: "substring(x, 1, 10)"
        case .when: "if(condition, a, b)"
        case .concat, .coalesce, .least, .greatest: "\(name)(a, b)"
        default: "\(name)(\(usualFields.first ?? "x"))"
        }
    }

    /// What the first argument must be.
    var operand: ExpressionType {
        switch self {
        case .minute, .hour, .day, .week, .month, .year, .bucket, .hourOfDay, .weekday, .epoch: .time
        case .host, .path, .query, .ext, .subnet, .isPrivate, .browser, .os, .bot, .lower, .upper, .length, .extract,
            .substring, .country, .city, .asn, .asName, .anonymize:
            .text
        case .bin, .round, .floor, .ceil, .abs, .log10, .sqrt: .number
        case .when: .boolean
        case .statusClass, .concat, .coalesce, .number, .text, .time, .least, .greatest: .any
        }
    }

    /// What it gives, from what it is given.
    func result(_ arguments: [ExpressionType]) -> ExpressionType {
        switch self {
        case .minute, .hour, .day, .week, .month, .year, .bucket, .time: return .time
        case .hourOfDay, .length, .asn: return .integer
        case .epoch: return .number
        case .weekday, .host, .path, .query, .ext, .statusClass, .subnet, .browser, .os, .bot, .lower, .upper, .concat,
            .extract, .substring, .text, .country, .city, .asName, .anonymize:
            return .text
        case .isPrivate: return .boolean
        case .bin, .abs, .round, .floor, .ceil: return arguments.first ?? .number
        case .log10, .sqrt, .number: return .number
        case .coalesce, .least, .greatest:
            return arguments.dropFirst().allSatisfy { $0 == arguments[0] } ? arguments[0] : .any
        case .when: return arguments.count == 3 && arguments[1] == arguments[2] ? arguments[1] : .any
        }
    }
}
