internal import Multiprocessing
internal import Platform

/// Inputs, chunks and the partitioner, before anything is forked.
extension Driver {
    func openOutput() throws(ThreshError) -> OutputDirectory? {
        guard options.readParts == nil, storedOutput == nil, case .directory(let path, let overwrite) = options.output
        else { return nil }
        return try OutputDirectory(path: path, overwrite: overwrite)
    }

    private static let mostNames = 3

    /// What the job writes, as far as it has a name before.
    private var ownPaths: [String] {
        // What a command puts elsewhere is none of what it reads.
        var paths = options.ownFiles.filter { !FetchedFile.isURI($0) }
        if storedOutput == nil, case .directory(let path, _) = options.output { paths.append(path) }
        switch options.partial?.half {
        case .map(let directory, _), .state(let directory): paths.append(directory)
        default: break
        }
        return paths
    }

    func resolveInputs() throws(ThreshError) -> [InputFile] {
        let interrupts = interrupts
        var catalog = InputCatalog(
            spoolPath: workDirectory.path + "/" + WorkFiles.spool, takesPath: options.takesPath, own: ownPaths
        ) {
            input throws(ThreshError) in try interrupts.wait(for: input, "while standard input was read")
        }
        for (index, input) in options.inputs.enumerated() {
            if let state, !FileSystem.exists(input), FileSystem.glob(input).isEmpty, state.hasName(input) {
                catalog.skip()
                continue
            }
            try catalog.add(
                input, isPlain: options.plainInputs.contains(index), name: options.inputNames[input])
        }
        for (path, reason) in catalog.skipped.prefix(Driver.mostNames) {
            events.event("\(VisibleText.of(path)): \(reason)")
        }
        if catalog.skipped.count > Driver.mostNames {
            events.event("\(catalog.skipped.count - Driver.mostNames) more are not read for such reasons")
        }
        let files = catalog.files
        guard let arrange = options.arrangeFiles else { return files }
        return arrange(files.map { JobInput($0) }).map { files[$0] }
    }

    func tellForeign(_ file: InputFile, _ foreign: String) {
        events.event("\(VisibleText.of(file.name)): \(foreign), which has no lines; it is skipped")
    }

    /// Tells which inputs may have been one text for some tasks and another for others.
    func tellChangedInputs() {
        let files = result.changedInputs.sorted()
        for file in files.prefix(Driver.mostNames) {
            events.event(
                """
                \(VisibleText.of(result.inputs[file].name)): was written to while it was read, and did not grow; if lines \
                in its middle were changed, the answer is of both texts, so run the job again
                """)
        }
        if files.count > Driver.mostNames { events.event("so were other inputs") }
    }

    func makePlan(_ files: [InputFile], _ runtime: JobRuntime) throws -> JobPlan {
        let workers = options.runsInline ? 1 : options.workers ?? Machine.availableProcessors
        let total = files.reduce(0) { $0 + $1.size }
        let chunkSize =
            options.chunkSize ?? partialChunkSize(total) ?? ChunkPlan.chunkSize(totalBytes: total, workers: workers)
        guard total / chunkSize < Tuning.mostTasks else {
            throw ThreshError(
                .usage,
                """
                --chunk-size \(chunkSize) would divide \(total) bytes into more than \(Tuning.mostTasks) tasks; \
                give a larger one
                """)
        }
        let files = try withRecords(files, runtime, chunkSize)
        let budget = options.memoryBudget
        // Stretches of a gzip file depend on the memory there is, and a partial on nothing but its input.
        let planner = GzipPlanner(
            files: options.partial == nil ? files : [], workers: workers, chunkSize: chunkSize, options: options,
            events: events)
        let memory = try MemoryPlan(
            budget: budget, workers: workers, name: options.name, hasStretches: planner.hasRelays)
        let gzip = try planner.divide(buffer: memory.stretchBytes, directory: workDirectory.path)
        gzipPlanner = planner
        let seed = Machine.randomBits()
        let partitions = options.partitions ?? defaultPartitions(total)
        return JobPlan(
            name: options.name, files: files,
            chunks: try makeChunks(files, chunkSize, gzip), gzip: gzip,
            partitioner: try makePartitioner(runtime, files, partitions, memory, seed),
            memory: memory, workers: workers,
            compressionLevel: options.compressionLevel.map { Int32(clamping: $0) } ?? Tuning.compressionLevel,
            maxRecordSize: options.maxRecordSize, maxAttempts: options.maxAttempts,
            maxBad: options.maxBad, taskTimeout: options.taskTimeout, durable: options.durable,
            top: runtime.top, handsOverEachTask: options.handsOverEachTask, seed: seed,
            workDirectory: workDirectory.path, runDirectory: workDirectory.path, chunkSize: chunkSize)
    }

