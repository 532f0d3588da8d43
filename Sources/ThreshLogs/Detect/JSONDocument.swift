public import Thresh

extension LogFormat {
    /// The format of a document's records.
    func dividing(_ document: JSONRecords) -> LogFormat {
        var whole = self
        whole.document = document
        if name == "otel", document.keys.count > 1 {
            for field in ["app", "host", "logger"] {
                whole.fieldNotes[field] =
                    "\(field) stands beside OpenTelemetry's records here, in what is not read: it is null"
            }
        }
        return whole
    }
}

/// JSON whose records are no lines.
public enum JSONDocument {
    /// What divides a file into its records that begins so; nil for lines, and for what is no JSON.
    static func records(of bytes: ByteView) -> JSONRecords? {
        let text = unsafe LineBytes(bytes)
        let walk = JSONRecords.Walk(text, [])
        let first = walk.nonBlank(0)
        let second = walk.nonBlank(first + 1)
        switch (text.at(first), text.at(second)) {
        case (UInt8(ascii: "["), UInt8(ascii: "]")):
            return walk.nonBlank(second + 1) == text.count ? JSONRecords(keys: []) : nil
        case (UInt8(ascii: "["), UInt8(ascii: "{")), (0x1E, UInt8(ascii: "{")):
            let third = text.at(walk.nonBlank(second + 1))
            return third == UInt8(ascii: "\"") || third == UInt8(ascii: "}") ? JSONRecords(keys: []) : nil
        case (UInt8(ascii: "{"), UInt8(ascii: "\"")):
            if let keys = containerKeys(walk, text, first) { return JSONRecords(keys: keys.map { Array($0.utf8) }) }
            return areObjectsOfLines(walk, text, first) ? JSONRecords(keys: []) : nil
        default: return nil
        }
    }

    /// Why lines are no records though there is JSON in them, with the command that makes such of them.
    public static func refusal(of bytes: ByteView, detected: DetectedFormat?, name: String) -> String? {
        let text = unsafe LineBytes(bytes)
        let first = JSONRecords.Walk(text, []).nonBlank(0)
        guard detected.map({ $0.note != nil }) ?? true,
            text.starts(with: "data: {", at: first) || text.starts(with: "data:{", at: first)
        else { return nil }
        return "events whose data is JSON; sed -n 's/^data: *//p' \(name == "-" ? "FILE" : name) makes lines of them"
    }

    /// Whether line ends are within objects, or several objects are in a line, or commas behind them.
    private static func areObjectsOfLines(_ walk: JSONRecords.Walk, _ text: LineBytes, _ first: Int) -> Bool {
        let lineEnd = text.firstIndex(of: 10, from: first) ?? text.count
        let end = walk.endOfValue(first)
        if let end, end <= lineEnd {
            let next = walk.nonBlank(end)
            if text.at(next) == UInt8(ascii: ",") {
                return text.at(walk.nonBlank(next + 1)) == UInt8(ascii: "{")
            }
            return next < lineEnd && text.at(next) == UInt8(ascii: "{")
        }
        // A line that is cut off ends anywhere; one of an object over several lines behind a bracket or comma, and none has
        // an object to its end behind it.
        var last = lineEnd
        while last > first, text[last - 1] <= 32 { last -= 1 }
        guard lineEnd < text.count, last > first,
            [UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: ",")].contains(text[last - 1])
        else { return false }
        let second = walk.nonBlank(lineEnd)
        return text.at(second) != UInt8(ascii: "{") || text[last - 1] == UInt8(ascii: "[")
    }

    /// The keys of the arrays in which the records are, where the first object has such: OpenTelemetry's, one that is all
    /// that the object has, or one of a usual name in an object that is the whole file.
    private static func containerKeys(_ walk: JSONRecords.Walk, _ text: LineBytes, _ first: Int) -> [String]? {
        var arrays: [String] = []
        var hasObjects = false
        var index = first + 1
        var members = 0
        var isComplete = false
        while members < 50 {
            index = walk.nonBlank(index)
            if text.at(index) == UInt8(ascii: "}") {
                isComplete = true
                break
            }
            guard let value = walk.valueOfMember(index), value.start < text.count else { break }
            members += 1
            let opening = text[value.start]
            let inside = text.at(walk.nonBlank(value.start + 1))
            if opening == UInt8(ascii: "["), inside == UInt8(ascii: "{") || inside == UInt8(ascii: "]") {
                arrays.append(text.slice(value.key.lowerBound, value.key.upperBound).string)
            } else if opening == UInt8(ascii: "{") {
                hasObjects = true
            }
            guard let end = walk.endOfValue(value.start) else { break }
            index = walk.nonBlank(end)
            if text.at(index) == UInt8(ascii: ",") { index += 1 }
        }
        if let keys = telemetryKeys.first(where: { arrays.contains($0[0]) }) { return keys }
        guard arrays.count == 1, !hasObjects else { return nil }
        if members == 1 || arrays[0] == "logEvents" { return arrays }
        let isWhole = !isComplete || walk.nonBlank(index + 1) >= text.count
        return isWhole && usualKeys.contains(arrays[0]) ? arrays : nil
    }

    private static let telemetryKeys = [
        ["resourceLogs", "scopeLogs", "instrumentationLibraryLogs", "logRecords"],
        ["resource_logs", "scope_logs", "log_records"],
    ]
    private static let usualKeys: Set<String> = [
        "Records", "records", "events", "Events", "logs", "entries", "items", "results", "data", "value", "hits",
        "rows",
        "messages",
    ]
}
