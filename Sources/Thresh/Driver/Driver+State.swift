internal import Multiprocessing
internal import Platform

/// A job over what it has read before and what is new.
extension Driver {
    /// Opens the state, where there is one.
    func openState() throws(ThreshError) -> OpenState? {
        guard let half = options.partial, case .state(let directory) = half.half else { return nil }
        return try OpenState(directory, half.question, interrupts: interrupts)
    }

    /// Finds what is new, and plans to map that.
    func planState(
        _ state: OpenState, _ makeRuntime: ([JobInput]) throws -> JobRuntime
    ) throws -> (JobPlan, JobRuntime) {
        guard let half = options.partial else { preconditionFailure("no state") }
        var copies = 0
        // What holds no lines has nothing to be kept.
        let found = try resolveInputs().filter { file in
            if let foreign = file.foreign { tellForeign(file, foreign) }
            return file.foreign == nil
        }
        try state.take(found, forgetsMissing: half.forgetsMissing) { file in
            copies += 1
            return try decompress(file, to: workDirectory.path + "/" + WorkFiles.text(copies))
        }
        let runtime = try makeRuntime(state.inputs.map { JobInput($0) })
        guard case .shuffled = runtime.shape else {
            throw ThreshError(
                .usage,
                "\(options.name) has no reduce, so there is nothing to keep of what it has read; leave out --state")
        }
        let (survey, rewrite) =
            try half.reconcile?(state.path, state.header?.survey, state.areAllThere) ?? ([], nil)
        var files = state.inputs
        for index in files.indices {
            files[index].records = runtime.records(index)
            try files[index].records.check()
        }
        let pieces = try cutState(state, &files, half)
        let plan = try statePlan(state, files, pieces, runtime)
        if let rewrite {
            let rewriter = RunRewriter(rewrite, plan)
            try state.rewrite { run, nextPath in
                try interrupts.check("while \(state.path) was brought into another form")
                return try rewriter.runs(of: run, nextPath: nextPath)
            }
        }
        try state.begin(
            PartialHeader(
                question: half.question, survey: survey, shard: .whole, chunkSize: plan.chunkSize,
                partitions: PartialHeader.Partitions(plan.partitioner), inputs: []),
            durable: options.durable)
        nextWorker = max(nextWorker, state.nextWorker)
        for entry in state.entries {
            try result.add(entry.report)
            result.runBytes += entry.runs.reduce(0) { $0 + $1.size }
        }
        for line in state.news.lines() { events.event(line) }
        statePieces = pieces
        return (plan, runtime)
    }

    /// Maps what is new. Returns all runs.
    func mapInto(
        _ state: OpenState, _ plan: JobPlan, _ makeMapper: @escaping (MapConfiguration) throws -> MapperHandle,
        _ makeFold: @escaping () -> (any ValueFolding)?
    ) throws -> [String] {
        do {
            let tasks = plan.chunks.tasks
            for isTail in [false, true] {
                var part = plan
                part.chunks.keep(tasks.filter { statePieces[$0.lowerBound].isTail == isTail })
                // What is read again next time is apart from all else.
                part.handsOverEachTask = plan.handsOverEachTask || isTail
                if part.chunks.taskCount == 0 { continue }
                badRecords = BadRecords(plan: part)
                _ = try map(part, makeMapper)
            }
            try state.finish()
            state.use(workersUpTo: nextWorker)
            try state.compact { runs, path in
                try interrupts.check("while the runs of \(state.path) were merged")
                try merge(runs, into: path, plan, makeFold)
                nextWorker = max(nextWorker, state.nextWorker)
            }
            result.runs = state.runs.count
            return state.runs
        } catch {
            throw resumable(error)
        }
    }

    // MARK: planning

