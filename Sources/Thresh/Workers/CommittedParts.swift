internal import Platform

/// What other workers have written, as those say who placed them: a row of JSON for each map task and each part.
struct CommittedParts {
    struct Part {
        let path: String
        let report: WorkerReport
    }

    /// By the number of the partition; in a job without reduce, of the task.
    private(set) var parts: [Part] = []
    /// Of all that was mapped and reduced.
    private(set) var reports: [TaskReport] = []

    /// Throws unless each task and each partition is there once, and each part as its worker wrote it.
    ///
    /// - Parameter areRead: whether parts are going to be read. Those in a store are looked at only then, or where that is
    ///   done without reading them.
    init(rows bytes: [UInt8], _ plan: WorkerPlan, tasks: Int?, areRead: Bool) throws(ThreshError) {
        var tasks = [Part?](repeating: nil, count: tasks ?? plan.tasks.count)
        var reduced = [Part?](repeating: nil, count: plan.hasReduce ? plan.header.partitions.count : 0)
        for line in bytes.split(separator: UInt8(ascii: "\n")) {
            let part = try CommittedParts.part(Array(line))
            switch part.report.subject {
            case .task(let number):
                try CommittedParts.place(part, number, "map task", in: &tasks)
            case .partition(let number):
                try CommittedParts.place(part, number, "partition", in: &reduced)
            }
        }
        try CommittedParts.checkAll(tasks, "map task")
        try CommittedParts.checkAll(reduced, "partition")
        parts = (plan.hasReduce ? reduced : tasks).compactMap { $0 }
        reports = (tasks + reduced).compactMap { $0?.report.report }
        for part in parts where areRead || FetchedFile.tellsSizes || !FetchedFile.isURI(part.path) {
            try CommittedParts.check(part)
        }
    }

    private static func part(_ line: [UInt8]) throws(ThreshError) -> Part {
        let found = unsafe line.withUnsafeBytes { bytes -> (String, [UInt8])? in
            guard let value = unsafe try? JSONValue(ByteView(bytes)), let report = try? value.member("counters")?.string
            else { return nil }
            return ((try? value.member("path")?.string) ?? "", Array(report.utf8))
        }
        guard let (path, json) = found, let report = WorkerReport(json: json) else {
            throw WorkerInput.wrong("a row that is none: \(VisibleText.of(line.prefix(100)))")
        }
        return Part(path: FileName.string(path.utf8), report: report)
    }

    private static func place(
        _ part: Part, _ number: Int, _ what: String, in parts: inout [Part?]
    ) throws(ThreshError) {
        guard parts.indices.contains(number) else {
            throw ThreshError(.badData, "\(what) \(number): the plan has none of this number; nothing is committed")
        }
        guard parts[number] == nil else {
            throw ThreshError(.badData, "\(what) \(number): it is there twice; nothing is committed")
        }
        parts[number] = part
    }

    private static func checkAll(_ parts: [Part?], _ what: String) throws(ThreshError) {
        let missing = parts.indices.filter { parts[$0] == nil }
        guard let first = missing.first else { return }
        let more = missing.count == 1 ? "" : ", and \(missing.count - 1) more"
        throw ThreshError(.badData, "\(what) \(first)\(more): it is missing; nothing is committed")
    }

    /// Whether the files are as long as they were.
    private static func check(_ part: Part) throws(ThreshError) {
        guard let summary = part.report.summary else { throw WorkerInput.wrong("a part without its size") }
        let files =
            [(part.path, summary)]
            + part.report.named.map { (WorkFiles.named($0.output, beside: part.path), $0.summary) }
        for (path, summary) in files {
            let size: UInt64
            do { size = try FileSystem.status(path).size } catch {
                throw ThreshError(
                    .badData, "\(path): the part cannot be read (\(error.reason)); all machines must see this directory"
                )
            }
            if size != summary.byteCount {
                throw ThreshError(
                    .badData, "\(path): the part has \(size) bytes, and its worker wrote \(summary.byteCount)")
            }
        }
    }
}
