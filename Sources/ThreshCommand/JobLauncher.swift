internal import ArgumentParser
internal import Platform
public import Thresh

/// Runs a job for a person at a terminal or for a script: progress, output, messages, exit code.
public struct JobLauncher {
    let options: RunOptions
    let name: String
    /// What the answer depends on and the words of the command do not say, as the content of a script.
    package var furtherWords: [String] = []
    /// Whether `-o` is an option of another meaning, which what is kept depends on.
    package var hasOwnO = false

    public init(options: RunOptions, name: String) {
        self.options = options
        self.name = name
    }

    /// Runs `body`, and turns its failure into a message and an exit code.
    public func launch(_ body: () throws -> Void) throws {
        try JobLauncher.reportingErrors {
            _ = try options.rewriter
            try body()
        }
    }

    /// Runs `body`, and turns its failure into a message and an exit code.
    public static func reportingErrors(_ body: () throws -> Void) throws {
        Signals.ignoreBrokenPipes()
        Signals.ignoreFileSizeLimit()
        Signals.endInOrder(name: programName)
        try telling {
            try body()
            try flushOutput()
        }
    }

    /// Writes out what was printed, and turns its failure into a message and an exit code. Signals are left as they are: of
    /// several that end a command, those behind the first may still wait.
    public static func finishOutput() throws { try telling { try flushOutput() } }

    private static func telling(_ body: () throws -> Void) throws {
        do {
            try body()
        } catch let error as ThreshError {
            // Nothing went wrong when `head` has read its fill.
            if error.kind == .outputClosed { return }
            Terminal.writeError("\(programName): \(error.message)\n")
            throw ExitCode(error.kind.rawValue)
        }
    }

    /// Writes out what was printed.
    ///
    /// - Throws: `.inputOutput` where any of it could not be written; `.outputClosed` where its reader has gone.
    public static func flushOutput() throws(ThreshError) {
        do throws(SystemError) { try Terminal.flushOutput() } catch {
            if error.isBadDescriptor { throw StandardOutput.isClosed }
            throw error.isBrokenPipe ? ThreshError(.outputClosed, "standard output was closed") : ThreshError(error)
        }
    }

    /// Runs the job and delivers its output; or checks it, if that is what was asked for.
    @inlinable
    public func run(_ job: some Job) throws {
        if isCheck { return try check(job) }
        var result: JobResult?
        try completeInHalves(columns: job.columns) {
            let done = try job.run($0)
            result = done
            return done
        }
        if let result { tellNotes(result) }
    }

    /// Tells what the job noted of records of its input.
    @usableFromInline
    func tellNotes(_ result: JobResult) {
        if options.quiet { return }
        for kind in result.notes.kinds where kind.count > 0 {
            let examples = result.examples(of: kind.name)
            var lines = ["\(HumanUnits.count(kind.count)) \(VisibleText.of(kind.name.name))"]
            lines += examples.map { "  " + VisibleText.of($0) }
            if kind.count > examples.count && !examples.isEmpty {
                lines.append("  and \(HumanUnits.count(kind.count - examples.count)) more")
            }
            Terminal.writeError(lines.joined(separator: "\n") + "\n")
        }
    }

    /// Makes what puts pseudonyms in the place of addresses; set before anything is launched.
    nonisolated(unsafe) package static var addressRewriter: (() throws(ThreshError) -> (ByteView) -> [UInt8])?

    /// What writes `--output-format sqlite`; set before anything is launched.
    nonisolated(unsafe) public static var databaseOutput: (any DatabaseOutput.Type)?

    /// Runs a job, as `run` does, and delivers its output.
    ///
    /// - Parameters:
    ///   - columns: what the cells of its rows are; nil when it prints lines as they are.
    ///   - hasHeader: whether names of columns come first when it prints; nil: as is usual in the format.
    ///   - details: what `run` may fill in for a page or a database.
    ///   - run: runs it with the options that it is given.
    public func complete(
        columns: [Column]?, hasHeader: Bool? = nil, details: AnswerDetails? = nil,
        _ run: (JobOptions) throws -> JobResult
    ) throws {
        try refuseHalves()
        try completeWhole(columns: columns, hasHeader: hasHeader, details: details, run)
    }

