public import Thresh

extension LogFormat {
    /// PostgreSQL's `log_line_prefix`, as in its configuration: `%m [%p] %q%u@%d `. Level and message follow, and what is right
    /// before the level may have blanks in it.
    ///
    /// - Throws: `.usage` for an escape that is not known, and when two stand next to each other.
    public static func linePrefix(_ source: String, name: String = "postgresql-custom") throws(ThreshError) -> LogFormat
    {
        var builder = TemplateBuilder(source: source)
        var rest = Substring(source)
        var isOptional = false
        while let character = rest.popFirst() {
            guard character == "%" else {
                builder.append(literal: character)
                continue
            }
            let isLeft = rest.first == "-"
            if isLeft { rest = rest.dropFirst() }
            let width = rest.prefix { $0.isNumber }
            rest = rest.dropFirst(width.count)
            guard let letter = rest.popFirst() else {
                throw ThreshError(.usage, "'%' without an escape in the log_line_prefix '\(source)'")
            }
            if letter == "%" {
                builder.append(literal: "%")
            } else if letter == "q" {
                // Processes that are no session stop here.
                builder.beginOptional()
                isOptional = true
            } else if let (field, type) = prefixField(letter) {
                let padding: TemplateBuilder.Padding = width.isEmpty ? .none : isLeft ? .after : .before
                // Its names have blanks in them.
                let isDivided = letter == "b" && rest.first == " " && rest.count > 1
                try builder.append(
                    field: field, type, alias: String(letter), padding: padding,
                    extent: isDivided ? .level(.backend) : nil)
            } else {
                throw ThreshError(.usage, "unknown escape '%\(letter)' in the log_line_prefix '\(source)'")
            }
        }
        if isOptional { builder.closeOptional() }
        try builder.append(level: .postgresql)
        for character in ":  " { builder.append(literal: character) }
        try builder.append(field: "message", .text, alias: "message", padding: .none)
        var format = try builder.format(name, "PostgreSQL: \(source)")
        format.formatString = source
        format.goesOn = true
        format.goesOnBehindTab = true
        format.nulls = [.dash, .empty]
        return format
    }

    private static func prefixField(_ letter: Character) -> (String, FieldType)? {
        switch letter {
        case "t", "m": ("time", .time(.iso))
        case "n": ("time", .time(.epoch))
        case "s": ("session_start", .time(.iso))
        case "a": ("app", .text)
        case "u": ("user", .text)
        case "d": ("database", .text)
        case "r": ("client", .text)
        case "h": ("ip", .ip)
        case "L": ("server_ip", .ip)
        case "b": ("backend_type", .text)
        case "p": ("pid", .integer)
        case "P": ("leader_pid", .integer)
        case "i": ("command_tag", .text)
        case "e": ("sql_state", .text)
        case "c": ("session_id", .text)
        case "l": ("line", .integer)
        case "v": ("virtual_transaction_id", .text)
        case "x": ("transaction_id", .integer)
        case "Q": ("query_id", .integer)
        default: nil
        }
    }
}
