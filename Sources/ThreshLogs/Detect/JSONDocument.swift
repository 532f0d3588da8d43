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
    static func records(of bytes: ByteView) -> JSONRecords? { document(of: bytes)?.records }

    /// The same, with what is to be told of it.
    static func document(of bytes: ByteView) -> (records: JSONRecords, note: String?)? {
        let text = unsafe LineBytes(bytes)
        let walk = JSONRecords.Walk(text, [])
        let first = walk.nonBlank(0)
        let second = walk.nonBlank(first + 1)
        switch (text.at(first), text.at(second)) {
        case (UInt8(ascii: "["), UInt8(ascii: "]")):
            return walk.nonBlank(second + 1) == text.count ? (JSONRecords(keys: []), nil) : nil
        case (UInt8(ascii: "["), UInt8(ascii: "{")), (0x1E, UInt8(ascii: "{")):
            let third = text.at(walk.nonBlank(second + 1))
            return third == UInt8(ascii: "\"") || third == UInt8(ascii: "}") ? (JSONRecords(keys: []), nil) : nil
        case (UInt8(ascii: "{"), UInt8(ascii: "\"")):
            // What is behind may be pieces of other places.
            let head = unsafe LineBytes(bytes.slice(0, min(bytes.count, JSONRecords.headLength)))
            if let (keys, isTold) = containerKeys(
                JSONRecords.Walk(head, []), head, first, isCut: head.count < text.count)
            {
                let note =
                    "the records are the elements of '\(keys[0])'; what else the object around them has is not read"
                return (JSONRecords(keys: keys.map { Array($0.utf8) }), isTold ? note : nil)
            }
            return areObjectsOfLines(walk, text, first) ? (JSONRecords(keys: []), nil) : nil
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

    /// How many brackets are opened and not closed in what divides records; negative where more are closed.
    package static func depth(ofDivider bytes: ByteView) -> Int {
        let text = unsafe LineBytes(bytes)
        let walk = JSONRecords.Walk(text, [])
        var depth = 0
        var index = 0
        while index < text.count {
            switch text[index] {
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
            case UInt8(ascii: "\""):
                guard let end = walk.endOfValue(index) else { return depth }
                index = end
                continue
            default: break
            }
            index += 1
        }
        return depth
    }

    /// Whether a record is an object that does not end.
    package static func isCut(_ record: ByteView) -> Bool {
        let text = unsafe LineBytes(record)
        return text.at(0) == UInt8(ascii: "{") && JSONRecords.Walk(text, []).endOfValue(0) == nil
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
    /// that the object has, one of a usual name in an object that is the whole file, or one that is longer than what is seen.
    ///
    /// - Returns: also whether that is to be told, as other objects stand beside the array.
    private static func containerKeys(
        _ walk: JSONRecords.Walk, _ text: LineBytes, _ first: Int, isCut: Bool
    ) -> (keys: [String], isTold: Bool)? {
        var arrays: [String] = []
        var names: Set<String> = []
        // The array that does not end in the text.
        var open: String?
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
            let key = text.slice(value.key.lowerBound, value.key.upperBound).string
            names.insert(key)
            let end = walk.endOfValue(value.start)
            let opening = text[value.start]
            let inside = text.at(walk.nonBlank(value.start + 1))
            if opening == UInt8(ascii: "["), inside == UInt8(ascii: "{") || inside == UInt8(ascii: "]") {
                // What is empty has no record beside others.
                if inside == UInt8(ascii: "{") || arrays.isEmpty { arrays.append(key) }
                if end == nil { open = key }
            } else if opening == UInt8(ascii: "{") {
                hasObjects = true
                if key == searchKey, JSONRecords.Walk(text, [Array(key.utf8)]).hasContainer(value.start) {
                    arrays.append(key)
                }
            }
            guard let end else { break }
            index = walk.nonBlank(end)
            if text.at(index) == UInt8(ascii: ",") { index += 1 }
        }
        if let keys = telemetryKeys.first(where: { arrays.contains($0[0]) }) { return (keys, false) }
        if arrays.contains("logEvents") { return (["logEvents"], false) }
        if arrays.count == 1, members == 1, !hasObjects {
            let isKnown = sureKeys.contains(arrays[0]) || logKeys.contains(arrays[0])
            return (arrays, isCut && open != nil && !isKnown)
        }
        if isComplete, walk.nonBlank(index + 1) < text.count { return nil }
        let isList = names.isSuperset(of: ["apiVersion", "kind", "items"])
        // With objects beside the array, one in a line may be a record.
        let isLine = text.firstIndex(of: 10, from: first).map { $0 > index } ?? true
        let usual = arrays.filter {
            sureKeys.contains($0) || logKeys.contains($0) && !(hasObjects && isLine)
                || usualKeys.contains($0) && (!hasObjects || isList && $0 == "items")
        }
        if usual.count == 1 { return (usual, hasObjects || arrays.count > 1) }
        // Hardly a record is as long as that.
        return isCut && !isLine && arrays.count == 1 ? open.map { ([$0], true) } : nil
    }

    private static let telemetryKeys = [
        ["resourceLogs", "scopeLogs", "instrumentationLibraryLogs", "logRecords"],
        ["resource_logs", "scope_logs", "log_records"],
    ]
    /// Elasticsearch's answers have the records in `hits` within `hits`.
    private static let searchKey = "hits"
    private static let sureKeys: Set<String> = ["features", "hits"]
    private static let logKeys: Set<String> = ["Records", "events", "Events", "logs", "entries"]
    private static let usualKeys: Set<String> = ["records", "items", "results", "data", "value", "rows", "messages"]
}
