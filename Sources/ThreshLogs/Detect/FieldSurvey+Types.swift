extension FieldSurvey {
    /// What the values of a column are; marks of no value say nothing.
    static func type(
        of values: [SampledValue], named name: String, hasDecimalComma: Bool = false, _ commas: Commas = .told,
        _ printed: PrintedUnits? = nil
    ) -> FieldType {
        let present = values.filter { !$0.bytes.withLineBytes { NullMarks.isMark($0.trimmed) } }
        if present.isEmpty { return hasDecimalComma ? .numeral(.commaNumber) : .any }
        func all(_ test: (LineBytes) -> Bool) -> Bool { present.allSatisfy { $0.bytes.withLineBytes(test) } }
        switch TimeSurvey.finding(present.map { hasDecimalComma ? pointed($0.bytes) : $0.bytes }, named: name) {
        case .layout(let layout): return .time(layout)
        case .undecided: return .text
        case nil: break
        }
        if all({ $0.equals("true") || $0.equals("false") }) { return .boolean }
        let hasDecimalComma = hasDecimalComma || commas != .thousands && haveDecimalCommas(present, named: name)
        if let type = printed?.numeral(of: present, named: name, hasDecimalComma: hasDecimalComma) {
            return .numeral(type)
        }
        if let type = numericType(of: present, hasDecimalComma: hasDecimalComma, commas) { return type }
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
    /// than half of the texts are numbers. A text with a unit is one where half of them have units.
    private static func numericType(
        of present: [SampledValue], hasDecimalComma: Bool = false, _ commas: Commas = .told
    ) -> FieldType? {
        func count(_ test: (LineBytes) -> Bool) -> Int { present.count { $0.bytes.withLineBytes(test) } }
        func counted(_ numeral: Numeral) -> Int {
            count { NumeralValue.number(in: $0.trimmed, hasDecimalComma ? numeral.withDecimalComma : numeral) != nil }
        }
        let bare = present.count { $0.writing == .bare }
        let numbers = counted(.number)
        if bare == present.count, numbers == bare { return .number }
        // Some of the values of JSON are texts and some are not; a few among many numbers are strays.
        let bareNumbers = present.count { value in
            value.writing == .bare && value.bytes.withLineBytes { NumberText.value($0) != nil }
        }
        if bare > 0 { return bareNumbers * 20 >= present.count * 19 ? .number : nil }
        let isText = present.contains { $0.writing == .quoted }
        let printed = count { text in
            NumberText.canonical(text).map { $0.kind == .integer || !hasDecimalComma } ?? false
        }
        if !isText, printed == present.count { return .number }
        if !hasDecimalComma, divideThousands(present, commas), counted(.groupedNumber) * 2 > present.count {
            return .numeral(.groupedNumber)
        }
        // Numbers without a unit are among those with one, and 0 needs none.
        if numbers < present.count, counted(.percent) == present.count {
            return .numeral(hasDecimalComma ? .commaPercent : .percent)
        }
        // Letters alone are those of commands, whatever other units are beside them.
        let size: Numeral = present.contains(where: PrintedUnits.hasLetterAlone) ? .binarySize : .size
        let (durations, sizes) = (counted(.duration), counted(size))
        let measured = max(durations, sizes)
        let zeros = count { NumberText.value($0.trimmed) == 0 }
        let hasUnits = measured > numbers && (measured - numbers) * 2 >= measured - zeros
        if (hasUnits ? measured : numbers) * 2 <= present.count { return nil }
        let measure: Numeral = !hasUnits ? .number : durations >= sizes ? .duration : size
        return .numeral(hasDecimalComma ? measure.withDecimalComma : measure)
    }

    /// What commas within numbers are.
    enum Commas {
        /// What the numbers tell.
        case told
        /// Those of thousands where each stands before three digits, as where commas divide cells, and so no fractions.
        case likelyThousands
        /// Those of thousands, as was said.
        case thousands
    }

    /// Whether commas in the numbers of a column are those of thousands, and there are some.
    private static func divideThousands(_ present: [SampledValue], _ commas: Commas) -> Bool {
        guard haveMarks(present) else { return false }
        let evidence = present.map { value in
            value.writing == .bare ? .none : value.bytes.withLineBytes { GroupedNumber.evidence($0.trimmed) }
        }
        if evidence.contains(.thousands) { return true }
        guard evidence.contains(.either) else { return false }
        let isFraction = zip(present, evidence).contains { value, evidence in
            evidence == .other && value.bytes.withLineBytes { isCommaNumber($0.trimmed) }
        }
        switch commas {
        case .thousands: return true
        case .likelyThousands: return !isFraction
        // Where a point is before fractions, no comma is.
        case .told:
            return !isFraction
                && present.contains { value in
                    value.bytes.withLineBytes { text in
                        text.firstIndex(of: UInt8(ascii: ".")) != nil && NumberText.value(text.trimmed) != nil
                    }
                }
        }
    }

    /// Whether points in the numbers of a column are those of thousands, and commas those of fractions, as some show and none
    /// contradicts: `12.345.678`, `1.234,5`, `1,5K`.
    /// What addresses or versions may be is none; but no version has a comma, and a column `v` has values.
    private static func haveDecimalCommas(_ present: [SampledValue], named name: String) -> Bool {
        if !haveMarks(present) { return false }
        let saysVersion = name != "v" && name != "V" && TimeName.saysVersion(name)
        var isProved = false
        for value in present {
            let isContradiction = value.bytes.withLineBytes { text in
                let text = text.trimmed
                guard value.writing != .bare, Address(text) == nil else { return true }
                if DecimalComma.isProved(by: text), !saysVersion || text.firstIndex(of: UInt8(ascii: ",")) != nil {
                    isProved = true
                }
                return text.firstIndex(of: UInt8(ascii: ".")) != nil && NumberText.value(text) != nil
                    && NumeralValue.number(in: text, .commaNumber) == nil
            }
            if isContradiction { return false }
        }
        return isProved
    }

    /// Whether a value has a byte that may be between thousands: most columns have none.
    private static func haveMarks(_ values: [SampledValue]) -> Bool {
        values.contains { value in value.bytes.contains { $0 == 44 || $0 == 39 || $0 == 46 || $0 == 0xE2 } }
    }

    private static func isCommaNumber(_ text: LineBytes) -> Bool {
        NumeralValue.number(in: text, .commaNumber) != nil
            && (text.firstIndex(of: UInt8(ascii: ",")) != nil || NumberText.value(text) == nil)
    }

    /// What is to be told of commas in the numbers of a column.
    ///
    /// - Parameter type: what its values are taken for.
    static func noteOfCommas(
        _ values: [SampledValue], _ type: FieldType, named name: String, isTable: Bool
    ) -> String? {
        switch type {
        case .text, .numeral(.number), .numeral(.commaNumber), .any: break
        default: return nil
        }
        guard haveMarks(values) else { return nil }
        let numbers = values.filter { value in
            value.writing != .bare && value.bytes.withLineBytes { isCommaNumber($0.trimmed) || isGrouped($0.trimmed) }
        }
        let present = values.filter { !$0.bytes.withLineBytes { NullMarks.isMark($0.trimmed) } }
        let plain = present.count { $0.bytes.withLineBytes { NumberText.value($0.trimmed) != nil } }
        guard !numbers.isEmpty, (numbers.count + plain) * 2 > present.count else { return nil }
        let areThousands = numbers.allSatisfy { value in
            value.bytes.withLineBytes { isGrouped($0.trimmed) }
        }
        let thousands = isTable ? "--thousands-comma" : "--types '\(name) thousands'"
        if type == .numeral(.commaNumber) {
            return areThousands
                ? "each comma in the values of \(name) stands before three digits, and is read as that of a fraction; \(thousands) reads 1,000 as a thousand"
                : nil
        }
        if areThousands {
            let fraction = isTable ? ", --decimal-comma as 1" : ""
            return
                "\(noteOfCommas(on: name)) before three digits and are no numbers; \(thousands) reads 1,000 as a thousand\(fraction)"
        }
        return isTable ? "\(noteOfCommas(on: name)) and are no numbers; --decimal-comma reads 1,5 as one" : nil
    }

    /// What is to be told of points in the numbers of a table that semicolons divide, as where a comma is before fractions: they may
    /// stand between thousands.
    static func noteOfPoints(_ values: [SampledValue], named name: String) -> String? {
        var count = 0
        for value in values {
            let bytes = Array(value.bytes.drop { $0 == 45 || $0 == 43 })
            guard let point = bytes.firstIndex(of: UInt8(ascii: ".")) else { continue }
            let isOpen =
                bytes.count == point + 4 && (1...3).contains(point) && bytes[0] != 48
                && bytes.indices.allSatisfy { $0 == point || bytes[$0] &- 48 < 10 }
            if !isOpen { return nil }
            count += 1
        }
        return count == 0
            ? nil
            : "each point in the values of \(name) stands before three digits, and is read as that of a fraction; --decimal-comma reads 1.000 as a thousand"
    }

    /// How such a note begins, where numbers are not read.
    static func noteOfCommas(on name: String) -> String { "the values of \(name) have commas" }

    private static func isGrouped(_ text: LineBytes) -> Bool { GroupedNumber.evidence(text) == .either }

    /// A number as it is written with a point; what is none, as it is.
    private static func pointed(_ value: [UInt8]) -> [UInt8] {
        value.withLineBytes { text in
            DecimalComma.withPoint(text) { number in
                NumberText.value(number) == nil ? nil : (0..<number.count).map { number[$0] }
            }
        } ?? value
    }

    /// One of the values, where they are dates of which none says whether day or month is first.
    static func undecidedDate(of values: [SampledValue], named name: String) -> [UInt8]? {
        let present = values.map(\.bytes).filter { !$0.withLineBytes { NullMarks.isMark($0.trimmed) } }
        guard case .undecided(let example)? = TimeSurvey.finding(present, named: name) else { return nil }
        return example
    }
}

extension LogFormat {
    /// Adds the names that questions use in every format as aliases of what this log calls them.
    func withUsualNames() -> LogFormat {
        var format = self
        format.nameTime()
        for (usual, others) in LogFormat.usualNames where !format.fields.contains(where: { $0.isCalled(usual) }) {
            for other in others {
                guard let index = format.fields.firstIndex(where: { $0.name.lowercased() == other }),
                    !LogFormat.millisecondNames.contains(other) || format.fields[index].type == .numeral(.duration)
                else { continue }
                format.fields[index].aliases.append(usual)
                break
            }
        }
        return format
    }

    /// Calls `time` what has a usual name of it and is one, else the only time that there is, else a date that may be one.
    private mutating func nameTime() {
        if fields.contains(where: { $0.isCalled("time") }) { return }
        let times = fields.indices.filter { if case .time = fields[$0].type { true } else { false } }
        let names = fields.map { $0.name.lowercased() }
        let usual = LogFormat.timeNames.compactMap { name in times.first { names[$0] == name } }.first
        let dates = fields.indices.filter { undecidedDates[fields[$0].name] != nil }
        let only = times.count == 1 ? times[0] : times.isEmpty && dates.count == 1 ? dates[0] : nil
        if let index = usual ?? only { fields[index].aliases.append("time") }
    }

    private static let timeNames = [
        "timestamp", "@timestamp", "ts", "datetime", "date", "t", "timecreated", "timegenerated", "date and time",
    ]

    /// Names of lengths of time that are milliseconds where no unit is written, as `duration` is not.
    private static let millisecondNames: Set = ["took", "duration_ms"]

    private static let usualNames: [(String, [String])] = [
        ("time", timeNames), ("message", ["msg", "@message", "fields.message", "record.message", "log", "event"]),
        (
            "level",
            [
                "leveldisplayname", "level", "lvl", "severity", "loglevel", "log_level", "levelname", "log.level",
                "entrytype", "@level", "level.name", "record.level.name", "severity_text", "severitytext", "ebene",
                "niveau",
            ]
        ),
        (
            "ip",
            [
                "remote_addr", "client_ip", "remote_ip", "clientip", "ip_address", "remote", "src_ip", "client",
                "calleripaddress", "remotehost",
                "sourceip", "source_ip", "sourceipaddress", "client.ip", "client.ipaddress", "request.remote_address",
                "c-ip",
            ]
        ),
        ("host", ["hostname", "host.name", "server_name", "nodename", "machinename", "computer"]),
        (
            "app",
            ["application", "service", "service.name", "program", "appname", "app_name", "providername", "source"]
        ),
        ("logger", ["logger_name", "loggername", "log.logger", "component", "channel", "@module", "name"]),
        ("thread", ["thread_name", "threadname", "process.thread.name", "threadid", "tid", "goroutine"]),
        ("pid", ["process_id", "processid", "process.pid"]),
        ("user", ["username", "user_name", "remote_user", "user.name"]),
        (
            "status",
            [
                "status_code", "statuscode", "code", "http.status", "http_status", "response.status", "response_status",
                "api.statuscode", "sc-status",
            ]
        ),
        ("duration", ["latency", "elapsed", "took", "response_time", "request_time", "duration_ms", "dur"]),
        ("path", ["uri", "url", "request_uri", "request.path", "request.uri", "cs-uri-stem"]),
        ("method", ["http_method", "request_method", "verb", "request.method", "httpmethod", "cs-method"]),
        ("agent", ["user_agent", "http_user_agent", "useragent"]), ("referer", ["http_referer", "referrer"]),
        (
            "bytes",
            [
                "size", "body_bytes_sent", "bytes_sent", "response_size", "responselength", "response_body_size",
                "sc-bytes",
            ]
        ),
    ]
}
