extension FieldSurvey {
    /// What the values of a column are; marks of no value say nothing.
    static func type(of values: [SampledValue], named name: String) -> FieldType {
        let present = values.filter { !$0.bytes.withLineBytes { NullMarks.isMark($0.trimmed) } }
        if present.isEmpty { return .any }
        func all(_ test: (LineBytes) -> Bool) -> Bool { present.allSatisfy { $0.bytes.withLineBytes(test) } }
        let isTimeName = timeNames.contains(name.lowercased()) || timeNames.contains(lastPart(name).lowercased())
        for layout in [TimeLayout.iso, .clf, .dayMonthYear, .asctime] {
            let parser = TimeParser(layout, FormatDetector.sampleContext)
            if all({ $0.count >= layout.minimumWidth && parser.parse($0) != nil }) { return .time(layout) }
        }
        for layout in [TimeLayout.rfc3164, .twoDigitYear, .glog] where isTimeName {
            let parser = TimeParser(layout, FormatDetector.sampleContext)
            if all({ $0.count >= layout.minimumWidth && parser.parse($0) != nil }) { return .time(layout) }
        }
        if isTimeName, all({ isPlausibleEpoch($0) }) { return .time(.epoch) }
        if all({ $0.equals("true") || $0.equals("false") }) { return .boolean }
        if let type = numericType(of: present) { return type }
        if present.contains(where: { $0.writing == .bare }) { return .any }
        return all({ Address($0) != nil }) ? .ip : .text
    }

    /// The same for fields without a name.
    static func type(ofTokens values: [[UInt8]]) -> FieldType {
        let present = values.map { SampledValue($0) }.filter { !$0.bytes.withLineBytes { NullMarks.isMark($0) } }
        if present.isEmpty { return .text }
        let type = numericType(of: present) ?? .text
        // Digits are passed faster than what may have a point.
        let isInteger = present.allSatisfy { $0.bytes.withLineBytes { NumberText.integer($0) != nil } }
        return type == .number && isInteger ? .integer : type
    }

    /// nil where most values are no numbers.
    static func numericType(ofTexts values: [SampledValue]) -> FieldType? {
        let present = values.filter { !$0.bytes.withLineBytes { NullMarks.isMark($0.trimmed) } }
        return present.isEmpty ? nil : numericType(of: present)
    }

    /// `number` where each value is one, and each text is written as that number would be printed; `numeral` where more
    /// than half of the texts are numbers.
    private static func numericType(of present: [SampledValue]) -> FieldType? {
        func count(_ test: (LineBytes) -> Bool) -> Int { present.count { $0.bytes.withLineBytes(test) } }
        let bare = present.count { $0.writing == .bare }
        let numbers = count { NumberText.value($0.trimmed) != nil }
        if bare == present.count { return numbers == bare ? .number : nil }
        // Some of the values of JSON are texts and some are not.
        if bare > 0 { return nil }
        let isText = present.contains { $0.writing == .quoted }
        if !isText, count({ NumberText.canonical($0) != nil }) == present.count { return .number }
        // Numbers without a unit are among those with one.
        let durations = count { NumberText.duration($0.trimmed, .written) != nil }
        let sizes = count { (NumberText.value($0.trimmed) ?? NumberText.size($0.trimmed)) != nil }
        if max(durations, sizes) * 2 <= present.count { return nil }
        if numbers == max(durations, sizes) { return .numeral(.number) }
        return .numeral(durations >= sizes ? .duration : .size)
    }

    private static let timeNames: Set<String> = [
        "time", "timestamp", "@timestamp", "ts", "t", "date", "datetime", "when", "created_at", "asctime", "eventtime",
        "event_time", "__realtime_timestamp", "time_iso8601", "start_time", "msec",
    ]

    private static func lastPart(_ name: String) -> String { name.split(separator: ".").last.map(String.init) ?? name }

    /// Between 1990 and 2100.
    private static func isPlausibleEpoch(_ text: LineBytes) -> Bool {
        guard let value = EpochTime.nanoseconds(text) else { return false }
        return value > 631_152_000_000_000_000 && value < 4_102_444_800_000_000_000
    }
}

extension LogFormat {
    /// Adds the names that questions use in every format as aliases of what this log calls them.
    func withUsualNames() -> LogFormat {
        var format = self
        for (usual, others) in LogFormat.usualNames where !fields.contains(where: { $0.isCalled(usual) }) {
            for other in others {
                guard let index = format.fields.firstIndex(where: { $0.name.lowercased() == other }) else { continue }
                format.fields[index].aliases.append(usual)
                break
            }
        }
        if !format.fields.contains(where: { $0.isCalled("time") }) {
            let times = format.fields.indices.filter { if case .time = format.fields[$0].type { true } else { false } }
            if times.count == 1 { format.fields[times[0]].aliases.append("time") }
        }
        return format
    }

    private static let usualNames: [(String, [String])] = [
        ("time", ["timestamp", "@timestamp", "ts", "datetime", "date", "t"]), ("message", ["msg", "log", "event"]),
        ("level", ["lvl", "severity", "loglevel", "log_level", "levelname", "log.level"]),
        ("ip", ["remote_addr", "client_ip", "remote_ip", "clientip", "ip_address", "remote"]),
        ("status", ["status_code", "statuscode", "code", "http.status", "http_status", "response.status"]),
        ("duration", ["latency", "elapsed", "took", "response_time", "request_time", "duration_ms", "dur"]),
        ("path", ["uri", "url", "request_uri", "request.path", "request.uri"]),
        ("method", ["http_method", "request_method", "verb", "request.method"]),
        ("agent", ["user_agent", "http_user_agent", "useragent"]), ("referer", ["http_referer", "referrer"]),
        ("bytes", ["size", "body_bytes_sent", "bytes_sent", "response_size"]),
    ]
}
