import ArgumentParser
import Thresh
import ThreshCommand

struct GrepCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "grep", abstract: "Print the lines that match a regular expression, in the order of the input.",
        usage: """
            thresh grep [<options>] <pattern> [<input> ...]
            thresh grep [<options>] -e <pattern> ... [-f <file> ...] [<input> ...]
            """,
        discussion: """
            Options are those of grep; patterns have Perl's syntax. Compressed files are searched as what they hold, \
            directories with all that is in them. Lines may hold any bytes.
              thresh grep ' 50[0-9] ' access.log access.log.*.gz
              thresh grep -in -C 2 'out of memory' /var/log
              thresh grep -c -e timeout -e refused --include '*.log' /srv
            Exit codes: 0 when a line was selected, 1 when none was, and those of thresh --help.
            """,
        helpNames: [.long])

    @Argument(
        help: ArgumentHelp(
            "What to look for, unless -e or -f says it; then files, directories (read recursively, without hidden files), shell patterns, or - for standard input, which is also read when it is piped and nothing is named.",
            valueName: "pattern and input"), completion: .file())
    var words: [String] = []

    @OptionGroup(title: "What is looked for") var patterns: GrepPatterns
    @OptionGroup(title: "What is printed") var form: GrepForm
    @OptionGroup(title: "Which files are read") var filter: FileFilter
    @OptionGroup(title: "How it is run") var engine: GrepRun

    /// What the job takes.
    var options: RunOptions {
        get throws {
            try engine.options(Array(words.dropFirst(patterns.areNamed ? 0 : 1)), isQuiet: form.quiet)
        }
    }

    func validate() throws {
        if !patterns.areNamed && words.isEmpty {
            throw ValidationError("Missing pattern: say what to look for, as in thresh grep error app.log.")
        }
        if let reason = contradiction { throw ValidationError(reason) }
    }

    mutating func run() throws {
        var question: GrepQuestion
        // With the usage of this command.
        do { question = try GrepQuestion(self) } catch { GrepCommand.fail(error) }
        var isSelected = false
        let launcher = question.launcher
        try launcher.launch { isSelected = try question.answer() }
        if !isSelected { throw ExitCode(1) }
    }
}

extension GrepCommand {
    /// Why options do not go together; nil where they do.
    var contradiction: String? {
        if engine.output == nil {
            if engine.overwrite { return "--overwrite needs --output: without it nothing is written to disk." }
            if engine.resume { return "--resume needs --output, the directory of what it goes on with." }
            if engine.durable { return "--durable needs --output: without it nothing is written to disk." }
        } else if form.quiet || form.listsFiles {
            return "--output keeps lines or counts; leave it out, or -q, -l and -L."
        } else if !form.count, form.showsNumbers || form.hasContext || form.maxCount != nil {
            return
                "Numbers, lines around others and -m are made when lines are printed; redirect them instead of --output."
        }
        if let format = engine.outputFormat {
            if !form.count { return "Lines are printed as they are; --output-format is for -c." }
            if format == .sqlite { return "Counts are printed; use thresh count for a database." }
        }
        if form.filesWithMatches && form.filesWithoutMatch { return "-l and -L exclude each other." }
        if form.showsNames && form.hidesNames { return "-H and -h exclude each other." }
        return nil
    }
}

/// The options of a job that are of use when lines are searched: `-o` and `-h` are grep's own.
struct GrepRun: ParsableArguments {
    @Option(
        name: .customShort("j", allowingJoined: true),
        help: ArgumentHelp("Worker processes. (default: the processors this process may use)", valueName: "n"))
    var workers: Int?

    @Option(
        help: ArgumentHelp("Memory for all processes together. (default: 60 % of what is there)", valueName: "size"))
    var memory: ByteCount?

    @Option(help: ArgumentHelp("Input per map task. (default: 32M, less for small inputs)", valueName: "size"))
    var chunkSize: ByteCount?

    @Option(help: ArgumentHelp("Part files of -c with --output. (default: by the size of the input)", valueName: "n"))
    var partitions: Int?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("zstd level of temporary files, -50 to 19; less is faster.", valueName: "level"))
    var compressionLevel: Int?

    @Option(
        help: ArgumentHelp("Where temporary files go. (default: $TMPDIR, or /tmp)", valueName: "dir"),
        completion: .directory)
    var temporaryDirectory: String?

    @Option(help: ArgumentHelp("The longest line that is accepted.", valueName: "size"))
    var maxRecordSize: ByteCount = ByteCount(argument: "64M")!

    @Option(help: ArgumentHelp("How often a task is tried when its worker dies.", valueName: "n"))
    var maxAttempts = 4

    @Flag(help: "Keep an index beside each large .gz file, with which the next job reads it in parallel.")
    var gzipIndex = false

    @Option(
        help: ArgumentHelp(
            "Write the lines, or with -c the files and their counts, as part files and a manifest into this new directory.",
            valueName: "dir"), completion: .directory)
    var output: String?

    @Flag(help: "Replace an older output when the new one is complete.")
    var overwrite = false

    @Flag(help: "Flush the output to disk before it appears.")
    var durable = false

    @Flag(help: "Go on with what the same command left that was killed or interrupted; with --output.")
    var resume = false

    @Option(help: ArgumentHelp("How -c prints: table, tsv, csv, json, ndjson or markdown.", valueName: "format"))
    var outputFormat: OutputFormat?

    @Flag(help: "Print pseudonyms instead of addresses. See thresh count --help.")
    var anonymize = false

    @Flag(help: .hidden) var check = false

    @Flag(help: "Tell what happens, and where the time went.")
    var verbose = false

    /// What every job takes.
    func options(_ inputs: [String], isQuiet: Bool) throws -> RunOptions {
        var options = try RunOptions.parse(["-"])
        options.input = inputs
        options.workers = workers
        options.memory = memory
        options.chunkSize = chunkSize
        options.partitions = partitions
        options.compressionLevel = compressionLevel
        options.temporaryDirectory = temporaryDirectory
        options.maxRecordSize = maxRecordSize
        options.maxAttempts = maxAttempts
        options.gzipIndex = gzipIndex
        options.output = output
        options.overwrite = overwrite
        options.durable = durable
        options.resume = resume
        options.outputFormat = outputFormat
        options.check = check
        options.anonymize = anonymize
        options.quiet = isQuiet
        options.verbose = verbose
        try options.validate()
        return options
    }
}
