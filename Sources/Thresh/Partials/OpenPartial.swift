internal import Platform

/// A partial that the map half writes. Only one process does at a time.
final class OpenPartial {
    let path: String
    /// What an earlier run left that holds.
    let kept: [PartialEntry]
    /// The first number of a worker whose files are not there.
    let nextWorker: Int
    private let lock: FileDescriptor
    private let journal: JournalWriter
    private let done: Set<Place>

    private struct Place: Hashable {
        let file: Int
        let start: UInt64
        let end: UInt64
    }

    /// How long the workers of a driver that was killed may take to end.
    private static let patience = Duration.seconds(5)
    private static let pause = Duration.milliseconds(20)

    init(
        _ path: String, _ header: PartialHeader, _ plan: JobPlan, resumes: Bool, durable: Bool, interrupts: Interrupts
    ) throws(ThreshError) {
        self.path = path
        let isThere = FileSystem.exists(path)
        let names = isThere ? try attempt { () throws(SystemError) in try FileSystem.list(path) } : []
        if !names.isEmpty {
            guard names.allSatisfy(OpenPartial.isOurs) else {
                throw ThreshError(.cannotCreate, "\(path): is there already and no partial; choose another directory")
            }
            guard resumes else {
                throw ThreshError(
                    .cannotCreate,
                    "\(path): there is a partial already; go on with it with --resume, or choose another directory")
            }
        }
        do throws(SystemError) {
            if !isThere { try FileSystem.createDirectory(path) }
            lock = try FileDescriptor.open(path + "/" + WorkFiles.lock, .append)
        } catch {
            throw ThreshError(.cannotCreate, "\(path): cannot create the partial: \(error.reason)")
        }
        let deadline = Instant.now.advanced(by: OpenPartial.patience)
        while !lock.tryLock() {
            if Instant.now >= deadline {
                throw ThreshError(.cannotCreate, "\(path): another process writes this partial; wait for its end")
            }
            _ = try attempt { () throws(SystemError) in
                try Poller.wait(for: interrupts.descriptors, until: Instant.now.advanced(by: OpenPartial.pause))
            }
            try interrupts.check("while it waited for \(path)")
        }
        kept = PartialFormat.isPartial(path) ? try OpenPartial.entries(of: path, header, plan) : []
        let runs = Set(kept.flatMap(\.runs).map(\.name))
        for name in names where OpenPartial.worker(of: name) != nil && !runs.contains(name) {
            try attempt { () throws(SystemError) in try FileSystem.removeFile(path + "/" + name) }
        }
        nextWorker = 1 + (runs.compactMap(OpenPartial.worker).max() ?? -1)
        done = Set(kept.flatMap(\.segments).map { Place(file: $0.file, start: $0.start, end: $0.end) })
        journal = try JournalWriter(path, header, keeping: kept, durable: durable)
    }

    /// Paths of the runs that are kept.
    var runs: [String] { kept.flatMap(\.runs).map { path + "/" + $0.name } }

    /// Whether a segment is mapped already.
    func has(_ segment: ChunkPlan.Segment) -> Bool {
        done.contains(Place(file: segment.file, start: segment.start, end: segment.end))
    }

    /// Adds what these tasks emitted.
    func commit(_ tasks: [Int], of plan: JobPlan, _ runs: [String], _ report: TaskReport) throws(ThreshError) {
        var entry = PartialEntry(segments: try segments(of: tasks, plan), runs: [], report: report)
        for name in runs {
            let run = try RunFile(path: path + "/" + name)
            let size = try attempt { () throws(SystemError) in try run.file.status().size }
            entry.runs.append(PartialEntry.Run(name: name, size: size, checksum: run.checksum))
        }
        try journal.append(entry)
    }

    /// Adds what a task wrote.
    func commit(
        _ task: Int, of plan: JobPlan, worker: Int, _ summary: PartSummary, _ named: [NamedPart], _ report: TaskReport
    ) throws(ThreshError) {
        let name = WorkFiles.taskOutput(task: task, worker: worker)
        var entry = PartialEntry(segments: try segments(of: [task], plan), runs: [], report: report)
        for (name, summary) in [(name, summary)] + named.map({ (WorkFiles.named($0.output, beside: name), $0.summary) })
        {
            entry.runs.append(
                PartialEntry.Run(
                    name: name, size: summary.byteCount, checksum: summary.checksum, rows: summary.rows))
        }
        try journal.append(entry)
    }

