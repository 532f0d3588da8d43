/// A part of a delimited field that is a field of its own.
enum FieldPart: UInt8, Sendable, Hashable, Codable {
    case whole
    /// Of a request line, `GET /index.html HTTP/1.1`.
    case method
    case target
    case requestProtocol
    /// Of `address:port`, where the port may be missing.
    case address
    case port
    /// The same where there always is a port, so that the last colon is before it in IPv6 too.
    case endpointAddress
    case endpointPort
    /// A level without the blanks that pad it; what is no level fits nothing.
    case level
    /// The name of a host; what cannot be one fits nothing.
    case host
    /// The name of a program; a level fits nothing, and neither does an empty name.
    case program
    /// A text without the blanks that pad it.
    case trimmed
    /// A JSON string, or an array of its bytes.
    case textOrBytes
    /// Of a JSON string that ends with the line feed of the line it holds.
    case withoutLineEnd
    /// The first of addresses in a list, `a, b`.
    case firstOfList
    /// Of a message that ends with its logger in parentheses.
    case beforeLogger
    case trailingLogger
    /// The length of a pause at the end of a JVM's message.
    case pause
    /// Of log4j's JSON: an object of seconds and nanoseconds.
    case instant
    /// The word for a level that is written as a number, a letter or a mark: see `LevelScale`.
    case syslogLevel
    /// Of syslog's priority, which has the facility in it.
    case priorityLevel
    /// 10 to 60 in steps of ten.
    case tensLevel
    /// 1 to 24, four for each level.
    case telemetryLevel
    case letterLevel
    case markLevel
    /// A text without the `>` that closes it, and the blanks that pad it.
    case enclosed
    /// A level that is `Information` where a line of JSON has none.
    case orInformation

    var isDerived: Bool { rawValue >= FieldPart.syslogLevel.rawValue && rawValue <= FieldPart.markLevel.rawValue }
}

extension FieldPart {
    /// Whether it is all that a step delimits, but for padding.
    var isOne: Bool { self == .whole || self == .level || self == .host || self == .program || self == .trimmed }
}
