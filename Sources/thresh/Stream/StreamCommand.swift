import ArgumentParser
import Platform
import Thresh
import ThreshCommand

struct StreamCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stream", abstract: "Run a job whose map and reduce are commands in any language.",
        discussion: """
            Commands read lines and print lines, as for Hadoop Streaming: map gets the lines of the input and prints key \
            TAB value; reduce gets these sorted by key, all of a key together, and what it prints is the output. Without \
            --reduce what map prints is the output, in the order of the input.
            Count words:
              thresh stream --map "tr -s ' ' '\\n'" --reduce 'uniq -c' texts/
            The same in Python, with sums in each map task already:
              thresh stream --map ./m.py --combine ./r.py --reduce ./r.py texts -o counts
            Lines through any filter, on all processors:
              thresh stream --map 'sed s/secret/xxx/g' access.log.1.gz > clean.log
            The options of Hadoop Streaming are understood too:
              thresh stream -mapper ./m.py -reducer ./r.py -input texts -output counts2
            Docs/Streaming.md says what commands are told and what they can report.
            """)

    @Option(help: ArgumentHelp("What makes key TAB value of each line; a command for /bin/sh.", valueName: "command"))
    var map: String

    @Option(
        help: ArgumentHelp(
            "What makes fewer lines of the sorted output of a map task; often the same as --reduce.",
            valueName: "command"))
    var combine: String?

    @Option(
        help: ArgumentHelp("What makes the output of the sorted lines; none for no reduce.", valueName: "command"))
    var reduce: String?

    @Option(help: ArgumentHelp("What ends a key in the output of map: one character, or \\t.", valueName: "char"))
    var separator = "\\t"

    @Option(help: ArgumentHelp("How many fields the key has.", valueName: "n"))
    var keyFields = 1

    @Option(help: ArgumentHelp("A variable for the commands; may be repeated.", valueName: "name=value"))
    var cmdenv: [String] = []

    @Option(
        help: ArgumentHelp(
            "A file or directory that is copied into a directory of the job, where the commands run then, under its name or another; may be repeated.",
            valueName: "path[#name]"), completion: .file())
    var file: [String] = []

    @Option(
        help: ArgumentHelp(
            "The same of an archive (tar, zip), unpacked into a directory of its name.", valueName: "path[#name]"),
        completion: .file())
    var archive: [String] = []

    @OptionGroup(title: "Input, and options of every command") var options: RunOptions

    private var reduceCommand: String? { reduce?.lowercased() == "none" ? nil : reduce }

    func validate() throws {
        if keyFields < 1 { throw ValidationError("--key-fields counts from 1.") }
        _ = try FieldSplitter.separator(separator)
        for (option, command) in [("--map", map), ("--combine", combine), ("--reduce", reduce)] {
            if let command, command.allSatisfy(\.isWhitespace) {
                throw ValidationError("\(HadoopArguments.spelling(option)) needs a command.")
            }
        }
        if combine != nil && reduceCommand == nil {
            throw ValidationError(
                "\(HadoopArguments.spelling("--combine")) needs \(HadoopArguments.spelling("--reduce")).")
        }
        if options.maxBad != nil {
            throw ValidationError(
                "The commands get many records at a time, so that none is known to be bad; leave out --max-bad.")
        }
        for variable in cmdenv where variable.firstIndex(of: "=") ?? variable.startIndex == variable.startIndex {
            throw ValidationError("\(HadoopArguments.spelling("--cmdenv")) '\(variable)' must be NAME=VALUE.")
        }
    }

    mutating func run() throws {
        var launcher = JobLauncher(options: options, name: Self._commandName)
        if options.anonymize {
            throw ValidationError(
                "--anonymize is about what thresh prints, and these commands print too; leave it out.")
        }
        if options.resume { launcher.furtherWords = contentOfCommands }
        try launcher.launch {
            let files = try CommandFiles(files: file, archives: archive, in: options.temporaryDirectory)
            defer { withExtendedLifetime(files) {} }
            var settings = try makeSettings(files)
            try launcher.completeResumable(columns: nil) { options in
                var options = options
                options.hasCostlyTasks = true
                guard let reduce = settings.reduce else { return try StreamMapJob(settings: settings).run(options) }
                if settings.combine != nil { settings.combineBytes = takeMemory(from: &options) }
                return try StreamJob(settings: settings, reduce: reduce).run(options)
            }
        }
    }

    /// What is in the files that commands name, and in those that are copied: others may be there when the job goes on.
    private var contentOfCommands: [String] {
        let words = [map, combine, reduceCommand].compactMap { $0 }.flatMap { command in
            command.split { " \t\n'\"|;&<>()".contains($0) }.map(String.init)
        }
        let copied = (file + archive).map { $0.split(separator: "#").first.map(String.init) ?? $0 }
        return Set(words + copied).sorted().flatMap { FileContent.words(of: $0) }
    }

    /// Bytes for each process to sort what is combined, taken out of the job's budget.
    private func takeMemory(from options: inout JobOptions) -> Int {
        let budget = options.memory ?? Machine.availableMemory / 10 * 6
        let workers = UInt64(options.workers ?? Machine.availableProcessors)
        let share = min(UInt64(StreamSettings.mostCombineBytes), budget / workers / 4)
        options.memory = budget - share * workers
        return Int(share)
    }

    private func makeSettings(_ files: CommandFiles) throws -> StreamSettings {
        var settings = StreamSettings(map: try CommandLookup.resolve(map, option: "--map", files))
        settings.combine = try combine.map { try CommandLookup.resolve($0, option: "--combine", files) }
        settings.reduce = try reduceCommand.map { try CommandLookup.resolve($0, option: "--reduce", files) }
        settings.separator = try FieldSplitter.separator(separator) ?? settings.separator
        settings.keyFields = keyFields
        settings.directory = files.directory
        settings.largestRecord = Int(options.maxRecordSize.bytes)
        settings.showsStatus = options.verbose
        for variable in cmdenv {
            let parts = variable.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            settings.environment[String(parts[0])] = String(parts[1])
        }
        return settings
    }
}