    private func segments(of tasks: [Int], _ plan: JobPlan) throws(ThreshError) -> [PartialEntry.Segment] {
        var segments: [PartialEntry.Segment] = []
        for segment in tasks.flatMap({ plan.chunks.tasks[$0] }).map({ plan.chunks.segments[$0] }) {
            segments.append(
                PartialEntry.Segment(
                    file: segment.file, start: segment.start, end: segment.end,
                    evidence: try InputIdentity.evidence(of: segment, in: plan.files[segment.file])))
        }
        return segments
    }

    /// All that it was to cover is there.
    func finish() throws(ThreshError) { try journal.finish() }

    /// Removes it: it was only for this job.
    func remove() { try? FileSystem.removeTree(path) }

    static func isOurs(_ name: String) -> Bool {
        name == WorkFiles.journal || name == WorkFiles.journal + ".new" || name == WorkFiles.lock
            || worker(of: name) != nil
    }

    private static func worker(of name: String) -> Int? {
        WorkFiles.worker(ofRun: name) ?? WorkFiles.worker(ofTaskOutput: name)
    }

    // MARK: resuming

    /// What an earlier run left of the same partial.
    private static func entries(
        of path: String, _ header: PartialHeader, _ plan: JobPlan
    ) throws(ThreshError) -> [PartialEntry] {
        let journal = try Journal(path: path)
        if let difference = difference(journal.header, header) {
            throw ThreshError(
                .badData, "\(path): cannot be resumed, since \(difference); remove the directory to begin anew")
        }
        let segments = Set(plan.chunks.segments.map { Place(file: $0.file, start: $0.start, end: $0.end) })
        var kept: [PartialEntry] = []
        for entry in journal.entries {
            // What is lost or damaged is done again.
            if entry.runs.contains(where: { journal.fault(of: $0) != nil }) { continue }
            for segment in entry.segments {
                guard segments.contains(Place(file: segment.file, start: segment.start, end: segment.end)) else {
                    throw ThreshError(
                        .badData,
                        "\(path): cannot be resumed, since its input was divided differently; remove the directory to begin anew"
                    )
                }
                let file = plan.files[segment.file]
                let now = ChunkPlan.Segment(file: segment.file, start: segment.start, end: segment.end, offset: 0)
                guard try InputIdentity.evidence(of: now, in: file) == segment.evidence else {
                    throw ThreshError(
                        .badData,
                        """
                        \(path): cannot be resumed, since \(file.name) has changed at bytes \(segment.start) to \
                        \(segment.end); remove the directory to begin anew
                        """)
                }
            }
            kept.append(entry)
        }
        return kept
    }

    /// What is not as it was; nil where all is.
    private static func difference(_ old: PartialHeader, _ new: PartialHeader) -> String? {
        let (a, b) = (old.question, new.question)
        if a.program != b.program || a.name != b.name { return "it is of another job, \(a.program) \(a.name)" }
        if a.values != b.values { return "another build of the program made it" }
        if a.words != b.words {
            return
                "the options were others (`\(a.words.joined(separator: " "))`, now `\(b.words.joined(separator: " "))`)"
        }
        if old.shard != new.shard { return "it is shard \(old.shard.number)/\(old.shard.count)" }
        if old.inputs.count != new.inputs.count {
            return "there were \(old.inputs.count) input files and now there are \(new.inputs.count)"
        }
        for (was, now) in zip(old.inputs, new.inputs) where !was.isSame(as: now) {
            return was.name == now.name
                ? "\(now.name) has changed" : "\(now.name) is an input in place of \(was.name)"
        }
        if old.chunkSize != new.chunkSize { return "--chunk-size was \(old.chunkSize)" }
        if old.partitions != new.partitions { return "its parts were divided differently" }
        if old.survey != new.survey { return "other formats are found in the same files" }
        return nil
    }
}
