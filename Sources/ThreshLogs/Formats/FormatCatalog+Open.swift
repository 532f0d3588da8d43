extension FormatCatalog {
    /// Formats whose lines name their fields, and text.
    static let openFormats = [
        LogFormat(
            "journal", "systemd's journal, journalctl -o export",
            fields: journalFields.map { FieldDefinition(names: $0.0, $0.1, .key($0.2)) }
                + [FieldDefinition("level", .text, .key("PRIORITY"), part: .syslogLevel)], layout: .journal, nulls: []),
        LogFormat("json", "one JSON object in each line", fields: [], layout: .json, nulls: []),
        LogFormat("logfmt", "key=value pairs", fields: [], layout: .logfmt, nulls: []),
        LogFormat(
            "text", "lines with one field, message: for logs in no known format",
            fields: FormatTemplate(["{message}"]).fields, layout: .steps(FormatTemplate(["{message}"]).variants),
            nulls: []),
    ]

    static let journalFields: [(String, FieldType, String)] = [
        ("time", .time(.epoch), "__REALTIME_TIMESTAMP"), ("host|hostname", .text, "_HOSTNAME"),
        ("app", .text, "SYSLOG_IDENTIFIER"), ("pid", .integer, "_PID"), ("unit", .text, "_SYSTEMD_UNIT"),
        ("priority", .integer, "PRIORITY"), ("message", .text, "MESSAGE"),
    ]
}
