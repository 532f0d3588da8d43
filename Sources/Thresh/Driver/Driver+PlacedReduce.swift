internal import Platform

/// The reduce half of a job as a process that another engine places: it has the blobs of a partition on standard input, as
/// frames or as lines.
extension Driver {
    func reducePartition(
        _ partition: Int, _ role: WorkerRole, _ half: PartialOptions, _ makeRuntime: ([JobInput]) throws -> JobRuntime
    ) throws {
        let reducer = try PlacedReducer(self, role, half, makeRuntime)
        try reducer.check(partition)
        var spool = try BlobSpool(path: workDirectory.path + "/" + WorkFiles.blobs)
        while try unsafe reducer.input.next({ frame throws(ThreshError) in try unsafe spool.add(frame) }) {}
        try reducer.input.expectEnd()
        try reducer.reduce(partition, spool.finish())
    }

    /// Each partition whose blobs are there, one after another.
    func reduceLines(
        _ role: WorkerRole, _ half: PartialOptions, _ makeRuntime: ([JobInput]) throws -> JobRuntime
    ) throws {
        let reducer = try PlacedReducer(self, role, half, makeRuntime)
        var frame = ByteBuffer(capacity: Tuning.partBufferBytes)
        var next = try reducer.nextLine(into: &frame)
        var seen: Set<Int> = []
        while let partition = next {
            try reducer.check(partition)
            guard seen.insert(partition).inserted else {
                throw WorkerInput.wrong("lines of partition \(partition) that are not together, as sorted lines are")
            }
            var spool = try BlobSpool(path: "\(workDirectory.path)/\(WorkFiles.blobs)-\(partition)")
            while next == partition {
                try unsafe spool.add(frame.rawBuffer)
                next = try reducer.nextLine(into: &frame)
            }
            try reducer.reduce(partition, spool.finish())
        }
    }
}

/// What reduces partitions of a planned job.
private struct PlacedReducer {
    let driver: Driver
    let role: WorkerRole
    let input: WorkerInput
    private let runtime: JobRuntime
    private let plan: JobPlan

    init(
        _ driver: Driver, _ role: WorkerRole, _ half: PartialOptions, _ makeRuntime: ([JobInput]) throws -> JobRuntime
    ) throws {
        let worker = try driver.planned(role, half)
        _ = try half.adopt?([(path: "the plan", survey: worker.header.survey)])
        let files = worker.inputFiles(areRead: false)
        runtime = try makeRuntime(files.map { JobInput($0) })
        guard worker.hasReduce, let input = role.input else {
            throw ThreshError(
                .usage, "\(driver.options.name) has no reduce: what its map tasks write is the output")
        }
        plan = try driver.jobPlan(worker, files, runtime)
        (self.driver, self.role, self.input) = (driver, role, input)
    }

    func check(_ partition: Int) throws(ThreshError) {
        if partition < plan.partitioner.count { return }
        throw ThreshError(
            .usage, "--partition \(partition): the plan has \(plan.partitioner.count) partitions, from 0")
    }

    /// The partition of the next line, whose blob is in `frame` then; nil behind the last.
    func nextLine(into frame: inout ByteBuffer) throws -> Int? {
        var partition: Int?
        frame.removeAll()
        let isThere = try unsafe input.nextLine { line in
            partition = BlobLine.partition(of: unsafe ByteView(line), into: &frame)
        }
        if isThere && partition == nil { throw WorkerInput.wrong("a line that is no blob") }
        return partition
    }

    func reduce(_ partition: Int, _ runs: [RunInput]) throws {
        guard case .shuffled(_, let makeFold, let reduce) = runtime.shape else { return }
        var sequence = 0
        let passes = MergePasses(
            partition: partition, fanIn: plan.memory.blobFanIn, level: plan.compressionLevel,
            blockBytes: plan.memory.blockBytes
        ) {
            sequence += 1
            return "\(plan.workDirectory)/\(WorkFiles.mergedRun(worker: partition, sequence: sequence))"
        }
        var part = try PartWriter(driver.partTarget(role), top: plan.top)
        let space = SpillSpace(
            directory: plan.workDirectory, name: "\(partition)", plan.memory, runs: runs.count,
            level: plan.compressionLevel)
        try space.during {
            let merger = try passes.merger(of: runs, fold: makeFold())
            do { try reduce(merger, &part) } catch { throw unsafe placed(error, partition, key: merger.groupKey) }
        }
        var report = TaskReport()
        try report.take(from: part.tally)
        let (summary, named) = try part.finish(durable: plan.durable)
        try driver.checkNamed(named, role)
        try driver.store(named, role)
        WorkerReport(.partition(partition), summary: summary, named: named, report).tell(role)
    }

    private func placed(_ error: any Error, _ partition: Int, key: UnsafeRawBufferPointer) -> any Error {
        if !BadRecord.isReason(error) || (error as? ThreshError)?.isPlaced == true { return error }
        let tail = unsafe TaskTrace.Item(
            offset: 0, byteCount: key.count, tail: Array(key.suffix(TaskTrace.longestTail)))
        return ThreshError(
            .badData, "partition \(partition), at the key \(JobPlan.quoted(tail)): \(JobPlan.what(error))")
    }
}