    /// The same of one job, without reduce or with values that no other run can read: it can go on where it ended.
    package func completeResumable(
        columns: [Column]?, hasHeader: Bool? = nil, details: AnswerDetails? = nil,
        _ run: (JobOptions) throws -> JobResult
    ) throws {
        if !options.resume { try refuseHalves() }
        if options.partial != nil { try refuseHalves("\(name) can only be resumed, with -o") }
        try completeWhole(columns: columns, hasHeader: hasHeader, details: details, run)
    }

    /// The same of a job that may be run in halves.
    @usableFromInline
    func completeInHalves(columns: [Column]?, _ run: (JobOptions) throws -> JobResult) throws {
        if isMapHalf {
            _ = try keep(isAnswer: false, run)
        } else {
            try completeWhole(columns: columns, hasHeader: nil, details: nil, run)
        }
    }

    private func completeWhole(
        columns: [Column]?, hasHeader: Bool?, details: AnswerDetails?, _ run: (JobOptions) throws -> JobResult
    ) throws {
        if isCheck { throw ThreshError(.usage, "\(name) cannot be checked; leave out --check") }
        let progress = ProgressDisplay(isEnabled: !options.quiet && Terminal.isTerminal(Terminal.error))
        var jobOptions = try jobOptions(progress)
        defer { progress.clear() }
        if let directory = options.output, options.fileFormat == nil {
            if options.html != nil {
                throw ThreshError(.usage, "--html makes a page of what is printed; leave out -o, or --html")
            }
            jobOptions.output = .directory(directory, overwrite: options.overwrite)
            let result = try run(jobOptions)
            progress.clear()
            if options.verbose || !options.quiet && Terminal.isTerminal(Terminal.error) {
                Terminal.writeError("\(JobSummary(result).text(directory: directory))\n")
            }
            if options.verbose { Terminal.writeError(JobSummary(result).details) }
            return
        }
        let output = try AnswerOutput(options, name: name)
        try output.check(columns)
        let result: JobResult
        if output.isDatabase {
            let spool = try RowSpool(in: options.temporaryDirectory)
            jobOptions.output = unsafe .stream { try unsafe spool.add($0) }
            result = try run(jobOptions)
            progress.clear()
            try output.begin(details?.columns ?? columns, hasHeader: hasHeader)
            unsafe try spool.forEachPiece { try unsafe output.add($0) }
        } else {
            try output.begin(columns, hasHeader: hasHeader)
            jobOptions.output = unsafe .stream { bytes in
                progress.clear()
                try unsafe output.add(bytes)
            }
            result = try run(jobOptions)
            progress.clear()
        }
        try output.finish(details?.columns ?? columns, details, result)
        if options.verbose { Terminal.writeError(JobSummary(result).details) }
    }

    /// Runs a job whose rows the caller puts in order, and prints them.
    ///
    /// - Parameters:
    ///   - hasHeader: whether names of columns come first; nil: as is usual in the format.
    ///   - details: what `run` may fill in for a page.
    ///   - run: runs it, and gives the output its columns and then each row.
    public func deliver(
        hasHeader: Bool? = nil, details: AnswerDetails? = nil, _ run: (JobOptions, RowOutput) throws -> JobResult
    ) throws {
        try refuseHalves()
        try deliverInHalves(hasHeader: hasHeader, details: details, run)
    }

    /// The same of an answer that may be made of partials.
    package func deliverInHalves(
        hasHeader: Bool?, details: AnswerDetails?, _ run: (JobOptions, RowOutput) throws -> JobResult
    ) throws {
        try checkPrints()
        let progress = ProgressDisplay(isEnabled: !options.quiet && Terminal.isTerminal(Terminal.error))
        let output = RowOutput(
            try AnswerOutput(options, name: name), hasHeader: hasHeader,
            spool: options.fileFormat == .sqlite ? try RowSpool(in: options.temporaryDirectory) : nil
        ) { progress.clear() }
        let result = try showing(progress) { try run($0, output) }
        try output.finish(details, result)
        if options.verbose { Terminal.writeError(JobSummary(result).details) }
    }

