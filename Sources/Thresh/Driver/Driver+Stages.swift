internal import Multiprocessing
internal import Platform

/// Map, reduce and what selects from their output.
extension Driver {
    /// Returns the run files.
    func map(
        _ plan: JobPlan, _ makeMapper: @escaping (MapConfiguration) throws -> MapperHandle
    ) throws -> [String] {
        let stage = mapStage(plan) { try MapWorker(seat: $0, plan: plan, makeMapper: makeMapper).run() }
        var runs: [String] = []
        try run(stage, plan) { message in
            guard case .mapped(let tickets, let worker, let newRuns, let report, let bytes) = message else { return }
            let names = newRuns.map { WorkFiles.run(worker: worker, sequence: $0) }
            try partial?.commit(tickets.map { Int($0.task) }, of: plan, names, report)
            try state?.commit(
                tickets.flatMap { plan.chunks.tasks[Int($0.task)] }.map { statePieces[$0].kept }, names, report)
            runs += names.map { plan.runDirectory + "/" + $0 }
            try result.add(report)
            result.runBytes += bytes
        }
        result.runs = runs.count
        try badRecords?.check(result.counters)
        return runs
    }

    func mapDirectly(
        _ plan: JobPlan, _ staged: OutputDirectory?, _ makeMapper: @escaping () -> DirectMapperHandle
    ) throws {
        let stage = mapStage(plan) { try DirectMapWorker(seat: $0, plan: plan, makeMapper: makeMapper).run() }
        var output = try OrderedOutput(output: options.output, staged: staged, keepsFiles: partial != nil)
        if let partial { try takeKept(partial, allChunks, &output) }
        try run(stage, plan) { message in
            guard case .wrote(let ticket, let worker, let summary, let named, let report) = message else { return }
            let task = Int(ticket.task)
            try partial?.commit(task, of: plan, worker: worker, summary, named, report)
            try output.add(
                task: partial == nil ? task : taskNumbers[task],
                path: plan.runDirectory + "/" + WorkFiles.taskOutput(task: task, worker: worker),
                rows: summary.rows, named: named)
            try result.add(report)
            count(summary, named)
        }
        try badRecords?.check(result.counters)
        try partial?.finish()
        result.parts = try output.finish(durable: options.durable)
    }

    /// Puts what other processes have written for each task one behind the other.
    func deliverTasks(_ parts: [CommittedParts.Part], _ staged: OutputDirectory?) throws {
        var output = try OrderedOutput(output: options.output, staged: staged)
        for (task, part) in parts.enumerated() {
            guard let summary = part.report.summary else { continue }
            let named = part.report.named
            try output.add(task: task, path: part.path, rows: summary.rows, named: named)
            count(summary, named)
        }
        result.parts = try output.finish(durable: options.durable)
    }

    func count(_ summary: PartSummary, _ named: [NamedPart]) {
        result.counters.outputRecords += summary.rows
        result.counters.outputBytes += summary.byteCount
        for part in named {
            result.counters.outputRecords += part.summary.rows
            result.counters.outputBytes += part.summary.byteCount
        }
    }

    func reduce(
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
        try deliver(attempts.compactMap { $0 }, plan, staged)
    }

    /// Puts all parts, in their order, where the output goes.
    func deliver(_ attempts: [PartAttempt], _ plan: JobPlan, _ staged: OutputDirectory?) throws {
        var parts = attempts
        // Parts in a store stay under the names of their attempts.
        let isStored = storedOutput != nil
        for part in parts where !isStored { try NamedPart.checkPlace(of: part.named, in: staged, top: plan.top != nil) }
        if let top = plan.top { parts = [try selectTop(top, of: parts, plan, staged)] }
        if let readParts = options.readParts { return try hand(parts, plan, to: readParts) }
        var collector = try PartCollector(output: options.output, staged: staged)
        for (index, part) in parts.enumerated() {
            let name = isStored ? WorkFiles.last(of: part.path) : WorkFiles.reducePart(index)
            try collector.take(part.path, as: name)
            count(part.summary, part.named)
            if staged != nil || isStored { result.parts.append(JobResult.Part(name: name, summary: part.summary)) }
            for other in part.named {
                let path = WorkFiles.named(other.output, beside: part.path)
                let name = isStored ? WorkFiles.last(of: path) : WorkFiles.reducePart(index, of: other.output)
                try collector.take(path, as: name)
                result.parts.append(JobResult.Part(name: name, summary: other.summary))
            }
        }
        // What workers that died in the middle of a part left.
        if let staged { try removeAttempts(staged.staging) }
    }

    private func hand(_ parts: [PartAttempt], _ plan: JobPlan, to body: (PartFiles, JobResult) throws -> Void) throws {
        for part in parts { count(part.summary, []) }
        let interrupts = interrupts
        try body(
            PartFiles(
                paths: parts.map(\.path), directory: plan.workDirectory, memory: plan.memory,
                level: plan.compressionLevel
            ) { try interrupts.check("while its rows were put in order") }, result)
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

    func mapStage(_ plan: JobPlan, work: @escaping (WorkerSeat) throws -> Void) -> Supervisor.Stage {
        Supervisor.Stage(
            name: .map, taskCount: plan.chunks.taskCount, byteCount: plan.chunks.byteCount, order: plan.taskOrder,
            work: work
        ) {
            plan.place(task: $0.task, part: $0.part, offset: $0.offset)
        }
    }

    func run(
        _ stage: Supervisor.Stage, _ plan: JobPlan, _ onMessage: (WorkerMessage) throws -> Void
    ) throws {
        if options.runsInline {
            defer { nextWorker += 1 }
            let inline = InlineStage(stage: stage, worker: nextWorker, isPlaced: options.placesErrors)
            do {
                return try inline.run(onMessage)
            } catch let error as RetryableError where options.placesErrors {
                throw ThreshError(.software, error.description)
            }
        }
        let supervisor = try Supervisor(
            stage, plan: plan, firstWorker: nextWorker, badRecords: stage.name == .map ? badRecords : nil,
            interrupts: interrupts, events: events)
        defer {
            nextWorker = supervisor.nextWorker
            result.deaths += supervisor.deathCount
        }
        try supervisor.run(onMessage)
    }
}

/// A part as a worker has written it.
struct PartAttempt {
    let path: String
    let summary: PartSummary
    let named: [NamedPart]
}

extension PartAttempt {
    init(_ part: CommittedParts.Part) {
        self.init(
            path: part.path, summary: part.report.summary ?? PartSummary(rows: 0, byteCount: 0, checksum: 0),
            named: part.report.named)
    }
}
