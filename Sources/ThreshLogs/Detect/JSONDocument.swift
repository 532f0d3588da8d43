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
        let walk = JSONRecords.Walk(text)
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
            if let (path, isTold) = containers(JSONRecords.Walk(head), head, first, isCut: head.count < text.count) {
                let records = JSONRecords(
                    keys: path.arrays.map { Array($0.utf8) }, around: path.around.map { Array($0.utf8) })
                let name = (path.around + path.arrays.prefix(1)).joined(separator: ".")
                let note = "the records are the elements of '\(name)'; what else the object around them has is not read"
                return (records, isTold ? note : nil)
            }
            return areObjectsOfLines(walk, text, first) ? (JSONRecords(keys: []), nil) : nil
        default: return nil
        }
    }

    /// Why lines are no records though there is JSON in them, with the command that makes such of them.
    public static func refusal(of bytes: ByteView, detected: DetectedFormat?, name: String) -> String? {
        let text = unsafe LineBytes(bytes)
        let first = JSONRecords.Walk(text).nonBlank(0)
        guard detected.map({ $0.note != nil }) ?? true,
            text.starts(with: "data: {", at: first) || text.starts(with: "data:{", at: first)
        else { return nil }
        return "events whose data is JSON; sed -n 's/^data: *//p' \(name == "-" ? "FILE" : name) makes lines of them"
    }

    /// How many brackets are opened and not closed in what divides records; negative where more are closed.
    package static func depth(ofDivider bytes: ByteView) -> Int {
        let text = unsafe LineBytes(bytes)
        let walk = JSONRecords.Walk(text)
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
        return text.at(0) == UInt8(ascii: "{") && JSONRecords.Walk(text).endOfValue(0) == nil
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

    /// Where the records are that an object has: keys of objects within one another, and of arrays.
    private typealias Path = (around: [String], arrays: [String])

    /// The members of an object, as far as it is seen.
    private struct Members {
        /// Arrays of objects; an empty one only where no other is before it.
        var arrays: [String] = []
        var objects: [(key: String, start: Int)] = []
        var names: Set<String> = []
        /// The array that does not end in the text.
        var open: String?
        var count = 0
        /// Where the object's last bracket is; nil where the text or what is looked at ends before.
        var end: Int?
        /// Where that is, or the last member that is looked at.
        var position: Int

        init(_ walk: JSONRecords.Walk, _ text: LineBytes, _ first: Int) {
            var index = first + 1
            position = index
            while count < 50 {
                index = walk.nonBlank(index)
                position = index
                if text.at(index) == UInt8(ascii: "}") {
                    end = index
                    return
                }
                guard let value = walk.valueOfMember(index), value.start < text.count else { return }
                count += 1
                let key = text.slice(value.key.lowerBound, value.key.upperBound).string
                names.insert(key)
                let end = walk.endOfValue(value.start)
                let opening = text[value.start]
                let inside = text.at(walk.nonBlank(value.start + 1))
                if opening == UInt8(ascii: "["), inside == UInt8(ascii: "{") || inside == UInt8(ascii: "]") {
                    if inside == UInt8(ascii: "{") || arrays.isEmpty { arrays.append(key) }
                    if end == nil { open = key }
                } else if opening == UInt8(ascii: "{") {
                    objects.append((key, value.start))
                }
                guard let end else { return }
                index = walk.nonBlank(end)
                if text.at(index) == UInt8(ascii: ",") { index += 1 }
            }
        }
    }

    /// The arrays in which the records are, where the first object has such: OpenTelemetry's, one that is all that the object
    /// has, one of a usual name in an object that is the whole file or within an object of it that is an envelope, or one that
    /// is longer than what is seen.
    ///
    /// - Returns: also whether that is to be told, as other objects stand beside the array.
    private static func containers(
        _ walk: JSONRecords.Walk, _ text: LineBytes, _ first: Int, isCut: Bool
    ) -> (path: Path, isTold: Bool)? {
        let members = Members(walk, text, first)
        var arrays = members.arrays
        let hasObjects = !members.objects.isEmpty
        if let keys = telemetryKeys.first(where: { arrays.contains($0[0]) }) { return (([], keys), false) }
        if arrays.contains("logEvents") { return (([], ["logEvents"]), false) }
        if arrays.count == 1, members.count == 1 {
            let isKnown = sureKeys.contains(arrays[0]) || logKeys.contains(arrays[0])
            return (([], arrays), isCut && members.open != nil && !isKnown)
        }
        if let end = members.end, walk.nonBlank(end + 1) < text.count { return nil }
        // Elasticsearch's answers have the records in `hits` within `hits`.
        let search = members.objects.first { $0.key == "hits" && Members(walk, text, $0.start).arrays.contains("hits") }
        if search != nil { arrays.append("hits") }
        let isList = members.names.isSuperset(of: ["apiVersion", "kind", "items"])
        // With objects beside the array, one in a line may be a record.
        let isLine = text.firstIndex(of: 10, from: first).map { $0 > members.position } ?? true
        let usual = arrays.filter {
            sureKeys.contains($0) || logKeys.contains($0) && !(hasObjects && isLine)
                || usualKeys.contains($0) && (!hasObjects || isList && $0 == "items")
        }
        if usual.count == 1 {
            let around = search != nil && usual[0] == "hits" ? ["hits"] : []
            return ((around, usual), hasObjects || arrays.count > 1)
        }
        if members.arrays.isEmpty || members.arrays == ["errors"],
            !isLine || members.objects.count == 1 && members.names.isDisjoint(with: namesOfEvents),
            let path = envelope(walk, text, members, depth: 0)
        {
            return (path, true)
        }
        // Hardly a record is as long as that.
        return isCut && !isLine && arrays.count == 1 ? members.open.map { (([], [$0]), true) } : nil
    }

    /// The only array of a usual name in objects that are called as envelopes are.
    private static func envelope(
        _ walk: JSONRecords.Walk, _ text: LineBytes, _ members: Members, depth: Int
    ) -> Path? {
        var found: [Path] = []
        for (key, start) in members.objects where envelopeKeys.contains(key) {
            let inner = Members(walk, text, start)
            let usual = inner.arrays.filter {
                sureKeys.contains($0) || logKeys.contains($0) || usualKeys.contains($0) || innerKeys.contains($0)
            }
            found += usual.map { ([key], [$0]) }
            if usual.isEmpty, depth < 2, let path = envelope(walk, text, inner, depth: depth + 1) {
                found.append(([key] + path.around, path.arrays))
            }
        }
        return found.count == 1 ? found[0] : nil
    }

    private static let telemetryKeys = [
        ["resourceLogs", "scopeLogs", "instrumentationLibraryLogs", "logRecords"],
        ["resource_logs", "scope_logs", "log_records"],
    ]
    private static let sureKeys: Set<String> = ["features", "hits"]
    private static let logKeys: Set<String> = ["Records", "events", "Events", "logs", "entries"]
    private static let usualKeys: Set<String> = ["records", "items", "results", "data", "value", "rows", "messages"]
    private static let envelopeKeys: Set<String> = [
        "data", "response", "result", "results", "payload", "body", "log", "_embedded", "Response", "Result", "Data",
    ]
    /// What a line has that is a record, whatever arrays are in it.
    private static let namesOfEvents: Set<String> = [
        "time", "timestamp", "@timestamp", "ts", "level", "severity", "msg", "message", "event", "type", "id",
    ]
    /// Names of arrays of records in envelopes alone.
    private static let innerKeys: Set<String> = [
        "docs", "edges", "nodes", "children", "list", "content", "Items", "result",
    ]
}
