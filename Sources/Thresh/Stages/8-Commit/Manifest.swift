internal import Platform

/// The content of `_SUCCESS`: what the output consists of, so that it can be checked. It says nothing that differs
/// between two runs over the same input. Docs/Formats.md describes it.
package struct Manifest {
    let job: String
    let columns: [Column]?
    let parts: [JobResult.Part]
    /// The list of records that were left out, if there are any.
    let rejects: JobResult.Part?
    /// Where there are several answers, what each is of; the parts of the first are called `answer-1-…`.
    var answers: [Answer] = []
    let counters: JobCounters

    /// One of several answers.
    package struct Answer {
        let heading: String
        let columns: [Column]
    }

    /// Writes it into an output that is complete but for it.
    func write(into directory: String, durable: Bool) throws(ThreshError) {
        try attempt { () throws(SystemError) in
            let file = try FileDescriptor.open(directory + "/" + WorkFiles.success, .createNew)
            try file.write(text)
            if durable { try file.synchronize() }
        }
    }

    /// All of it, with a checksum of itself.
    var text: String {
        let body = body
        let checksum = Manifest.checksum(of: body.utf8)
        return body + Manifest.checksumKey + "\"\(Manifest.hex(checksum))\"" + Manifest.end
    }

    private static let checksumKey = ",\n  \"xxh3\": "
    private static let end = "\n}\n"
    private static let digits = 16

    /// Whether a manifest is as it was written; nil when it has no checksum, as those of earlier programs.
    package static func isIntact(_ manifest: [UInt8]) -> Bool? {
        let key = Array(checksumKey.utf8)
        let tail = key.count + digits + 2 + end.utf8.count
        // A member of its own at the end: in the lines of parts, the key does not begin a line.
        guard manifest.count > tail, manifest[(manifest.count - tail)...].starts(with: key) else {
            return manifest.firstRange(of: key) == nil ? nil : false
        }
        let body = manifest[..<(manifest.count - tail)]
        let expected = Array((checksumKey + "\"\(hex(checksum(of: body)))\"" + end).utf8)
        return manifest[(manifest.count - tail)...].elementsEqual(expected)
    }

    private static func checksum(of bytes: some Sequence<UInt8>) -> UInt64 {
        var checksum = Checksum()
        unsafe Array(bytes).withUnsafeBytes { unsafe checksum.update($0) }
        return checksum.value
    }

    /// All but the checksum and the end.
    private var body: String {
        let columnNames = columns.map(Manifest.names) ?? "null"
        let partLines = parts.map { "    " + Manifest.member($0) }
        return """
            {
              "format": "thresh-output-1",
              "job": \(Manifest.quoted(job)),
              "columns": \(columnNames),
              "counters": {
                "input_records": \(counters.inputRecords),
                "mapped_records": \(counters.mappedRecords),
                "rejected_records": \(counters.rejectedRecords),
                "input_bytes": \(counters.inputBytes),
                "output_records": \(counters.outputRecords),
                "output_bytes": \(counters.outputBytes)\(customCounters)
              },
              "parts": [
            \(partLines.joined(separator: ",\n"))
              ]\(rejects.map { ",\n  \"rejects\": " + Manifest.member($0) } ?? "")\(answerMembers)
            """
    }

    private static func names(_ columns: [Column]) -> String {
        "[" + columns.map { quoted($0.name) }.joined(separator: ", ") + "]"
    }

    private var answerMembers: String {
        if answers.isEmpty { return "" }
        let lines = answers.map {
            "    {\"question\": \(Manifest.quoted($0.heading)), \"columns\": \(Manifest.names($0.columns))}"
        }
        return ",\n  \"answers\": [\n" + lines.joined(separator: ",\n") + "\n  ]"
    }

    private static func member(_ part: JobResult.Part) -> String {
        """
        {"name": \(quoted(part.name)), "bytes": \(part.summary.byteCount), "records": \(part.summary.rows), \
        "xxh3": "\(hex(part.summary.checksum))"}
        """
    }

    /// A member for each group, if there are any.
    private var customCounters: String {
        let groups = Dictionary(grouping: counters.custom) { $0.key.group }.sorted { $0.key < $1.key }
        return groups.map { group, counters in
            let members = counters.sorted { $0.key < $1.key }.map { "\(Manifest.quoted($0.key.name)): \($0.value)" }
            return ",\n    \(Manifest.quoted(group)): {\(members.joined(separator: ", "))}"
        }.joined()
    }

    private static func hex(_ number: UInt64) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
