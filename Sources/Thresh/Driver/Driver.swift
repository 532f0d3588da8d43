internal import Multiprocessing
internal import Platform

/// - Parameter makeRuntime: prepares the job for its inputs.
@usableFromInline
func runJob(_ options: JobOptions, _ makeRuntime: ([JobInput]) throws -> JobRuntime) throws -> JobResult {
    if !options.runsInline && Fork.threadCount > 1 {
        throw ThreshError(
            .usage,
            """
            this process has \(Fork.threadCount) threads, and a job forks its workers, which only a process with one \
            thread can do safely; run the job before anything that makes threads (Swift concurrency, Dispatch, a test \
            runner), or inline
            """)
    }
    let interrupts = try Interrupts(isEnabled: !options.runsInline)
    let parent = options.temporaryDirectory ?? Machine.environment("TMPDIR") ?? "/tmp"
    let workDirectory = try WorkDirectory(in: parent)
    defer { workDirectory.remove() }
    var options = options
    if case .stream(let body) = options.output {
        // Who reads the stream may be slow, and takes most of the time then.
        options.output = unsafe .stream { piece in
            try interrupts.check("while its output was read")
            try unsafe body(piece)
        }
    }
    return try Driver(options: options, workDirectory: workDirectory, interrupts: interrupts).run(makeRuntime)
}

/// Plans a job, runs its stages, and commits its output.
private final class Driver {
    private let options: JobOptions
    private let workDirectory: WorkDirectory
    private let interrupts: Interrupts
    private let events: JobEvents
    private var result = JobResult()
    private var nextWorker = 0
    private var gzipPlanner: GzipPlanner?

    init(options: JobOptions, workDirectory: WorkDirectory, interrupts: Interrupts) {
        self.options = options
        self.workDirectory = workDirectory
        self.interrupts = interrupts
        events = JobEvents(onProgress: options.onProgress, onEvent: options.onEvent)
    }

    func run(_ makeRuntime: ([JobInput]) throws -> JobRuntime) throws -> JobResult {
        var started = Instant.now
        func lap() -> Duration {
            let now = Instant.now
            defer { started = now }
            return .nanoseconds(now.nanoseconds - started.nanoseconds)
        }
        let staged = try openOutput()
        var isCommitted = false
        defer { if !isCommitted { staged?.discard() } }

        let files = try resolveInputs()
        let runtime = try makeRuntime(files.map { JobInput($0) })
        var plan = try makePlan(files, runtime)
        result.columns = runtime.columns
        result.inputs = plan.files.map { JobInput($0) }
        result.workers = plan.workers
        result.mapTasks = plan.chunks.taskCount
        result.timings.plan = lap()

        switch runtime.shape {
        case .direct(let makeMapper):
            do {
                try mapDirectly(plan, staged, makeMapper)
            } catch let error where !filesWithQuotedFeeds(plan, after: error).isEmpty {
                throw ThreshError(
                    .badData, "\(error); give a --chunk-size that is larger than the file, so that it is not divided")
            }
            gzipPlanner?.writeIndexes(plan.gzip, durable: options.durable, events: events)
            result.timings.map = lap()
        case .shuffled(let makeMapper, let makeFold, let reduce):
            let runs: [String]
            do {
                runs = try map(plan, makeMapper)
            } catch {
                let quoted = filesWithQuotedFeeds(plan, after: error)
                if quoted.isEmpty { throw error }
                plan = try replan(plan, runtime, hasQuotedFeeds: quoted)
                runs = try map(plan, makeMapper)
            }
            gzipPlanner?.writeIndexes(plan.gzip, durable: options.durable, events: events)
            result.timings.map = lap()
            try self.reduce(plan, runs, staged, makeFold, reduce)
            result.timings.reduce = lap()
        }
        if let staged {
            try writeManifest(staged)
            try staged.commit(durable: options.durable)
            isCommitted = true
        }
        result.timings.commit = lap()
        return result
    }

    // MARK: planning

    private func openOutput() throws(ThreshError) -> OutputDirectory? {
        guard options.readParts == nil, case .directory(let path, let overwrite) = options.output else { return nil }
        return try OutputDirectory(path: path, overwrite: overwrite)
    }

    private func resolveInputs() throws(ThreshError) -> [InputFile] {
        let interrupts = interrupts
        var catalog = InputCatalog(spoolPath: workDirectory.path + "/" + WorkFiles.spool) {
            input throws(ThreshError) in try interrupts.wait(for: input, "while standard input was read")
        }
        for (index, input) in options.inputs.enumerated() {
            try catalog.add(
                input, isPlain: options.plainInputs.contains(index), name: options.inputNames[input])
        }
        let files = catalog.files
        guard let arrange = options.arrangeFiles else { return files }
        return arrange(files.map { JobInput($0) }).map { files[$0] }
    }

