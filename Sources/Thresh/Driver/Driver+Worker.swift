internal import Multiprocessing
internal import Platform

/// The halves of a job as processes that another engine places: each does its share and ends.
extension Driver {
    /// Does what a worker is for that has no answer to give.
    func work(
        _ role: WorkerRole, _ half: PartialOptions, _ makeRuntime: ([JobInput]) throws -> JobRuntime
    ) throws -> JobResult {
        do {
            switch role.kind {
            case .plan: try printPlan(role, half, makeRuntime)
            case .map: try mapTask(role, half, makeRuntime)
            case .reduce(let partition): try reducePartition(partition, role, half, makeRuntime)
            case .commit: preconditionFailure("a commit gives an answer")
            }
        } catch let error as ThreshError {
            throw error
        } catch {
            throw ThreshError(.badData, "the job failed: \(error)")
        }
        return result
    }

    // MARK: plan

    private func printPlan(
        _ role: WorkerRole, _ half: PartialOptions, _ makeRuntime: ([JobInput]) throws -> JobRuntime
    ) throws {
        var output: String?
        if case .directory(let path, let overwrite) = options.output {
            // Whether it can be made is known before the work is done.
            try OutputDirectory(path: path, overwrite: overwrite).discard()
            output = path.hasPrefix("/") ? path : FileSystem.currentDirectory + "/" + path
        }
        if options.maxBad != nil && half.survey == nil {
            throw ThreshError(.usage, "--max-bad does not go with workers, which keep no list of what was left out")
        }
        let files = try resolveInputs()
        var names: Set<String> = []
        for file in files {
            if file.path != file.name {
                let what = file.name == "-" ? "standard input" : "what the system does not tell the size of"
                throw ThreshError(
                    .usage,
                    "\(file.name): \(what) cannot be read on other machines; copy it into a file, and name that")
            }
            if !names.insert(file.name).inserted {
                throw ThreshError(
                    .usage,
                    "\(file.name): it is named twice, which workers cannot tell apart; give it another name once")
            }
        }
        let runtime = try makeRuntime(files.map { JobInput($0) })
        let plan = try makePlan(files, runtime)
        var identities: [InputIdentity] = []
        for file in plan.files { identities.append(try InputIdentity(file)) }
        var hasReduce = false
        if case .shuffled = runtime.shape { hasReduce = true }
        let made = WorkerPlan(
            now: role.now, directory: FileSystem.currentDirectory, hasReduce: hasReduce,
            header: PartialHeader(
                question: half.question, survey: try half.survey?() ?? [], shard: .whole, chunkSize: plan.chunkSize,
                partitions: PartialHeader.Partitions(plan.partitioner), inputs: identities),
            files: plan.files, chunks: plan.chunks)
        var text = ByteBuffer()
        let bytes = made.bytes
        text.append(integer: UInt32(bytes.count))
        unsafe bytes.withUnsafeBytes { unsafe text.append($0) }
        unsafe made.text(output: output).withUnsafeBytes { unsafe text.append($0) }
        try print(text)
    }

    private func print(_ text: borrowing ByteBuffer) throws(ThreshError) {
        try attempt { () throws(SystemError) in
            try unsafe FileDescriptor.write(text.rawBuffer, to: Terminal.output, named: "standard output")
        }
    }

    /// Throws unless the plan is of this program and of this question.
    private func planned(_ role: WorkerRole, _ half: PartialOptions) throws(ThreshError) -> WorkerPlan {
        guard let plan = role.plan else { throw ThreshError(.software, "a worker without a plan") }
        let (a, b) = (plan.header.question, half.question)
        if a.values != b.values {
            throw ThreshError(
                .badData,
                "the plan was made by another build: its values are of \(a.values), and this program's of \(b.values)")
        }
        if a.name != b.name || a.words != b.words {
            throw ThreshError(
                .badData,
                """
                the plan is of `\(a.words.joined(separator: " "))`, and this worker's command \
                `\(b.words.joined(separator: " "))`; give all workers the same words
                """)
        }
        if let count = role.partitions, count != plan.header.partitions.count {
            throw ThreshError(
                .usage, "--partitions \(count): the plan has \(plan.header.partitions.count) partitions")
        }
        return plan
    }

