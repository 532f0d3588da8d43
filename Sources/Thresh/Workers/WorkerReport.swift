internal import Platform

/// What a worker tells of what it did, as JSON for whoever placed it, who gives it to `worker commit` as it is.
struct WorkerReport {
    enum Subject {
        case task(Int)
        case partition(Int)

        var number: Int {
            switch self {
            case .task(let number), .partition(let number): number
            }
        }
    }

    let subject: Subject
    /// Of the part, or of what a task without reduce wrote.
    var summary: PartSummary?
    var named: [NamedPart] = []
    var report: TaskReport

    // MARK: writing

    var json: [UInt8] {
        var text: [UInt8]
        switch subject {
        case .task(let number): text = Array("{\"task\": \(number)".utf8)
        case .partition(let number): text = Array("{\"partition\": \(number)".utf8)
        }
        if let summary {
            text += Array(", \(WorkerReport.members(summary)), \"named\": [".utf8)
            for (index, part) in named.enumerated() {
                text += Array("\(index == 0 ? "" : ", "){\"name\": \"\(part.output)\", ".utf8)
                text += Array("\(WorkerReport.members(part.summary))}".utf8)
            }
            text.append(UInt8(ascii: "]"))
        }
        text += Array(", \"counters\": {".utf8)
        let groups = Dictionary(grouping: report.counters.custom) { $0.key.group }.sorted { $0.key < $1.key }
        for (index, (group, counters)) in groups.enumerated() {
            if index > 0 { text += Array(", ".utf8) }
            JSONLiteral.appendQuoted(Array(group.utf8)[...], &text)
            text += Array(": {".utf8)
            for (index, counter) in counters.sorted(by: { $0.key < $1.key }).enumerated() {
                if index > 0 { text += Array(", ".utf8) }
                JSONLiteral.appendQuoted(Array(counter.key.name.utf8)[...], &text)
                text += Array(": \(counter.value)".utf8)
            }
            text.append(UInt8(ascii: "}"))
        }
        var bytes = ByteBuffer()
        PartialFormat.append(.runs(PartialEntry(segments: [], runs: [], report: report)), to: &bytes)
        text += Array("}, \"report\": \"".utf8)
        for byte in [UInt8](bytes.view) { text += [hexDigits[Int(byte >> 4)], hexDigits[Int(byte & 15)]] }
        return text + Array("\"}".utf8)
    }

    private static func members(_ summary: PartSummary) -> String {
        """
        "rows": \(summary.rows), "bytes": \(summary.byteCount), "xxh3": "\(String(summary.checksum, radix: 16))"
        """
    }

    /// For those who watch standard error: counters a line each, and all of it in the last line.
    func tell(_ role: WorkerRole) {
        for (name, count) in report.counters.custom.sorted(by: { $0.key < $1.key }) {
            Terminal.writeError("\(WorkerProtocol.counterPrefix)\(name.group),\(name.name),\(count)\n")
        }
        if summary == nil || role.options.isText { return }
        Terminal.writeError(WorkerProtocol.reportPrefix + String(decoding: json, as: UTF8.self) + "\n")
    }

    // MARK: reading

    /// nil when the bytes are no report.
    init?(json: [UInt8]) {
        let found = unsafe json.withUnsafeBytes { bytes in
            unsafe try? WorkerReport(reading: JSONValue(ByteView(bytes)))
        }
        guard let found else { return nil }
        self = found
    }

    init(_ subject: Subject, summary: PartSummary? = nil, named: [NamedPart] = [], _ report: TaskReport) {
        (self.subject, self.summary, self.named, self.report) = (subject, summary, named, report)
    }

    private init(reading value: JSONValue) throws {
        if let number = try value.member("task")?.integer {
            subject = .task(number)
        } else if let number = try value.member("partition")?.integer {
            subject = .partition(number)
        } else {
            throw WorkerInput.wrong("no number")
        }
        summary = try WorkerReport.summary(value)
        if let list = try value.member("named"), var elements = list.elements {
            while let element = try elements.next() {
                guard let name = try element.member("name")?.string, let summary = try WorkerReport.summary(element)
                else { throw WorkerInput.wrong("no named output") }
                named.append(NamedPart(output: name, summary: summary))
            }
        }
        let bytes = try value.member("report")?.string.flatMap { WorkerReport.bytes(hex: $0) } ?? []
        let entry = unsafe bytes.withUnsafeBytes { unsafe PartialFormat.entry(in: ByteView($0)) }
        guard case .runs(let found) = entry else { throw WorkerInput.wrong("no report") }
        report = found.report
    }

    private static func summary(_ value: JSONValue) throws -> PartSummary? {
        guard let rows = try value.member("rows")?.integer, let bytes = try value.member("bytes")?.integer,
            let digits = try value.member("xxh3")?.string, let checksum = UInt64(digits, radix: 16), rows >= 0,
            bytes >= 0
        else { return nil }
        return PartSummary(rows: UInt64(rows), byteCount: UInt64(bytes), checksum: checksum)
    }

    private static func bytes(hex: String) -> [UInt8]? {
        var bytes: [UInt8] = []
        var digits = hex.utf8.makeIterator()
        while let high = digits.next() {
            guard let low = digits.next(), let a = hexDigits.firstIndex(of: high), let b = hexDigits.firstIndex(of: low)
            else { return nil }
            bytes.append(UInt8(a << 4 | b))
        }
        return bytes
    }
}

private let hexDigits = Array("0123456789abcdef".utf8)
