internal import Multiprocessing
internal import Platform

/// A job in two halves, with a partial between.
extension Driver {
    /// How the map half divides the input: as the input alone says, and the number of shards.
    func partialChunkSize(_ total: UInt64) -> UInt64? {
        if case .worker = options.partial?.half {
            return max(Tuning.smallestPlacedChunkBytes, min(Tuning.chunkBytes, total / Tuning.chunksPerShard))
        }
        guard let shards = options.partial?.shardCount else { return nil }
        let share = total / (UInt64(shards) * Tuning.chunksPerShard)
        return max(Tuning.smallestShardChunkBytes, min(Tuning.chunkBytes, share))
    }

    /// Opens the partial that the map half writes, and leaves out of the plan what others map or what is mapped already.
    func openPartial(_ plan: inout JobPlan, _ runtime: JobRuntime) throws {
        guard let half = options.partial else { return }
        guard let directory = partialDirectory else {
            guard case .both = half.half else { return }
            throw ThreshError(
                .usage, "--resume needs -o with the name of a directory: one file is written from its beginning")
        }
        if case .direct = runtime.shape, half.isMapHalf {
            throw ThreshError(
                .usage,
                "\(options.name) has no reduce, so there is nothing to keep between its halves; run it as a whole")
        }
        for file in plan.files where file.name == "-" && half.shard != .whole {
            throw ThreshError(
                .usage, "standard input cannot be divided into shards, which must all read it; name files")
        }
        let chunks = plan.chunks
        allChunks = chunks
        var identities: [InputIdentity] = []
        for file in plan.files { identities.append(try InputIdentity(file)) }
        let header = PartialHeader(
            question: half.question, survey: try half.survey?() ?? [], shard: half.shard, chunkSize: plan.chunkSize,
            partitions: PartialHeader.Partitions(plan.partitioner), inputs: identities,
            emptyInputs: Set(plan.files.indices.filter { half.isEmpty?($0) == true }))
        let opened = try OpenPartial(
            directory, header, plan, resumes: half.resumes, durable: options.durable, interrupts: interrupts)
        var tasks = half.shard.tasks(of: chunks)
        let all = tasks.count
        tasks.removeAll { task in task.allSatisfy { opened.has(chunks.segments[$0]) } }
        plan.chunks.keep(tasks)
        let numbers = Dictionary(chunks.tasks.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        taskNumbers = tasks.map { numbers[$0]! }
        plan.runDirectory = directory
        plan.keepsRuns = true
        nextWorker = max(nextWorker, opened.nextWorker)
        for entry in opened.kept {
            try result.add(entry.report)
            result.runBytes += entry.runs.reduce(0) { $0 + $1.size }
        }
        if half.resumes && !opened.kept.isEmpty {
            events.event(
                "resumed: \(HumanUnits.count(UInt64(all - tasks.count))) of \(HumanUnits.count(UInt64(all))) chunks")
        }
        partial = opened
    }

    /// Maps what is not mapped yet. Returns all runs.
    func mapInto(
        _ partial: OpenPartial, _ plan: JobPlan, _ makeMapper: @escaping (MapConfiguration) throws -> MapperHandle
    ) throws -> [String] {
        do {
            let runs = try partial.runs + map(plan, makeMapper)
            try partial.finish()
            result.runs = runs.count
            return runs
        } catch {
            throw resumable(error)
        }
    }

    /// Gives an output what earlier runs of a job without reduce have written.
    func takeKept(_ partial: OpenPartial, _ chunks: ChunkPlan, _ output: inout OrderedOutput) throws {
        struct Place: Hashable {
            let file: Int
            let start: UInt64
        }
        let tasks = Dictionary(
            chunks.tasks.enumerated().map { number, segments in
                let first = chunks.segments[segments.lowerBound]
                return (Place(file: first.file, start: first.start), number)
            }, uniquingKeysWith: { first, _ in first })
        for entry in partial.kept {
            guard let first = entry.segments.first, let run = entry.runs.first,
                let task = tasks[Place(file: first.file, start: first.start)]
            else { continue }
            func summary(_ run: PartialEntry.Run) -> PartSummary {
                PartSummary(rows: run.rows ?? 0, byteCount: run.size, checksum: run.checksum)
            }
            let named = entry.runs.dropFirst().compactMap { run in
                WorkFiles.output(ofNamed: run.name).map { NamedPart(output: $0, summary: summary(run)) }
            }
            try output.add(
                task: task, path: partial.path + "/" + run.name, rows: summary(run).rows, named: named)
            count(summary(run), named)
        }
    }

    /// Where the map half keeps its runs; nil where it keeps none.
    private var partialDirectory: String? {
        switch options.partial?.half {
        case .map(let directory, _): directory
        case .both:
            if case .directory(let path, _) = options.output { PartialFormat.path(besides: path) } else { nil }
        case .reduce, .state, .worker, nil: nil
        }
    }

    /// An error with what can be done about it, since what was mapped is kept.
    func resumable(_ error: any Error) -> any Error {
        guard let half = options.partial, partial != nil || state != nil else { return error }
        let error = ThreshError(any: error)
        return ThreshError(
            error.kind, "\(error.message); what was done is kept, and this goes on with it:\n  \(half.resumeCommand)")
    }

    /// The reduce half: what partials have, as if one job had mapped it.
    func mergePartials(
        _ paths: [String], _ half: PartialOptions, _ makeRuntime: ([JobInput]) throws -> JobRuntime
    ) throws -> (JobPlan, JobRuntime, [String]) {
        let set = try PartialSet(paths, half.question, takesOtherInputs: half.takesOtherInputs)
        let changes = try half.adopt?(set.journals.map { ($0.path, $0.header.survey) }) ?? []
        let files = set.inputs.map { InputFile($0) }
        let runtime = try makeRuntime(files.map { JobInput($0) })
        guard case .shuffled = runtime.shape else {
            throw ThreshError(
                .usage, "\(options.name) has no reduce, so no partial of it can be merged; run it as a whole")
        }
        try result.add(set.report(changes))
        for journal in set.journals {
            for entry in journal.entries { result.runBytes += entry.runs.reduce(0) { $0 + $1.size } }
        }
        let workers = options.runsInline ? 1 : options.workers ?? Machine.availableProcessors
        let budget = options.memory ?? Machine.availableMemory / 10 * 6
        let plan = JobPlan(
            name: options.name, files: files, chunks: ChunkPlan(files: [], chunkSize: set.header.chunkSize), gzip: [:],
            partitioner: set.header.partitions.partitioner(runtime),
            memory: try MemoryPlan(budget: budget, workers: workers, name: options.name), workers: workers,
            compressionLevel: options.compressionLevel.map { Int32(clamping: $0) } ?? Tuning.compressionLevel,
            maxRecordSize: options.maxRecordSize, maxAttempts: options.maxAttempts,
            maxBad: nil, taskTimeout: options.taskTimeout, durable: options.durable,
            top: runtime.top, handsOverEachTask: false, seed: Machine.randomBits(), workDirectory: workDirectory.path,
            runDirectory: workDirectory.path, chunkSize: set.header.chunkSize)
        let runs = try set.runs.enumerated().flatMap { number, runs in
            guard changes.indices.contains(number), let rewrite = changes[number].rewrite else { return runs }
            return try rewritten(runs, rewrite, plan)
        }
        result.runs = runs.count
        return (plan, runtime, runs)
    }

    /// What runs have, as it would be of all inputs.
    private func rewritten(_ runs: [String], _ rewrite: PairRewrite, _ plan: JobPlan) throws -> [String] {
        let rewriter = RunRewriter(rewrite, plan)
        return try runs.flatMap { run in
            try interrupts.check("while partials were brought into one form")
            return try rewriter.runs(of: run) {
                rewrittenRuns += 1
                return workDirectory.path + "/" + WorkFiles.rewrittenRun(rewrittenRuns)
            }
        }
    }
}

extension PartialOptions {
    /// What the map half maps.
    var shard: Shard { if case .map(_, let shard) = half { shard } else { .whole } }

    /// How many shards there are; nil where nothing is mapped.
    var shardCount: Int? {
        switch half {
        case .reduce, .worker: nil;
        default: shard.count
        }
    }
}

extension InputFile {
    /// An input of which there is a partial: the file itself where it is still the same, for places in messages.
    fileprivate init(_ identity: InputIdentity) {
        let status = try? FileSystem.status(identity.name)
        if let status, status.kind == .regular, status.size == identity.size,
            let file = try? FileDescriptor.open(identity.name, .read),
            let compression = try? Compression.detect(file, name: identity.name)
        {
            let found = InputFile(
                path: identity.name, name: identity.name, size: identity.size, compression: compression)
            if let now = try? InputIdentity(found), now.isSame(as: identity) {
                self = found
                return
            }
        }
        // Nothing is there to be read.
        self.init(path: "", name: identity.name, size: identity.size, compression: .none)
    }
}