    private func cutState(
        _ state: OpenState, _ files: inout [InputFile], _ half: PartialOptions
    ) throws -> [StateCutter.Piece] {
        let segments = state.segments()
        let cutter = StateCutter(largestRecord: options.maxRecordSize, chunkSize: stateChunkSize(files, segments)) {
            [interrupts] () throws(ThreshError) in try interrupts.check("while the state was compared with the files")
        }
        var pieces: [StateCutter.Piece] = []
        for (number, known) in state.files.enumerated() where !files[number].isAbsent {
            let before = pieces.count
            let reading = try half.reading?(number) ?? ""
            let isWhole = known.isWhole || !files[number].canGoOn
            var cut = known.cut
            if isWhole {
                cut = files[number].size
                if cut == 0 && files[number].records.isWholeFiles {
                    throw ThreshError(
                        .badData,
                        "\(files[number].name): is empty and yet a record, which a state cannot keep; leave it out")
                }
                if !known.holes(upTo: cut, segments[number]).isEmpty {
                    if !files[number].records.isText { files[number].readAsStored() }
                    pieces += cutter.pieces(ofWhole: files[number], number)
                }
            } else if files[number].compression == .none {
                let isFinal = known.compressed != nil
                let isContiguous = known.holes(upTo: known.cut, segments[number]).isEmpty
                let found = try cutter.cut(
                    of: &files[number], from: isContiguous && !isFinal ? known.cut : 0, isFinal: isFinal)
                cut = max(known.cut, found)
                pieces += try cutter.pieces(
                    of: files[number], number, holes: known.holes(upTo: cut, segments[number]), cut: cut)
            }
            let isRead = pieces.count > before
            if isRead, !known.reading.isEmpty, known.reading != reading,
                half.goesOn?(known.reading, reading) != true || state.hasRejected(in: number)
            {
                throw ThreshError(
                    .badData,
                    """
                    \(files[number].name): was read as \(known.reading) before, and what was added since would be read as \
                    \(reading); name its --format, and begin with another --state
                    """)
            }
            state.set(
                cut: cut, isWhole: isWhole, reading: isRead || known.reading.isEmpty ? reading : known.reading,
                of: number)
        }
        state.count(pieces.map(\.kept))
        return pieces
    }

    /// As if there were nothing but what is new.
    private func stateChunkSize(_ files: [InputFile], _ segments: [[PartialEntry.Segment]]) -> UInt64 {
        let total = zip(files, segments).reduce(UInt64(0)) { sum, file in
            let kept = file.1.reduce(0) { $0 + ($1.end - $1.start) }
            return sum + (file.0.size > kept ? file.0.size - kept : 0)
        }
        return options.chunkSize
            ?? ChunkPlan.chunkSize(totalBytes: total, workers: options.workers ?? Machine.availableProcessors)
    }

    private func statePlan(
        _ state: OpenState, _ files: [InputFile], _ pieces: [StateCutter.Piece], _ runtime: JobRuntime
    ) throws -> JobPlan {
        let workers = options.runsInline ? 1 : options.workers ?? Machine.availableProcessors
        let total = files.reduce(0) { $0 + $1.size }
        let chunkSize = stateChunkSize(files, state.segments())
        var tasks: [Range<Int>] = []
        var first = 0
        var bytes: UInt64 = 0
        for (index, piece) in pieces.enumerated() {
            let size = piece.segment.end - piece.segment.start
            if index > first, bytes + size > chunkSize || piece.isTail || pieces[index - 1].isTail {
                tasks.append(first..<index)
                (first, bytes) = (index, 0)
            }
            bytes += size
        }
        if first < pieces.count { tasks.append(first..<pieces.count) }
        guard tasks.count < Tuning.mostTasks else {
            throw ThreshError(
                .usage, "--chunk-size \(chunkSize) would make more than \(Tuning.mostTasks) tasks; give a larger one")
        }
        let memory = try MemoryPlan(
            budget: options.memory ?? Machine.availableMemory / 10 * 6, workers: workers, name: options.name)
        let seed = Machine.randomBits()
        let partitioner: Partitioner
        if let known = state.header?.partitions {
            if let wanted = options.partitions, wanted != known.count {
                throw ThreshError(
                    .badData,
                    """
                    \(state.path): is divided into \(known.count) parts, and --partitions is \(wanted); name another directory, \
                    or remove it to begin anew
                    """)
            }
            partitioner = known.partitioner(runtime)
        } else {
            partitioner = try makePartitioner(
                runtime, files, options.partitions ?? defaultPartitions(total), memory, seed)
        }
        return JobPlan(
            name: options.name, files: files, chunks: ChunkPlan(segments: pieces.map(\.segment), tasks: tasks),
            gzip: [:],
            partitioner: partitioner, memory: memory, workers: workers,
            compressionLevel: options.compressionLevel.map { Int32(clamping: $0) } ?? Tuning.compressionLevel,
            maxRecordSize: options.maxRecordSize, maxAttempts: options.maxAttempts,
            maxBad: nil, taskTimeout: options.taskTimeout, durable: options.durable,
            top: runtime.top, handsOverEachTask: options.handsOverEachTask, seed: seed,
            workDirectory: workDirectory.path, runDirectory: state.path, keepsRuns: true, chunkSize: chunkSize)
    }

