internal import ArgumentParser
internal import Platform
public import Thresh

/// Runs a job for a person at a terminal or for a script: progress, output, messages, exit code.
public struct JobLauncher {
    private let options: RunOptions
    private let name: String

    public init(options: RunOptions, name: String) {
        self.options = options
        self.name = name
    }

    /// Runs `body`, and turns its failure into a message and an exit code.
    public func launch(_ body: () throws -> Void) throws { try JobLauncher.reportingErrors(body) }

    /// Runs `body`, and turns its failure into a message and an exit code.
    public static func reportingErrors(_ body: () throws -> Void) throws {
        Signals.ignoreBrokenPipes()
        do {
            try body()
        } catch let error as ThreshError {
            // Nothing went wrong when `head` has read its fill.
            if error.kind == .outputClosed { return }
            Terminal.writeError("\(programName): \(error.message)\n")
            throw ExitCode(error.kind.rawValue)
        }
    }

    /// Runs the job and delivers its output; or checks it, if that is what was asked for.
    @inlinable
    public func run(_ job: some Job) throws {
        if isCheck { return try check(job) }
        try complete(columns: job.columns) { try job.run($0) }
    }

    /// Runs a job, as `run` does, and delivers its output.
    ///
    /// - `hasHeader`: whether names of columns come first when it prints; nil: as is usual in the format.
    public func complete(
        columns: [Column]?, hasHeader: Bool? = nil, _ run: (JobOptions) throws -> JobResult
    ) throws {
        if isCheck { throw ThreshError(.usage, "\(name) cannot be checked; leave out --check") }
        var jobOptions = options.jobOptions(name: name)
        let progress = ProgressDisplay(isEnabled: !options.quiet && Terminal.isTerminal(Terminal.error))
        jobOptions.onProgress = { progress.show($0) }
        if !options.quiet {
            jobOptions.onEvent = { event in
                progress.clear()
                Terminal.writeError("\(JobLauncher.programName): \(event)\n")
            }
        }
        defer { progress.clear() }
        if let directory = options.output {
            jobOptions.output = .directory(directory, overwrite: options.overwrite)
            let result = try run(jobOptions)
            progress.clear()
            if options.verbose || !options.quiet && Terminal.isTerminal(Terminal.error) {
                Terminal.writeError("\(JobSummary(result).text(directory: directory))\n")
            }
            if options.verbose { Terminal.writeError(JobSummary(result).details) }
        } else {
            let output = try StandardOutput(format: try format(columns), columns: columns, hasHeader: hasHeader)
            jobOptions.output = unsafe .stream { bytes in
                progress.clear()
                try unsafe output.add(bytes)
            }
            let result = try run(jobOptions)
            progress.clear()
            try output.finish()
            if options.verbose { Terminal.writeError(JobSummary(result).details) }
        }
    }

    /// Runs a job whose rows the caller puts in order, and prints them.
    ///
    /// - Parameters:
    ///   - hasHeader: whether names of columns come first; nil: as is usual in the format.
    ///   - run: runs it, and returns the columns and the rows: lines of cells divided by TAB.
    public func deliver(
        hasHeader: Bool? = nil, _ run: (JobOptions) throws -> (columns: [Column], rows: [UInt8], result: JobResult)
    ) throws {
        try checkPrints()
        let (columns, rows, result) = try gather(run)
        let output = try StandardOutput(format: try format(columns), columns: columns, hasHeader: hasHeader)
        try unsafe rows.withUnsafeBytes { if unsafe !$0.isEmpty { try unsafe output.add($0) } }
        try output.finish()
        if options.verbose { Terminal.writeError(JobSummary(result).details) }
    }

    /// Runs a job whose output `run` takes for itself, and shows progress meanwhile.
    package func gather<R>(_ run: (JobOptions) throws -> R) throws -> R {
        var jobOptions = options.jobOptions(name: name)
        let progress = ProgressDisplay(isEnabled: !options.quiet && Terminal.isTerminal(Terminal.error))
        jobOptions.onProgress = { progress.show($0) }
        if !options.quiet {
            jobOptions.onEvent = { event in
                progress.clear()
                Terminal.writeError("\(JobLauncher.programName): \(event)\n")
            }
        }
        defer { progress.clear() }
        return try run(jobOptions)
    }

    /// Throws when the command is to do what one that prints its rows cannot.
    package func checkPrints() throws {
        if isCheck { throw ThreshError(.usage, "\(name) cannot be checked; leave out --check") }
        if options.output != nil {
            throw ThreshError(
                .usage, "\(name) prints its rows in order and writes no part files; redirect its output instead of -o")
        }
    }

    @usableFromInline var isCheck: Bool { options.check }

    /// Prints what a check finds; a fault is an error.
    @usableFromInline
    func check(_ job: some Job) throws {
        let found = try job.check(options.jobOptions(name: name))
        guard found.isPassed else { throw ThreshError(.badData, "\(name): \(found)") }
        print("\(name): \(found)")
    }

    private static var programName: String {
        CommandLine.arguments.first?.split(separator: "/").last.map(String.init) ?? "thresh"
    }

    private func format(_ columns: [Column]?) throws -> OutputFormat {
        guard columns != nil else {
            if let format = options.outputFormat, format != .tsv {
                throw ThreshError(
                    .usage,
                    "\(name) prints lines as they are, so --output-format \(format.rawValue) does not apply; leave it out"
                )
            }
            return .tsv
        }
        return options.outputFormat ?? (Terminal.isTerminal(Terminal.output) ? .table : .tsv)
    }
}

extension RunOptions {
    func jobOptions(name: String) -> JobOptions {
        var result = JobOptions()
        result.name = name
        result.inputs = input
        result.durable = durable
        result.workers = workers
        result.memory = memory?.bytes
        result.chunkSize = chunkSize?.bytes
        result.partitions = partitions
        result.compressionLevel = compressionLevel
        result.temporaryDirectory = temporaryDirectory
        result.maxAttempts = maxAttempts
        result.maxRecordSize = Int(maxRecordSize.bytes)
        return result
    }
}