    private func jobPlan(_ worker: WorkerPlan, _ files: [InputFile], _ runtime: JobRuntime) throws -> JobPlan {
        let header = worker.header
        return JobPlan(
            name: options.name, files: files,
            chunks: ChunkPlan(segments: worker.segments, tasks: worker.taskRanges), gzip: [:],
            partitioner: header.partitions.partitioner(runtime),
            memory: try MemoryPlan(budget: options.memory ?? WorkerRole.memory, workers: 1, name: options.name),
            workers: 1,
            compressionLevel: options.compressionLevel.map { Int32(clamping: $0) } ?? Tuning.compressionLevel,
            maxRecordSize: options.maxRecordSize, maxAttempts: 1, maxBad: nil, taskTimeout: nil,
            durable: options.durable, top: runtime.top, handsOverEachTask: false, seed: Machine.randomBits(),
            workDirectory: workDirectory.path, runDirectory: workDirectory.path, chunkSize: header.chunkSize)
    }

    // MARK: map

    private func mapTask(
        _ role: WorkerRole, _ half: PartialOptions, _ makeRuntime: ([JobInput]) throws -> JobRuntime
    ) throws {
        let worker = try planned(role, half)
        let task = try worker.task(ofLines: role.input?.rest() ?? [])
        var files = worker.inputFiles(areRead: true)
        let segments = worker.segments[worker.taskRanges[task]]
        for number in Set(segments.map(\.file)).sorted() {
            // It may have grown since: what is read is what was there.
            guard try InputIdentity(files[number]).isSame(as: worker.header.inputs[number]) else {
                throw ThreshError(
                    .badData, "\(files[number].name): it has changed since the job was planned; run the job again")
            }
        }
        let runtime = try makeRuntime(files.map { JobInput($0) })
        guard try half.survey?() ?? [] == worker.header.survey else {
            throw ThreshError(
                .badData,
                """
                other formats or fields are found in the files than when the job was planned, as where machines see other \
                files of the same names; give --format, or run the job again
                """)
        }
        for index in files.indices {
            files[index].records = runtime.records(index)
            try files[index].records.check()
            if !files[index].records.isText { files[index].readAsStored() }
        }
        var plan = try jobPlan(worker, files, runtime)
        plan.chunks.keep([worker.taskRanges[task]])
        result.inputs = files.map { JobInput($0) }
        switch runtime.shape {
        case .direct(let makeMapper):
            let stage = mapStage(plan) {
                try DirectMapWorker(seat: $0, plan: plan, makeMapper: makeMapper, output: self.partTarget(role)).run()
            }
            try InlineStage(stage: stage, worker: 0, isPlaced: true).run { message in
                guard case .wrote(_, _, let summary, let named, let report) = message else { return }
                try self.checkNamed(named, role)
                WorkerReport(.task(task), summary: summary, named: named, report).tell()
            }
        case .shuffled(let makeMapper, _, _):
            plan.stream = BlobStream(
                descriptor: Terminal.output, name: "standard output", task: UInt32(task))
            try printFrame(WorkerProtocol.hello) { WorkerProtocol.appendHello(to: &$0) }
            let stage = mapStage(plan) { try MapWorker(seat: $0, plan: plan, makeMapper: makeMapper).run() }
            try InlineStage(stage: stage, worker: 0, isPlaced: true).run { message in
                guard case .mapped(_, _, _, let report, _) = message else { return }
                try self.result.add(report)
            }
            let report = WorkerReport(.task(task), TaskReport(counters: result.counters, notes: result.notes))
            report.tell()
            try printFrame(UInt32(task % plan.partitioner.count)) { frame in
                for byte in WorkerProtocol.reportMagic + report.json { frame.append(byte) }
            }
            var end = ByteBuffer()
            end.append(integer: WorkerProtocol.end)
            try print(end)
        }
    }