    private func makePlan(_ files: [InputFile], _ runtime: JobRuntime) throws -> JobPlan {
        let workers = options.runsInline ? 1 : options.workers ?? Machine.availableProcessors
        let total = files.reduce(0) { $0 + $1.size }
        let chunkSize = options.chunkSize ?? ChunkPlan.chunkSize(totalBytes: total, workers: workers)
        guard total / chunkSize < Tuning.mostTasks else {
            throw ThreshError(
                .usage,
                """
                --chunk-size \(chunkSize) would divide \(total) bytes into more than \(Tuning.mostTasks) tasks; \
                give a larger one
                """)
        }
        let files = try withRecords(files, runtime, chunkSize)
        let budget = options.memory ?? Machine.availableMemory / 10 * 6
        let planner = GzipPlanner(
            files: files, workers: workers, chunkSize: chunkSize, options: options, events: events)
        let memory = try MemoryPlan(
            budget: budget, workers: workers, name: options.name, hasStretches: planner.hasRelays)
        let gzip = try planner.divide(buffer: memory.stretchBytes, directory: workDirectory.path)
        gzipPlanner = planner
        let seed = Machine.randomBits()
        let partitions =
            options.partitions
            ?? max(1, min(Tuning.mostPartitions, Int((total + Tuning.partitionBytes - 1) / Tuning.partitionBytes)))
        return JobPlan(
            name: options.name, files: files,
            chunks: try makeChunks(files, chunkSize, gzip), gzip: gzip,
            partitioner: try makePartitioner(runtime, files, partitions, memory, seed),
            memory: memory, workers: workers,
            compressionLevel: options.compressionLevel.map { Int32(clamping: $0) } ?? Tuning.compressionLevel,
            maxRecordSize: options.maxRecordSize, maxAttempts: options.maxAttempts, durable: options.durable,
            top: runtime.top, handsOverEachTask: options.handsOverEachTask, seed: seed,
            workDirectory: workDirectory.path)
    }

    /// The files with what divides them into records, now that the job has seen them.
    private func withRecords(
        _ files: [InputFile], _ runtime: JobRuntime, _ chunkSize: UInt64
    ) throws(ThreshError) -> [InputFile] {
        var files = files
        for index in files.indices {
            files[index].records = runtime.records(index)
            try files[index].records.check()
            if !files[index].records.isText { files[index].readAsStored() }
            let file = files[index]
            guard case .csv(let separator, _) = file.records, file.size > chunkSize, !file.hasQuotedFeeds else {
                continue
            }
            let places = ChunkPlan.places(size: file.size, chunkSize: chunkSize)
            files[index].hasQuotedFeeds = try CSVQuotedFeeds.areSeen(in: file, separator: separator, near: places) {
                () throws(ThreshError) in try interrupts.check("while it looked for quotes in \(file.name)")
            }
        }
        return files
    }

    private func makeChunks(
        _ files: [InputFile], _ chunkSize: UInt64, _ gzip: [Int: GzipDivision]
    ) throws(ThreshError) -> ChunkPlan {
        var frames: [Int: [ZstdFrames.Division]] = [:]
        var starts: [Int: [UInt64]] = [:]
        for (index, file) in files.enumerated() where file.size > chunkSize {
            if file.compression == .zstd && file.isDivisible {
                let descriptor = try attempt { () throws(SystemError) in try FileDescriptor.open(file.path, .read) }
                frames[index] = try ZstdFrames.divisions(of: descriptor, size: file.size)
            } else if file.compression == .none, file.hasQuotedFeeds, case .csv(let separator, _) = file.records {
                let places = ChunkPlan.places(size: file.size, chunkSize: chunkSize)
                starts[index] = try CSVRecordStarts.find(in: file, at: places, separator: separator) {
                    () throws(ThreshError) in try interrupts.check("while it looked for quotes in \(file.name)")
                }
            }
        }
        return ChunkPlan(files: files, chunkSize: chunkSize, frames: frames, gzip: gzip, recordStarts: starts)
    }

    private func makePartitioner(
        _ runtime: JobRuntime, _ files: [InputFile], _ partitions: Int, _ memory: MemoryPlan, _ seed: UInt64
    ) throws -> Partitioner {
        if runtime.order == .custom, let rule = runtime.partition {
            return .custom(CustomPartitions(count: partitions, rule: rule))
        }
        guard runtime.order == .total, partitions > 1, case .shuffled(let makeMapper, _, _) = runtime.shape else {
            return .hash(count: partitions)
        }
        let spiller = Spiller(
            partitioner: .hash(count: 1), directory: workDirectory.path, worker: nextWorker, level: 1,
            blockBytes: memory.blockBytes)
        nextWorker += 1
        let mapper = try makeMapper(MapConfiguration(spiller: spiller, memoryLimit: memory.mapperBytes, seed: seed))
        let interrupts = interrupts
        let sampler = KeySampler(
            files: files, largestRecord: options.maxRecordSize, mapper: mapper,
            check: { state throws(ThreshError) in try interrupts.check(state) })
        return .range(sample: try sampler.sample(partitions * Tuning.samplesPerPartition), count: partitions)
    }