    // MARK: files

    private func decompress(_ file: InputFile, to path: String) throws -> InputFile {
        var source = try InputSource(file)
        let copy = try attempt { () throws(SystemError) in try FileDescriptor.open(path, .createNew) }
        let buffer = try attempt { () throws(SystemError) in try PageBuffer(byteCount: Tuning.readBytes) }
        let room = unsafe UnsafeMutableRawBufferPointer(start: buffer.base, count: Tuning.readBytes)
        var size: UInt64 = 0
        while true {
            let count = try unsafe source.read(into: room)
            if count == 0 { break }
            try attempt { () throws(SystemError) in
                try unsafe copy.write(UnsafeRawBufferPointer(rebasing: room[..<count]))
            }
            size += UInt64(count)
            try interrupts.check("while \(file.name) was compared with the state")
        }
        return InputFile(path: path, name: file.name, argument: file.argument, size: size, compression: .none)
    }

    /// Merges runs into one with all their partitions.
    private func merge(
        _ runs: [String], into path: String, _ plan: JobPlan, _ makeFold: () -> (any ValueFolding)?
    ) throws {
        let new = workDirectory.path + "/" + WorkFiles.compacted
        var sequence = 0
        let width = try RunFile(path: runs[0]).valueWidth
        var writer = try RunWriter(
            path: path, partitions: plan.partitioner.count, valueWidth: width, level: plan.compressionLevel,
            blockBytes: plan.memory.blockBytes)
        for partition in 0..<plan.partitioner.count {
            let passes = MergePasses(
                partition: partition, fanIn: plan.memory.fanIn, level: plan.compressionLevel,
                blockBytes: plan.memory.blockBytes
            ) {
                sequence += 1
                return "\(new)-\(sequence)"
            }
            let fold = makeFold()
            let space = SpillSpace(
                directory: workDirectory.path, name: "\(WorkFiles.compacted)-\(partition)", plan.memory,
                runs: runs.count,
                level: plan.compressionLevel)
            try space.during {
                try passes.copy(try passes.merger(of: runs, fold: fold), to: &writer, fold)
                try SpillSpace.check()
            }
        }
        _ = try writer.finish()
    }
}

extension PartialHeader.Partitions {
    func partitioner(_ runtime: JobRuntime) -> Partitioner {
        switch self {
        case .hash(let count): .hash(count: count)
        case .range(let bounds): .range(KeyBounds(bounds))
        case .custom(let count):
            .custom(CustomPartitions(count: count, rule: runtime.partition ?? { _, _ in 0 }))
        }
    }
}

extension InputFile {
    /// Whether more records can be added to it without changing those that are there.
    fileprivate var canGoOn: Bool {
        switch records {
        case .lines, .textLines, .delimited, .paragraphs, .multiline, .csv, .fixedWidth: true
        case .custom: isDivisible
        case .wholeFiles: false
        }
    }
}
