extension FormatCatalog {
    /// Logs of systems and containers.
    static let systemFormats = [
        steps(
            "cri", "container logs of Kubernetes (CRI): time stream tag message",
            signature: #"^\d{4}-\S+ (?:stdout|stderr) [FP](?: |$)"#,
            "{time:iso} {stream:text:word} {tag:text:word} {message}",
            "{time:iso} {stream:text:word} {tag:text:word}"),
        steps(
            "syslog-5424", "syslog, RFC 5424", signature: #"^<\d{1,3}>\d "#,
            "\\<{priority:int}\\>{version:int} {time:iso} {hostname} {app} {pid} {message_id} {data:text:sd}<< {message}>>",
            "\\<{priority:int}\\>{version:int} - {hostname} {app} {pid} {message_id} {data:text:sd}<< {message}>>"),
        steps(
            "syslog", "syslog, RFC 3164 and as systems' daemons write it to files",
            "<<\\<{priority:int}\\>>>{time:rfc3164} {hostname:host} {app:text:word}<<[{pid}]>>: {message}",
            "<<\\<{priority:int}\\>>>{time:iso} {hostname:host} {app:text:word}<<[{pid}]>>: {message}",
            "<<\\<{priority:int}\\>>>{time:rfc3164} {app:text:word}<<[{pid}]>>: {message}",
            "<<\\<{priority:int}\\>>>{time:iso} {app:text:word}<<[{pid}]>>: {message}",
            "<<\\<{priority:int}\\>>>{time:rfc3164} {hostname:host} {message}"),
    ]

    /// Formats whose lines name their fields.
    static let openFormats = [
        json(
            "caddy", "Caddy's access log in JSON",
            [
                ("time|ts", .time(.epoch), "ts"), ("level", .text, "level"), ("ip", .ip, "request.remote_ip"),
                ("method", .text, "request.method"), ("host", .text, "request.host"),
                ("path|uri", .url, "request.uri"), ("protocol", .text, "request.proto"),
                ("status", .integer, "status"), ("bytes|size", .bytes, "size"),
                ("duration", .duration(.seconds), "duration"), ("user", .text, "user_id"),
                ("agent", .text, "request.headers.User-Agent.0"), ("referer", .text, "request.headers.Referer.0"),
            ]),
        json(
            "traefik-json", "Traefik's access log in JSON",
            [
                ("time", .time(.iso), "time"), ("ip", .ip, "ClientHost"), ("method", .text, "RequestMethod"),
                ("host", .text, "RequestHost"), ("path", .url, "RequestPath"),
                ("protocol", .text, "RequestProtocol"), ("status", .integer, "DownstreamStatus"),
                ("bytes", .bytes, "DownstreamContentSize"), ("duration", .duration(.nanoseconds), "Duration"),
                ("router", .text, "RouterName"),
            ]),
        docker,
        journalJSON,
        LogFormat(
            "journal", "systemd's journal, journalctl -o export",
            fields: journalFields.map { FieldDefinition(names: $0.0, $0.1, .key($0.2)) }, layout: .journal, nulls: []),
        LogFormat("json", "one JSON object in each line", fields: [], layout: .json, nulls: []),
        LogFormat("logfmt", "key=value pairs", fields: [], layout: .logfmt, nulls: []),
        LogFormat(
            "text", "lines with one field, message: for logs in no known format",
            fields: FormatTemplate(["{message}"]).fields, layout: .steps(FormatTemplate(["{message}"]).variants),
            nulls: []),
    ]

    private static var docker: LogFormat {
        var format = json(
            "docker", "container logs of Docker (json-file)",
            [("time", .time(.iso), "time"), ("stream", .text, "stream"), ("message|log", .text, "log")])
        // The line that the program wrote, which has its end in it.
        format.fields[2].part = .withoutLineEnd
        return format
    }

    private static var journalJSON: LogFormat {
        var format = json("journal-json", "systemd's journal, journalctl -o json", journalFields)
        // What is not UTF-8 is written as an array of numbers.
        for index in format.fields.indices where format.fields[index].type == .text {
            format.fields[index].part = .textOrBytes
        }
        return format
    }

    /// Keys by which a line of JSON is one of a named format: all of them; `|` separates alternatives.
    static let requiredKeys = [
        "caddy": ["request.remote_ip|request.remote_addr", "request.uri", "ts"],
        "traefik-json": ["RequestMethod", "DownstreamStatus"], "docker": ["log", "stream", "time"],
        "journal-json": ["__REALTIME_TIMESTAMP"],
    ]

    private static let journalFields: [(String, FieldType, String)] = [
        ("time", .time(.epoch), "__REALTIME_TIMESTAMP"), ("hostname", .text, "_HOSTNAME"),
        ("app", .text, "SYSLOG_IDENTIFIER"), ("pid", .integer, "_PID"), ("unit", .text, "_SYSTEMD_UNIT"),
        ("priority", .integer, "PRIORITY"), ("message", .text, "MESSAGE"),
    ]

    private static func json(
        _ name: String, _ summary: String, _ fields: [(String, FieldType, String)]
    ) -> LogFormat {
        LogFormat(
            name, summary, fields: fields.map { FieldDefinition(names: $0.0, $0.1, .key($0.2)) }, layout: .json,
            nulls: [])
    }
}

extension FieldDefinition {
    /// - Parameter names: the name, then aliases, separated by `|`.
    init(names: String, _ type: FieldType, _ source: FieldSource) {
        let names = names.split(separator: "|").map(String.init)
        self.init(names[0], type, source, aliases: Array(names.dropFirst()))
    }
}