    // MARK: CSV files that were divided within quotes

    /// After an error, the files that were divided like lines though line ends stand within quotes in them: what their
    /// workers read was no CSV, and any error may have come of it.
    private func filesWithQuotedFeeds(_ plan: JobPlan, after error: any Error) -> [Int] {
        let kind = ThreshError(any: error).kind
        guard kind == .badData || kind == .software else { return [] }
        var segments = [Int](repeating: 0, count: plan.files.count)
        for segment in plan.chunks.segments { segments[segment.file] += 1 }
        return plan.files.indices.filter { index in
            let file = plan.files[index]
            guard case .csv(let separator, _) = file.records, file.isDivisible, segments[index] > 1 else {
                return false
            }
            // A file that cannot be read to its end has its error from the worker.
            return
                (try? CSVQuotedFeeds.exist(in: file, separator: separator, upTo: .max) {
                    () throws(ThreshError) in try interrupts.check("while it looked for quotes in \(file.name)")
                }) ?? false
        }
    }

    /// Divides anew, and forgets what was mapped.
    private func replan(_ plan: JobPlan, _ runtime: JobRuntime, hasQuotedFeeds quoted: [Int]) throws -> JobPlan {
        var files = plan.files
        for index in quoted {
            files[index].hasQuotedFeeds = true
            events.event("\(files[index].name) has line ends within quotes where it was divided; it is read anew")
        }
        for case .relay(let relay) in plan.gzip.values { try? FileSystem.removeFile(relay.windowsPath) }
        result.counters = JobCounters()
        result.notes = JobNotes()
        result.runBytes = 0
        let plan = try makePlan(files, runtime)
        result.mapTasks = plan.chunks.taskCount
        return plan
    }

    // MARK: stages

    /// Returns the run files.
    private func map(
        _ plan: JobPlan, _ makeMapper: @escaping (MapConfiguration) throws -> MapperHandle
    ) throws -> [String] {
        let stage = mapStage(plan) { try MapWorker(seat: $0, plan: plan, makeMapper: makeMapper).run() }
        var runs: [String] = []
        try run(stage, plan) { message in
            guard case .mapped(_, let worker, let newRuns, let report, let bytes) = message else { return }
            runs += newRuns.map { plan.workDirectory + "/" + WorkFiles.run(worker: worker, sequence: $0) }
            try result.add(report)
            result.runBytes += bytes
        }
        result.runs = runs.count
        return runs
    }

    private func mapDirectly(
        _ plan: JobPlan, _ staged: OutputDirectory?, _ makeMapper: @escaping () -> DirectMapperHandle
    ) throws {
        let stage = mapStage(plan) { try DirectMapWorker(seat: $0, plan: plan, makeMapper: makeMapper).run() }
        var output = try OrderedOutput(output: options.output, staged: staged)
        try run(stage, plan) { message in
            guard case .wrote(let ticket, let worker, let summary, let named, let report) = message else { return }
            let task = Int(ticket.task)
            try output.add(
                task: task, path: plan.workDirectory + "/" + WorkFiles.taskOutput(task: task, worker: worker),
                rows: summary.rows, named: named)
            try result.add(report)
            result.counters.outputRecords += summary.rows
            result.counters.outputBytes += summary.byteCount
            for part in named {
                result.counters.outputRecords += part.summary.rows
                result.counters.outputBytes += part.summary.byteCount
            }
        }
        result.parts = try output.finish(durable: options.durable)
    }