    /// Runs a job whose output `run` takes for itself, and shows progress meanwhile.
    package func gather<R>(_ run: (JobOptions) throws -> R) throws -> R {
        try refuseHalves()
        return try showing(ProgressDisplay(isEnabled: !options.quiet && Terminal.isTerminal(Terminal.error)), run)
    }

    func showing(_ run: (JobOptions, _ clear: @escaping () -> Void) throws -> Void) throws {
        let progress = ProgressDisplay(isEnabled: !options.quiet && Terminal.isTerminal(Terminal.error))
        try showing(progress) { try run($0) { progress.clear() } }
    }

    private func showing<R>(_ progress: ProgressDisplay, _ run: (JobOptions) throws -> R) throws -> R {
        defer { progress.clear() }
        return try run(jobOptions(progress))
    }

    private func jobOptions(_ progress: ProgressDisplay) throws(ThreshError) -> JobOptions {
        var jobOptions = options.jobOptions(name: name)
        jobOptions.partial = try options.partialOptions(
            name: name, words: unsafe JobLauncher.words, hasOwnO: hasOwnO, further: furtherWords)
        if let worker = unsafe JobLauncher.worker {
            (jobOptions.workers, jobOptions.memory) = (1, jobOptions.memory ?? WorkerRole.memory)
            jobOptions.runsInline = isShare && !worker.isPlan
        }
        if options.inline {
            (jobOptions.runsInline, jobOptions.placesErrors) = (true, true)
            jobOptions.maxAttempts = 1
        }
        jobOptions.onProgress = { progress.show($0) }
        if !options.quiet {
            jobOptions.onEvent = { event in
                progress.clear()
                Terminal.writeError("\(JobLauncher.programName): \(event)\n")
            }
        }
        return jobOptions
    }

    /// Throws when the command is to do what one that prints its rows cannot.
    ///
    /// - Parameters:
    ///   - endlessly: there is no end at which a file would be complete.
    ///   - hasColumns: false when it prints lines as they are.
    package func checkPrints(endlessly: Bool = false, hasColumns: Bool = true) throws {
        if endlessly && (options.html != nil || options.output != nil) {
            let option = options.html == nil ? "-o" : "--html"
            throw ThreshError(.usage, "--follow goes on, so no file is ever complete; leave out \(option), or --follow")
        }
        if endlessly && options.inline {
            throw ThreshError(.usage, "--follow has no job to run inline; leave out --inline, or --follow")
        }
        if endlessly && options.half != nil {
            let option = unsafe JobLauncher.worker != nil ? "worker" : options.state != nil ? "--state" : "--partial"
            throw ThreshError(
                .usage, "--follow goes on, so nothing is ever complete to be kept; leave out \(option), or --follow")
        }
        if !hasColumns, let format = options.outputFormat, format != .tsv {
            throw AnswerOutput.inapplicable("--output-format \(format.rawValue)", name: name)
        }
        if isCheck { throw ThreshError(.usage, "\(name) cannot be checked; leave out --check") }
        if !hasColumns && options.output != nil {
            throw ThreshError(.usage, "\(name) prints lines and writes no file; redirect its output instead of -o")
        }
        if options.resume && options.partial == nil {
            throw ThreshError(
                .usage,
                "\(name) keeps what it gathered with --partial, not with -o; give --partial and --resume, then merge")
        }
        if options.html != nil && options.output != nil && options.fileFormat != .sqlite {
            throw ThreshError(.usage, "--html makes a page of what is printed; leave out -o, or --html")
        }
    }

