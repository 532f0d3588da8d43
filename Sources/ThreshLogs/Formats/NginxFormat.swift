public import Thresh

extension LogFormat {
    /// nginx's `log_format`: the string as in the configuration, without the quotes around it.
    ///
    /// `\t` is a TAB, two blanks stand for one or more, and dots at the end, as in `$message...`, say that records may be several lines.
    /// A path may follow anything at once, as in `$scheme://$host$request_uri`, and a query a path: `$uri$is_args$args`.
    /// - Throws: `.usage` when two other variables stand next to each other: nothing says where the first ends.
    public static func nginx(_ source: String, name: String = "nginx-custom") throws(ThreshError) -> LogFormat {
        // An object, whose keys are in quotes.
        if source.first(where: { !$0.isWhitespace }) == "{",
            source.drop(while: { $0.isWhitespace }).dropFirst().first(where: { !$0.isWhitespace }) == "\""
        {
            var format = try FormatCatalog.format(named: "json")
            format.name = name
            return format
        }
        var builder = DirectiveBuilder(source: source)
        let goesOn = source.hasSuffix("...") && !source.hasSuffix(" ...")
        var rest = source.dropLast(goesOn ? 3 : 0)
        while let character = rest.first {
            rest = rest.dropFirst()
            // As nginx reads it, and as such strings are printed.
            if character == "\\", rest.first == "t" {
                rest = rest.dropFirst()
                builder.append(literal: "\t")
                continue
            }
            guard character == "$" else {
                builder.append(literal: character)
                continue
            }
            let variable = nginxVariable(&rest)
            if variable.isEmpty {
                throw ThreshError(.usage, "'$' without a variable's name in the log_format '\(source)'")
            }
            if variable == "is_args", case var behind = rest, behind.popFirst() == "$",
                case let arguments = nginxVariable(&behind), ["args", "query_string"].contains(arguments),
                builder.appendQuery(alias: String(arguments))
            {
                rest = behind
                continue
            }
            let (known, type) = nginxField(String(variable))
            let isList = lists.contains { variable.hasPrefix($0) }
            try builder.append(field: known, type, alias: String(variable), isList: isList)
        }
        var format = builder.format(name, "nginx: \(source)")
        format.goesOn = goesOn
        format.formatString = source
        return format
    }

    /// The name that a `$` stands before, in braces or not.
    private static func nginxVariable(_ rest: inout Substring) -> Substring {
        let isBraced = rest.first == "{"
        if isBraced { rest = rest.dropFirst() }
        let variable = rest.prefix { $0 == "_" || $0.isASCII && ($0.isLetter || $0.isNumber) }
        rest = rest.dropFirst(variable.count)
        if isBraced, rest.first == "}" { rest = rest.dropFirst() }
        return variable
    }

    /// What begins the names of variables that may be lists: of several upstreams, or of a header given twice.
    private static let lists = ["upstream_", "http_", "proxy_add_x_forwarded_for", "sent_http_", "sent_trailer_"]

    private static func nginxField(_ variable: String) -> (String, FieldType) {
        switch variable {
        case "remote_addr", "realip_remote_addr": ("ip", .ip)
        case "remote_user": ("user", .text)
        case "time_local": ("time", .time(.clf))
        case "time_iso8601": ("time", .time(.iso))
        case "msec": ("time", .time(.epoch))
        case "request": ("request", .text)
        case "request_method": ("method", .text)
        case "request_uri": ("path", .url)
        case "uri", "document_uri": ("path", .url)
        case "args", "query_string": ("query", .text)
        case "server_protocol": ("protocol", .text)
        case "status": ("status", .integer)
        case "body_bytes_sent": ("bytes", .bytes)
        case "bytes_sent": ("bytes_sent", .bytes)
        case "request_length", "connection", "connection_requests": (variable, .integer)
        case "http_referer": ("referer", .text)
        case "http_user_agent": ("agent", .text)
        case "http_x_forwarded_for": ("forwarded_for", .text)
        case "host", "http_host", "server_name": ("vhost", .text)
        case "request_time": ("request_time", .duration(.seconds))
        // Of several upstreams, a list.
        case "upstream_response_time", "upstream_connect_time", "upstream_header_time", "upstream_status":
            (variable, .any)
        default: (variable, .text)
        }
    }
}
