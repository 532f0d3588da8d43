public import Thresh

extension LogFormat {
    /// Apache's `LogFormat`: the string as in the configuration, with its backslashes, without the quotes around it.
    ///
    /// Several `%{…}t` may write one time. A query may follow the path at once, as in `%U%q`, and a path anything.
    /// - Throws: `.usage` for a directive that is not known, and when two others stand next to each other: nothing says where
    ///   the first ends.
    public static func apache(_ source: String, name: String = "apache-custom") throws(ThreshError) -> LogFormat {
        var builder = DirectiveBuilder(source: source)
        var rest = Substring(source)
        while let character = rest.first {
            if let time = ApacheTime(rest) {
                try builder.append(field: "time", .time(time.layout), alias: "t")
                rest = time.rest
                continue
            }
            rest = rest.dropFirst()
            if character == "\\", let escaped = rest.first {
                rest = rest.dropFirst()
                builder.append(literal: escaped == "t" ? "\t" : escaped)
            } else if character == "%" {
                if rest.first == "%" {
                    rest = rest.dropFirst()
                    builder.append(literal: "%")
                } else {
                    try append(directive: &rest, to: &builder)
                }
            } else {
                builder.append(literal: character)
            }
        }
        return builder.format(name, "Apache: \(source)")
    }

    /// `%>s`, `%{Referer}i`, `%400,501{User-agent}i`, `%{c}a`, `%^FB`.
    private static func append(directive rest: inout Substring, to builder: inout DirectiveBuilder) throws(ThreshError)
    {
        rest = rest.drop { $0 == ">" || $0 == "<" || $0 == "!" || $0 == "," || $0.isNumber }
        var argument = ""
        if rest.first == "{", let end = rest.firstIndex(of: "}") {
            argument = String(rest[rest.index(after: rest.startIndex)..<end])
            rest = rest[rest.index(after: end)...]
        }
        if rest.hasPrefix("^FB") {
            rest = rest.dropFirst(3)
            return try builder.append(field: "time_to_first_byte", .duration(.microseconds), alias: "^FB")
        }
        guard let letter = rest.first else {
            throw ThreshError(.usage, "'%' without a directive in the LogFormat '\(builder.source)'")
        }
        rest = rest.dropFirst()
        if letter == "t", argument.isEmpty {
            builder.append(literal: "[")
            try builder.append(field: "time", .time(.clf), alias: "t")
            return builder.append(literal: "]")
        }
        guard let (name, type) = apacheField(letter, argument) else {
            throw ThreshError(.usage, "unknown directive '%\(letter)' in the LogFormat '\(builder.source)'")
        }
        if letter == "q", builder.appendQuery(alias: "q") { return }
        try builder.append(field: name, type, alias: argument.isEmpty ? String(letter) : argument)
    }

    private static func apacheField(_ letter: Character, _ argument: String) -> (String, FieldType)? {
        switch letter {
        case "h", "a": return ("ip", .ip)
        case "A": return ("server_ip", .ip)
        case "l": return ("ident", .text)
        case "u": return ("user", .text)
        case "r": return ("request", .text)
        case "m": return ("method", .text)
        case "U": return ("path", .url)
        case "q": return ("query", .text)
        case "H": return ("protocol", .text)
        case "s": return ("status", .integer)
        case "b", "B": return ("bytes", .bytes)
        case "O": return ("bytes_sent", .bytes)
        case "I": return ("received_bytes", .bytes)
        case "S": return ("transferred_bytes", .bytes)
        case "D": return ("duration", .duration(.microseconds))
        case "T":
            let unit: DurationUnit = argument == "ms" ? .milliseconds : argument == "us" ? .microseconds : .seconds
            return ("duration", .duration(unit))
        case "v", "V": return ("vhost", .text)
        case "p": return (argument == "remote" ? "port" : "server_port", .integer)
        case "P": return (argument.hasSuffix("tid") ? "tid" : "pid", .integer)
        case "k": return ("keepalive_requests", .integer)
        case "X": return ("connection_status", .text)
        case "L": return ("log_id", .text)
        case "f": return ("file", .text)
        case "R": return ("handler", .text)
        case "t": return argument.hasSuffix("_frac") ? (argument, .integer) : ("time", .text)
        case "i", "o", "e", "n", "C", "c", "x":
            switch argument.lowercased() {
            case "referer": return ("referer", .text)
            case "user-agent": return ("agent", .text)
            case "x-forwarded-for": return ("forwarded_for", .text)
            case "host": return ("vhost", .text)
            default: return (FieldNames.spelled(argument.lowercased()), .text)
            }
        default: return nil
        }
    }
}
