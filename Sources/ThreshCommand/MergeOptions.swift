public import ArgumentParser
internal import Platform
public import Thresh

/// What `merge` takes: partials, and what becomes of the answer. The question is in the partials.
public struct MergeOptions: ParsableArguments {
    @Argument(help: "Directories that --partial made.", completion: .directory)
    public var partials: [String]

    @Option(
        name: [.short, .long],
        help: ArgumentHelp(
            "Write part files and a manifest into this new directory instead of printing.", valueName: "dir"),
        completion: .directory)
    public var output: String?

    @Flag(help: "Replace an older output when the new one is complete.")
    public var overwrite = false

    @Flag(help: "Flush the output to disk before it appears.")
    public var durable = false

    @Option(help: ArgumentHelp("How to print, or sqlite, as of the command itself.", valueName: "format"))
    public var outputFormat: OutputFormat?

    @Flag(help: "With --output-format csv: keep spreadsheets from computing texts, as of the command itself.")
    public var spreadsheet = false

    @Option(help: ArgumentHelp("The table in that database.", valueName: "name"))
    public var table: String?

    @Option(
        help: ArgumentHelp("Also write the answer as a page with charts.", valueName: "file"),
        completion: .file(extensions: ["html"]))
    public var html: String?

    @Option(
        name: .customShort("j", allowingJoined: true),
        help: ArgumentHelp("Worker processes. (default: the processors this process may use)", valueName: "n"))
    public var workers: Int?

    @Option(help: ArgumentHelp("Memory for all processes together.", valueName: "size"))
    public var memory: ByteCount?

    @Option(help: ArgumentHelp("Where temporary files go. (default: $TMPDIR, or /tmp)", valueName: "dir"))
    public var temporaryDirectory: String?

    @Flag(help: "Print errors only.")
    public var quiet = false

    @Flag(help: "Tell what happens, and where the time went.")
    public var verbose = false

    public init() {}

    /// The words of the command that made the first partial, as its reduce half over all of them.
    public func words() throws(ThreshError) -> [String] {
        guard let first = partials.first else { throw ThreshError(.usage, "name the partials to merge") }
        let question = try PartialQuestion(ofPartial: first)
        let (program, values) = try JobLauncher.program()
        try question.check(path: first, program: program, values: values)
        // Behind `--` there are only inputs, which are not read.
        var words = Array(question.command.prefix { $0 != "--" })
        // Whoever made the partial, it says what is asked and not where the answer goes.
        words = PartialWords(words, inputs: []).command
        for partial in partials { words += ["--merge", partial] }
        func add(_ option: String, _ value: String?) { if let value { words += [option, value] } }
        add("--output", output)
        add("--output-format", outputFormat?.rawValue)
        add("--table", table)
        add("--html", html)
        add("-j", workers.map { "\($0)" })
        add("--memory", memory.map { "\($0.bytes)" })
        add("--temporary-directory", temporaryDirectory)
        for (flag, isSet) in [
            ("--overwrite", overwrite), ("--durable", durable), ("--quiet", quiet), ("--verbose", verbose),
            ("--spreadsheet", spreadsheet),
        ] where isSet { words.append(flag) }
        return words
    }
}

extension JobCommand {
    /// Runs the command; or, where the first word is `merge`, the reduce half of the one that made the partials that
    /// follow: `myjob merge a.d b.d -o out`; or, where it is `worker`, what another engine has placed here.
    public static func main() {
        Terminal.holdClosedStreams()
        var words = Array(CurrentProgram.arguments.dropFirst())
        do { if let others = try JobLauncher.beginWorker(words) { words = others } } catch { fail(error) }
        guard words.first == "merge" else { return main(words) }
        let options = MergeOptions.parseOrExit(Array(words.dropFirst()))
        do {
            var merged: [String] = []
            try JobLauncher.reportingErrors { merged = try options.words() }
            unsafe JobLauncher.words = merged
            main(merged)
        } catch {
            fail(error)
        }
    }
}
