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
            case .reduceLines: try reduceLines(role, half, makeRuntime)
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
        let output = try plannedOutput(role)
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
        if let stored = storedOutput { try checkStored(stored, runtime) }
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
    func planned(_ role: WorkerRole, _ half: PartialOptions) throws(ThreshError) -> WorkerPlan {
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
        if let count = role.options.partitions, count != plan.header.partitions.count {
            throw ThreshError(
                .usage, "--partitions \(count): the plan has \(plan.header.partitions.count) partitions")
        }
        return plan
    }

    func jobPlan(_ worker: WorkerPlan, _ files: [InputFile], _ runtime: JobRuntime) throws -> JobPlan {
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
        let share = try role.options.hasRecords ? records(role, worker) : try plannedTask(role, worker)
        let task = share.task
        var files = share.files
        // What was found out of the files is taken from the plan: this task reads its own part of them only.
        _ = try half.adopt?([(path: "the plan", survey: worker.header.survey)])
        let runtime = try makeRuntime(files.map { JobInput($0) })
        for index in files.indices {
            files[index].records = runtime.records(index)
            try files[index].records.check()
            if !files[index].records.isText { files[index].readAsStored() }
        }
        if role.options.hasRecords, let segment = share.chunks.segments.first {
            try checkRecords(files[segment.file], areCutAtLines: role.options.isText)
        }
        var plan = try jobPlan(worker, files, runtime)
        plan.chunks = share.chunks
        result.inputs = files.map { JobInput($0) }
        switch runtime.shape {
        case .direct(let makeMapper):
            let stage = mapStage(plan) {
                try DirectMapWorker(seat: $0, plan: plan, makeMapper: makeMapper, output: self.partTarget(role)).run()
            }
            try InlineStage(stage: stage, worker: 0, isPlaced: true).run { message in
                guard case .wrote(_, _, let summary, let named, let report) = message else { return }
                try self.checkNamed(named, role)
                try self.store(named, role)
                WorkerReport(.task(task), summary: summary, named: named, report).tell(role)
            }
        case .shuffled(let makeMapper, _, _):
            let isText = role.options.isText
            plan.stream = BlobStream(
                descriptor: Terminal.output, name: "standard output", task: UInt32(task), isText: isText)
            if !isText { try printFrame(WorkerProtocol.hello) { WorkerProtocol.appendHello(to: &$0) } }
            let stage = mapStage(plan) { try MapWorker(seat: $0, plan: plan, makeMapper: makeMapper).run() }
            try InlineStage(stage: stage, worker: 0, isPlaced: true).run { message in
                guard case .mapped(_, _, _, let report, _) = message else { return }
                try self.result.add(report)
            }
            let report = WorkerReport(.task(task), TaskReport(counters: result.counters, notes: result.notes))
            report.tell(role)
            if isText { return }
            try printFrame(UInt32(task % plan.partitioner.count)) { frame in
                for byte in WorkerProtocol.reportMagic + report.json { frame.append(byte) }
            }
            var end = ByteBuffer()
            end.append(integer: WorkerProtocol.end)
            try print(end)
        }
    }

    /// What a mapper maps, and which task it is.
    private struct MapShare {
        let task: Int
        let files: [InputFile]
        let chunks: ChunkPlan
    }

    private func plannedTask(_ role: WorkerRole, _ worker: WorkerPlan) throws(ThreshError) -> MapShare {
        let task = try worker.task(ofLines: role.input?.rest() ?? [])
        var files = worker.inputFiles(areRead: true)
        let range = worker.taskRanges[task]
        for number in Set(worker.segments[range].map(\.file)).sorted() {
            files[number].stamp = try attempt { [path = files[number].path] () throws(SystemError) in
                try FileStamp(try FileDescriptor.open(path, .read))
            }
            // It may have grown since: what is read is what was there.
            guard try InputIdentity(files[number]).isSame(as: worker.header.inputs[number]) else {
                throw ThreshError(
                    .badData, "\(files[number].name): it has changed since the job was planned; run the job again")
            }
        }
        for segment in worker.segments[range] {
            // The end of the last record, too.
            let end = segment.end.addingReportingOverflow(UInt64(Tuning.leastReadBytes))
            try attempt { [path = files[segment.file].path] () throws(SystemError) in
                try FetchedFile.expect(path, segment.start..<(end.overflow ? .max : end.partialValue))
            }
        }
        return MapShare(task: task, files: files, chunks: ChunkPlan(segments: worker.segments, tasks: [range]))
    }

    /// Throws where it matters which records come first, or where someone may have divided one.
    private func checkRecords(_ file: InputFile, areCutAtLines: Bool) throws(ThreshError) {
        let areLines = if case .csv = file.records { true } else { file.records.dropsReturn }
        if file.records.hasHeader || areCutAtLines && !areLines {
            throw ThreshError(
                .usage,
                """
                \(file.name): its records are not each a line, or the first says what the others are, so they cannot be given \
                to a worker without the file
                """)
        }
    }

    /// Records that someone else has read: as if they were a file, which is written as the first of the plan is, or as the
    /// one that a Hadoop says they are of.
    private func records(_ role: WorkerRole, _ worker: WorkerPlan) throws(ThreshError) -> MapShare {
        var files = worker.inputFiles(areRead: false)
        let names = ["mapreduce_map_input_file", "map_input_file"].compactMap { Machine.environment($0) }
        let number = files.firstIndex { file in names.contains { $0.hasSuffix(file.name) } } ?? 0
        guard let input = role.input, files.indices.contains(number) else {
            throw ThreshError(
                .usage, "the plan is of no file, so nothing is known of the records; plan with a sample of them")
        }
        let file = files[number]
        let path = workDirectory.path + "/" + WorkFiles.spool
        let size = try input.copyRest(to: path)
        files[number] = InputFile(
            path: path, name: file.name, argument: file.argument, size: size, compression: .none)
        let counted = ["mapreduce_task_partition", "mapred_task_partition"].lazy.compactMap {
            Machine.environment($0).flatMap { Int($0) }
        }
        return MapShare(
            task: role.options.task ?? counted.first ?? Int(Machine.randomBits() >> 33), files: files,
            chunks: ChunkPlan(
                segments: [ChunkPlan.Segment(file: number, start: 0, end: size, offset: 0)], tasks: [0..<1]))
    }

    private func printFrame(_ partition: UInt32, _ fill: (inout ByteBuffer) -> Void) throws(ThreshError) {
        var frame = ByteBuffer()
        frame.append(integer: partition)
        frame.append(integer: UInt32(0))
        fill(&frame)
        frame.replace(at: 4, with: UInt32(frame.count - 8))
        try print(frame)
    }

    // MARK: commit

    /// What others have reduced, or mapped in a job without reduce, as if this process had had it done.
    func committed(
        _ role: WorkerRole, _ half: PartialOptions, _ makeRuntime: ([JobInput]) throws -> JobRuntime
    ) throws -> (JobPlan, JobRuntime, CommittedParts) {
        let worker = try planned(role, half)
        _ = try half.adopt?([(path: "the plan", survey: worker.header.survey)])
        let files = worker.inputFiles(areRead: false)
        let runtime = try makeRuntime(files.map { JobInput($0) })
        let parts = try CommittedParts(
            rows: role.input?.rest() ?? [], worker, tasks: role.options.tasks, areRead: storedOutput == nil)
        for report in parts.reports { try result.add(report) }
        return (try jobPlan(worker, files, runtime), runtime, parts)
    }
}