    private func printFrame(_ partition: UInt32, _ fill: (inout ByteBuffer) -> Void) throws(ThreshError) {
        var frame = ByteBuffer()
        frame.append(integer: partition)
        frame.append(integer: UInt32(0))
        fill(&frame)
        frame.replace(at: 4, with: UInt32(frame.count - 8))
        try print(frame)
    }

    /// Where a worker writes rows.
    private func partTarget(_ role: WorkerRole) -> PartTarget {
        // Outputs of other names would lie beside it, where nobody finds them.
        role.output.map { .file($0) } ?? .standardOutput(beside: workDirectory.path + "/part")
    }

    private func checkNamed(_ named: [NamedPart], _ role: WorkerRole) throws(ThreshError) {
        guard role.output == nil, let part = named.first else { return }
        throw ThreshError(
            .usage, "the job writes to an output of its own, \"\(part.output)\"; give the worker --output")
    }

    // MARK: reduce

    private func reducePartition(
        _ partition: Int, _ role: WorkerRole, _ half: PartialOptions, _ makeRuntime: ([JobInput]) throws -> JobRuntime
    ) throws {
        let worker = try planned(role, half)
        guard partition < worker.header.partitions.count else {
            throw ThreshError(
                .usage, "--partition \(partition): the plan has \(worker.header.partitions.count) partitions, from 0")
        }
        try half.adopt?([(path: "the plan", survey: worker.header.survey)])
        let files = worker.inputFiles(areRead: false)
        let runtime = try makeRuntime(files.map { JobInput($0) })
        guard worker.hasReduce, case .shuffled(_, let makeFold, let reduce) = runtime.shape, let input = role.input
        else { throw ThreshError(.usage, "\(options.name) has no reduce: what its map tasks write is the output") }
        let plan = try jobPlan(worker, files, runtime)
        var spool = try BlobSpool(path: workDirectory.path + "/" + WorkFiles.blobs)
        while try unsafe input.next({ frame throws(ThreshError) in try unsafe spool.add(frame) }) {}
        try input.expectEnd()
        let runs = try spool.finish()
        var sequence = 0
        let passes = MergePasses(
            partition: partition, fanIn: plan.memory.blobFanIn, level: plan.compressionLevel,
            blockBytes: plan.memory.blockBytes
        ) {
            sequence += 1
            return plan.workDirectory + "/" + WorkFiles.mergedRun(worker: 0, sequence: sequence)
        }
        var part = try PartWriter(partTarget(role), top: plan.top)
        let merger = try passes.merger(of: runs, fold: makeFold())
        do { try reduce(merger, &part) } catch { throw unsafe placed(error, partition, key: merger.groupKey) }
        var report = TaskReport()
        try report.take(from: part.tally)
        let (summary, named) = try part.finish(durable: plan.durable)
        try checkNamed(named, role)
        WorkerReport(.partition(partition), summary: summary, named: named, report).tell()
    }

    private func placed(_ error: any Error, _ partition: Int, key: UnsafeRawBufferPointer) -> any Error {
        if !BadRecord.isReason(error) || (error as? ThreshError)?.isPlaced == true { return error }
        let tail = unsafe TaskTrace.Item(
            offset: 0, byteCount: key.count, tail: Array(key.suffix(TaskTrace.longestTail)))
        return ThreshError(
            .badData, "partition \(partition), at the key \(JobPlan.quoted(tail)): \(JobPlan.what(error))")
    }

    // MARK: commit

    /// What others have reduced, or mapped in a job without reduce, as if this process had had it done.
    func committed(
        _ role: WorkerRole, _ half: PartialOptions, _ makeRuntime: ([JobInput]) throws -> JobRuntime
    ) throws -> (JobPlan, JobRuntime, CommittedParts) {
        let worker = try planned(role, half)
        try half.adopt?([(path: "the plan", survey: worker.header.survey)])
        let files = worker.inputFiles(areRead: false)
        let runtime = try makeRuntime(files.map { JobInput($0) })
        let parts = try CommittedParts(rows: role.input?.rest() ?? [], worker)
        for report in parts.reports { try result.add(report) }
        return (try jobPlan(worker, files, runtime), runtime, parts)
    }
}