    func defaultPartitions(_ total: UInt64) -> Int {
        max(1, min(Tuning.mostPartitions, Int((total + Tuning.partitionBytes - 1) / Tuning.partitionBytes)))
    }

    /// The files with what divides them into records, now that the job has seen them.
    func withRecords(
        _ files: [InputFile], _ runtime: JobRuntime, _ chunkSize: UInt64
    ) throws(ThreshError) -> [InputFile] {
        var files = files
        for index in files.indices {
            files[index].records = runtime.records(index)
            try files[index].records.check()
            if !files[index].records.isText { files[index].readAsStored() }
            if files[index].records.isText, let foreign = files[index].foreign {
                files[index].leaveOut()
                tellForeign(files[index], foreign)
            }
            let file = files[index]
            guard case .csv(let separator, _) = file.records, file.size > chunkSize, !file.hasQuotedFeeds else {
                continue
            }
            if options.partial != nil {
                // All shards must divide the file alike, so none may find out while it reads its own share.
                files[index].hasQuotedFeeds = try CSVQuotedFeeds.exist(in: file, separator: separator, upTo: .max) {
                    () throws(ThreshError) in try interrupts.check("while it looked for quotes in \(file.name)")
                }
                continue
            }
            let places = ChunkPlan.places(size: file.size, chunkSize: chunkSize)
            files[index].hasQuotedFeeds = try CSVQuotedFeeds.areSeen(in: file, separator: separator, near: places) {
                () throws(ThreshError) in try interrupts.check("while it looked for quotes in \(file.name)")
            }
        }
        return files
    }

    func makeChunks(
        _ files: [InputFile], _ chunkSize: UInt64, _ gzip: [Int: GzipDivision]
    ) throws(ThreshError) -> ChunkPlan {
        var frames: [Int: [ZstdFrames.Division]] = [:]
        var starts: [Int: [UInt64]] = [:]
        for (index, file) in files.enumerated() where file.size > chunkSize {
            if file.compression == .zstd && file.isDivisible {
                let descriptor = try InputSource.open(file)
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

    func makePartitioner(
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
            check: { state throws(ThreshError) in try interrupts.check(state) },
            failed: { [options] error, file, record in
                if options.runsInline && !options.placesErrors || !BadRecord.isReason(error) { throw error }
                if options.maxBad != nil { return }
                if (error as? ThreshError)?.isPlaced == true { throw error }
                let item = unsafe TaskTrace.Item(
                    offset: record.offset, byteCount: record.content.count,
                    tail: Array(record.content.suffix(TaskTrace.longestTail)))
                throw ThreshError(
                    .badData,
                    """
                    \(files[file].name) at byte \(record.offset): \(JobPlan.what(error)) (in the sample for the order \
                    of keys, the record \(JobPlan.quoted(item))); correct it, or leave such records out with --max-bad
                    """)
            })
        return .range(sample: try sampler.sample(partitions * Tuning.samplesPerPartition), count: partitions)
    }
}