    private func reduce(
        _ plan: JobPlan, _ runs: [String], _ staged: OutputDirectory?, _ makeFold: @escaping () -> (any ValueFolding)?,
        _ reduce: @escaping JobRuntime.Reduce
    ) throws {
        let directory = plan.top == nil ? staged?.staging ?? plan.workDirectory : plan.workDirectory
        let count = plan.partitioner.count
        let stage = Supervisor.Stage(name: .reduce, taskCount: count, byteCount: result.runBytes, order: nil) { seat in
            try ReduceWorker(
                seat: seat, plan: plan, runs: runs, directory: directory, makeFold: makeFold, reduce: reduce
            ).run()
        } place: {
            "partition \($0.task)"
        }
        var attempts = [PartAttempt?](repeating: nil, count: count)
        try run(stage, plan) { message in
            guard case .wrote(let ticket, let worker, let summary, let named, let report) = message else { return }
            try NamedPart.checkPlace(of: named, in: staged, top: plan.top != nil)
            try result.add(report)
            let partition = Int(ticket.task)
            attempts[partition] = PartAttempt(
                path: directory + "/" + WorkFiles.partAttempt(partition: partition, worker: worker), summary: summary,
                named: named)
        }
        var parts = attempts.compactMap { $0 }
        if let top = plan.top { parts = [try selectTop(top, of: parts, plan, staged)] }
        if let readParts = options.readParts { return try hand(parts, plan, to: readParts) }
        var collector = try PartCollector(output: options.output, staged: staged)
        for (index, part) in parts.enumerated() {
            let name = WorkFiles.reducePart(index)
            try collector.take(part.path, as: name)
            result.counters.outputRecords += part.summary.rows
            result.counters.outputBytes += part.summary.byteCount
            if staged != nil { result.parts.append(JobResult.Part(name: name, summary: part.summary)) }
            for other in part.named {
                let name = WorkFiles.reducePart(index, of: other.output)
                try collector.take(WorkFiles.named(other.output, beside: part.path), as: name)
                result.counters.outputRecords += other.summary.rows
                result.counters.outputBytes += other.summary.byteCount
                result.parts.append(JobResult.Part(name: name, summary: other.summary))
            }
        }
        // What workers that died in the middle of a part left.
        if let staged { try removeAttempts(staged.staging) }
    }

    private func hand(_ parts: [PartAttempt], _ plan: JobPlan, to body: (PartFiles) throws -> Void) throws {
        for part in parts {
            result.counters.outputRecords += part.summary.rows
            result.counters.outputBytes += part.summary.byteCount
        }
        let interrupts = interrupts
        try body(
            PartFiles(
                paths: parts.map(\.path), directory: plan.workDirectory, memory: plan.memory,
                level: plan.compressionLevel
            ) { try interrupts.check("while its rows were put in order") })
        for part in parts { try? FileSystem.removeFile(part.path) }
    }

    /// The best rows of all parts, each of which has its own best.
    private func selectTop(
        _ limit: Int, of parts: [PartAttempt], _ plan: JobPlan, _ staged: OutputDirectory?
    ) throws -> PartAttempt {
        let path =
            (staged?.staging ?? plan.workDirectory) + "/" + WorkFiles.partAttempt(partition: 0, worker: nextWorker)
        var writer = try PartWriter(path: path, top: limit)
        var collector = try PartCollector(output: options.output, staged: nil)
        var lines = WholeLines()
        for part in parts {
            unsafe try collector.forEachPiece(of: part.path) { piece in
                unsafe lines.addLines(piece) { row in
                    writer.write(row)
                    writer.endRow()
                }
            }
        }
        return PartAttempt(path: path, summary: try writer.finish(durable: plan.durable).main, named: [])
    }

    private func mapStage(_ plan: JobPlan, work: @escaping (WorkerSeat) throws -> Void) -> Supervisor.Stage {
        Supervisor.Stage(
            name: .map, taskCount: plan.chunks.taskCount, byteCount: plan.totalBytes, order: plan.taskOrder, work: work
        ) {
            plan.place(task: $0.task, part: $0.part, offset: $0.offset)
        }
    }

    private func run(
        _ stage: Supervisor.Stage, _ plan: JobPlan, _ onMessage: (WorkerMessage) throws -> Void
    ) throws {
        if options.runsInline {
            defer { nextWorker += 1 }
            return try InlineStage(stage: stage, worker: nextWorker).run(onMessage)
        }
        let supervisor = try Supervisor(
            stage, plan: plan, firstWorker: nextWorker, interrupts: interrupts, events: events)
        defer {
            nextWorker = supervisor.nextWorker
            result.deaths += supervisor.deathCount
        }
        try supervisor.run(onMessage)
    }

    // MARK: committing

    private func removeAttempts(_ directory: String) throws(ThreshError) {
        try attempt { () throws(SystemError) in
            for name in try FileSystem.list(directory) where WorkFiles.isAttempt(name) {
                try FileSystem.removeFile(directory + "/" + name)
            }
        }
    }

    private func writeManifest(_ staged: OutputDirectory) throws(ThreshError) {
        let manifest = Manifest(
            job: options.name, columns: result.columns, parts: result.parts, counters: result.counters)
        try attempt { () throws(SystemError) in
            let file = try FileDescriptor.open(staged.staging + "/" + WorkFiles.success, .createNew)
            try file.write(manifest.text)
            if options.durable { try file.synchronize() }
        }
    }
}

/// A part as a worker has written it.
private struct PartAttempt {
    let path: String
    let summary: PartSummary
    let named: [NamedPart]
}
