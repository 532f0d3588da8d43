extension FormatCatalog {
    /// Formats whose lines name their fields, and text.
    static let openFormats = [
        CatalogEntry("journal", "systemd's journal, journalctl -o export") {
            let fields = journalFields.map { FieldDefinition(names: $0.0, $0.1, .key($0.2)) }
            let level = FieldDefinition("level", .text, .key("PRIORITY"), part: .syslogLevel)
            return LogFormat(
                "journal", "systemd's journal, journalctl -o export", fields: fields + [level], layout: .journal,
                nulls: [])
        },
        CatalogEntry("json", "one JSON object in each line") {
            LogFormat("json", "one JSON object in each line", fields: [], layout: .json, nulls: [])
        },
        CatalogEntry("logfmt", "key=value pairs") {
            LogFormat("logfmt", "key=value pairs", fields: [], layout: .logfmt, nulls: [])
        },
        steps("text", "lines with one field, message: for logs in no known format", nulls: [], "{message}"),
    ]

    static let journalFields: [(String, FieldType, String)] = [
        ("time", .time(.epoch), "__REALTIME_TIMESTAMP"), ("host|hostname", .text, "_HOSTNAME"),
        ("app", .text, "SYSLOG_IDENTIFIER"), ("pid", .integer, "_PID"), ("unit", .text, "_SYSTEMD_UNIT"),
        ("priority", .integer, "PRIORITY"), ("message", .text, "MESSAGE"),
    ]
}