    /// Whether there is no answer at the end: only the map half is asked for, or the share of a worker.
    package var isMapHalf: Bool { options.partial != nil || isShare }
    /// Whether this process does what another engine has placed, and the answer is made elsewhere.
    package var isShare: Bool { unsafe JobLauncher.worker.map { !$0.isCommit } ?? false }

    /// Runs the map half of a job, and tells what it made.
    ///
    /// - Parameter isAnswer: rows of all parts are put together at the end, not each by itself.
    package func keep(isAnswer: Bool = true, _ run: (JobOptions) throws -> JobResult) throws -> JobResult {
        let progress = ProgressDisplay(isEnabled: !options.quiet && Terminal.isTerminal(Terminal.error))
        let result = try showing(progress) { jobOptions in
            var jobOptions = jobOptions
            if isShare, isAnswer || options.fileFormat != nil, let output = options.output, FetchedFile.isURI(output) {
                throw ThreshError(
                    .usage, "\(output): answers to questions are written by this machine; give another -o, or print it")
            }
            if isShare, let directory = options.output, options.fileFormat == nil {
                jobOptions.output = .directory(directory, overwrite: options.overwrite)
            } else {
                jobOptions.output = unsafe .stream { _ in }
            }
            return try run(jobOptions)
        }
        if isShare { return result }
        if options.verbose || !options.quiet && Terminal.isTerminal(Terminal.error) {
            Terminal.writeError(JobSummary(result).text(partial: options.partial ?? "") + "\n")
        }
        if options.verbose { Terminal.writeError(JobSummary(result).details) }
        return result
    }

    /// Throws when the command is to be run in halves, or as one of another engine's workers.
    ///
    /// - Parameter reason: why it cannot be; nil: since it is more than a map and a reduce.
    package func refuseHalves(_ reason: String? = nil) throws(ThreshError) {
        guard options.half != nil else { return }
        let option =
            unsafe JobLauncher.worker != nil
            ? "worker"
            : options.partial != nil
                ? "--partial" : options.state != nil ? "--state" : options.resume ? "--resume" : "--merge"
        let reason = reason ?? "\(name) is made of more than a map and a reduce of records"
        let others = unsafe JobLauncher.commandsInHalves.map { " (\($0))" } ?? ""
        throw ThreshError(.usage, "\(reason), so it cannot be run in halves\(others); leave out \(option)")
    }

    /// The program and what its keys and values are, where partials of other builds of it can be read; set before
    /// anything is launched.
    nonisolated(unsafe) package static var partialValues: (program: String, values: String)?

    /// What says which commands of the program can be run in halves, to whoever asks it of another one; set before
    /// anything is launched.
    nonisolated(unsafe) package static var commandsInHalves: String?

    /// What this process does of a job whose processes another engine places; nil: all of it.
    nonisolated(unsafe) package static var worker: WorkerRole?

    /// When the question was asked, in nanoseconds since 1970: the same in all processes that answer it.
    package static var now: Int64 { unsafe worker?.now ?? WallClock.nanoseconds }

    /// The words of the command, where they are not those that were typed.
    nonisolated(unsafe) package static var words = Array(CurrentProgram.arguments.dropFirst())

    /// The same; else the program as it was built, since no other can read what is its own layout of memory.
    static func program() throws(ThreshError) -> (name: String, values: String) {
        if let (program, values) = unsafe partialValues { return (program, values) }
        let summary = try PartFile.summary(of: "/proc/self/exe")
        return (programName, "build \(String(summary.checksum, radix: 16))")
    }

    @usableFromInline var isCheck: Bool { options.check }

    /// Prints what a check finds; a fault is an error.
    @usableFromInline
    func check(_ job: some Job) throws {
        let found = try job.check(options.jobOptions(name: name))
        guard found.isPassed else { throw ThreshError(.badData, "\(name): \(found)") }
        Terminal.writeOutput("\(name): \(found)\n")
    }

    private static var programName: String {
        CommandLine.arguments.first?.split(separator: "/").last.map(String.init) ?? "thresh"
    }
}
