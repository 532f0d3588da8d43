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
    #if FaultPoints
        FaultPoint.pass("job.begin")
    #endif
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
final class Driver {
    let options: JobOptions
    let workDirectory: WorkDirectory
    let interrupts: Interrupts
    let events: JobEvents
    var result = JobResult()
    var nextWorker = 0
    /// How many runs of partials were brought into another form.
    var rewrittenRuns = 0
    var gzipPlanner: GzipPlanner?
    var badRecords: BadRecords?
    /// What the map half writes, where it is kept.
    var partial: OpenPartial?
    /// Of a job without reduce, which tasks of the whole those of the plan are.
    var taskNumbers: [Int] = []
    /// All tasks, those that are done already among them.
    var allChunks = ChunkPlan(segments: [], tasks: [])
    /// What earlier runs have read, and what this one maps.
    var state: OpenState?
    var statePieces: [StateCutter.Piece] = []

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
        if case .worker(let role) = options.partial?.half, !role.isCommit, let half = options.partial {
            return try work(role, half, makeRuntime)
        }
        let staged = try openOutput()
        var isCommitted = false
        defer { if !isCommitted { staged?.discard() } }

        var plan: JobPlan
        let runtime: JobRuntime
        var merged: [String]?
        var committed: CommittedParts?
        if let half = options.partial, case .worker(let role) = half.half {
            let parts: CommittedParts
            (plan, runtime, parts) = try self.committed(role, half, makeRuntime)
            committed = parts
        } else if let half = options.partial, case .reduce(let paths) = half.half {
            let runs: [String]
            (plan, runtime, runs) = try mergePartials(paths, half, makeRuntime)
            merged = runs
        } else if let state = try openState() {
            self.state = state
            (plan, runtime) = try planState(state, makeRuntime)
        } else {
            let files = try resolveInputs()
            runtime = try makeRuntime(files.map { JobInput($0) })
            plan = try makePlan(files, runtime)
            try openPartial(&plan, runtime)
            badRecords = BadRecords(plan: plan)
        }
        result.columns = runtime.columns
        result.inputs = plan.files.map { JobInput($0) }
        result.workers = plan.workers
        result.mapTasks = plan.chunks.taskCount
        result.timings.plan = lap()
        #if FaultPoints
            FaultPoint.pass("job.planned")
        #endif

        switch runtime.shape {
        case .direct where committed != nil:
            try deliverTasks(committed!.parts, staged)
        case .shuffled where committed != nil:
            try deliver(committed!.parts.map { PartAttempt($0) }, plan, staged)
        case .direct(let makeMapper):
            do {
                try mapDirectly(plan, staged, makeMapper)
                if let quoted = try leftOutForQuotes(plan) { throw quoted }
            } catch let error where !filesWithQuotedFeeds(plan, after: error).isEmpty {
                throw ThreshError(
                    .badData, "\(error); give a --chunk-size that is larger than the file, so that it is not divided")
            } catch {
                throw resumable(error)
            }
            gzipPlanner?.writeIndexes(plan.gzip, durable: options.durable, events: events)
            tellChangedInputs()
            result.timings.map = lap()
        case .shuffled(let makeMapper, let makeFold, let reduce):
            let runs =
                try state.map { try mapInto($0, plan, makeMapper, makeFold) } ?? merged
                ?? mapToRuns(&plan, runtime, makeMapper)
            gzipPlanner?.writeIndexes(plan.gzip, durable: options.durable, events: events)
            tellChangedInputs()
            result.timings.map = lap()
            #if FaultPoints
                FaultPoint.pass("map.complete")
            #endif
            if options.partial?.isMapHalf == true { return result }
            do {
                try self.reduce(plan, runs, staged, makeFold, reduce)
            } catch {
                throw resumable(error)
            }
            result.timings.reduce = lap()
        }
        #if FaultPoints
            FaultPoint.pass("commit.begin")
        #endif
        let rejects = try listRejects(staged)
        if let staged {
            try writeManifest(staged, rejects)
            #if FaultPoints
                FaultPoint.pass("commit.manifest")
            #endif
            let kept = try staged.commit(durable: options.durable)
            isCommitted = true
            for sentence in kept { events.event(sentence) }
        } else if let output = storedOutput, case .worker(let role) = options.partial?.half {
            try commitStored(output, role)
        }
        #if FaultPoints
            FaultPoint.pass("commit.done")
        #endif
        partial?.remove()
        result.timings.commit = lap()
        return result
    }

    private func mapToRuns(
        _ plan: inout JobPlan, _ runtime: JobRuntime, _ makeMapper: @escaping (MapConfiguration) throws -> MapperHandle
    ) throws -> [String] {
        if let partial { return try mapInto(partial, plan, makeMapper) }
        do {
            let runs = try map(plan, makeMapper)
            if let quoted = try leftOutForQuotes(plan) { throw quoted }
            return runs
        } catch {
            let quoted = filesWithQuotedFeeds(plan, after: error)
            if quoted.isEmpty { throw error }
            plan = try replan(plan, runtime, hasQuotedFeeds: quoted)
            badRecords = BadRecords(plan: plan)
            return try map(plan, makeMapper)
        }
    }

    // MARK: committing

    func removeAttempts(_ directory: String) throws(ThreshError) {
        try attempt { () throws(SystemError) in
            for name in try FileSystem.list(directory) where WorkFiles.isAttempt(name) {
                try FileSystem.removeFile(directory + "/" + name)
            }
        }
    }

    /// Lists the records that were left out. Returns what the manifest says of the list.
    private func listRejects(_ staged: OutputDirectory?) throws -> JobResult.Part? {
        guard let badRecords, badRecords.count > 0 else { return nil }
        let list = RejectList(records: badRecords.all(), inputs: result.inputs)
        events.event(list.text)
        return try staged.map { try list.write(into: $0.staging, durable: options.durable) }
    }

    private func writeManifest(_ staged: OutputDirectory, _ rejects: JobResult.Part?) throws(ThreshError) {
        let manifest = Manifest(
            job: options.name, columns: result.columns, parts: result.parts, rejects: rejects,
            counters: result.counters)
        try manifest.write(into: staged.staging, durable: options.durable)
    }
}
