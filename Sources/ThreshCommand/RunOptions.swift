public import ArgumentParser
internal import Platform
public import Thresh

extension OutputFormat: ExpressibleByArgument {}

/// The options that every job has.
public struct RunOptions: ParsableArguments {
    @Argument(
        help:
            "Files, directories (read recursively, without hidden files), patterns, or - for standard input, which is also read when it is piped and nothing is named. gzip, zstd, bzip2 and xz are recognised by their content.",
        completion: .file()
    )
    public var input: [String] = []

    @Option(
        name: [.short, .long],
        help: ArgumentHelp(
            "Write part files and a manifest into this new directory instead of printing; rows as one new file where the name ends with .csv, .tsv, .txt, .json, .ndjson, .md or .db, or --output-format is given; lines as they are where it ends with .txt, .log, .csv or .json.",
            valueName: "dir or file"), completion: .file())
    public var output: String?

    @Flag(help: "Replace an older output when the new one is complete.")
    public var overwrite = false

    @Flag(help: "Flush the output to disk before it appears.")
    public var durable = false

    @Option(
        help: ArgumentHelp(
            "How to print: table, tsv, csv, json, ndjson or markdown; or sqlite, a database file that -o names. (default: table on a terminal, else tsv)",
            valueName: "format"))
    public var outputFormat: OutputFormat?

    @Flag(
        help:
            "With --output-format csv: a ' before texts that begin with = + - @ or a TAB, which spreadsheets would compute as formulas."
    )
    public var spreadsheet = false

    @Flag(
        help:
            "Print pseudonyms instead of addresses, in answers, notes and messages: the same for the same address, by a key of this run, or of the file that THRESH_ANONYMIZE_KEY names."
    )
    public var anonymize = false

    @Flag(help: "Tables are as wide as their rows; else a terminal's width cuts them, which … says.")
    public var wide = false

    @Option(help: ArgumentHelp("The table in that database. (default: named as the command)", valueName: "name"))
    public var table: String?

    @Option(
        help: ArgumentHelp(
            "Also write the answer as a page with charts into this new file, which needs no network.", valueName: "file"
        ), completion: .file(extensions: ["html"]))
    public var html: String?

    @Option(
        name: .customShort("j", allowingJoined: true),
        help: ArgumentHelp("Worker processes. (default: the processors this process may use)", valueName: "n"))
    public var workers: Int?

    @Option(
        help: ArgumentHelp(
            "Memory for all processes together, as in 512M or 4GiB. (default: 60 % of what is there)", valueName: "size"
        ))
    public var memory: ByteCount?

    @Option(help: ArgumentHelp("Input per map task. (default: 32M, less for small inputs)", valueName: "size"))
    public var chunkSize: ByteCount?

    @Option(help: ArgumentHelp("Part files. (default: one for each 64 MiB of input, at most 64)", valueName: "n"))
    public var partitions: Int?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "zstd level of the files between map and reduce, -50 to 19; less is faster.", valueName: "level"))
    public var compressionLevel: Int?

    @Option(
        help: ArgumentHelp("Where those files go. (default: $TMPDIR, or /tmp)", valueName: "dir"),
        completion: .directory)
    public var temporaryDirectory: String?

    @Option(help: ArgumentHelp("The longest line, or other record, that is accepted.", valueName: "size"))
    public var maxRecordSize: ByteCount = ByteCount(argument: "64M")!

    @Option(help: ArgumentHelp("How often a task is tried when its worker dies.", valueName: "n"))
    public var maxAttempts = 4

    @Option(
        help: ArgumentHelp(
            "End a worker that makes no progress for so long, as in 30s or 5m, and try its task again.",
            valueName: "time"))
    public var taskTimeout: TimeLimit?

    @Option(
        help: ArgumentHelp(
            "How many records may be bad, as in 10 or 0.1%. Those that the job throws or crashes at are left out and listed in rejects/ of the output (default: fail); lines that fit no format are rejected. (default: any number)",
            valueName: "n"))
    public var maxBad: String?

    @Option(
        help: ArgumentHelp(
            "Instead of an answer keep what it is made of in this new directory; merge makes the answer of one or more. See Docs/Partials.md.",
            valueName: "dir"), completion: .directory)
    public var partial: String?

    @Option(
        help: ArgumentHelp(
            "Of --partial: map only this share of the inputs, as in 2/5. All shards together have each record once.",
            valueName: "i/n"))
    public var shard: ShardArgument?

    @Flag(help: "Go on with what the same command left that was killed or interrupted; with -o or --partial.")
    public var resume = false

    @Option(
        help: ArgumentHelp(
            "Keep what was read in this directory: the same command reads only what is new the next time, and answers for all. See Docs/Partials.md.",
            valueName: "dir"), completion: .directory)
    public var state: String?

    @Flag(help: "Of --state: leave out what was read of files that are not there any more.")
    public var forgetMissing = false

    @Option(
        name: .customLong("merge"), parsing: .singleValue,
        help: ArgumentHelp("Read no input: make the answer of partials.", valueName: "dir", visibility: .hidden))
    public var merge: [String] = []

    @Flag(
        help:
            "Keep an index beside each large .gz file (.NAME.thresh-index), with which the next job reads it in parallel. One that is there is used in any case."
    )
    public var gzipIndex = false

    @Flag(help: "Look for faults of the job's combiner on this input, which should be small, instead of running it.")
    public var check = false

    @Flag(
        help:
            "Run in this process alone, one task after another, for a debugger: no worker is forked, and none replaces one that dies."
    )
    public var inline = false

    @Flag(help: "Print errors only.")
    public var quiet = false

    @Flag(help: "Tell what happens, and where the time went.")
    public var verbose = false

    public init() {}

    package var badRecordLimit: BadRecordLimit? { maxBad.flatMap { BadRecordLimit($0) } }

    public mutating func validate() throws {
        if !merge.isEmpty { (partial, shard, resume, state) = (nil, nil, false, nil) }
        if input.isEmpty && merge.isEmpty {
            guard Terminal.isPiped(Terminal.input) else {
                throw ValidationError("Missing input: name files or directories, or pipe something in.")
            }
            input = ["-"]
        }
        try check(workers, "-j", 1...4096)
        try check(partitions, "--partitions", 1...65536)
        try check(compressionLevel, "--compression-level", -50...19)
        try check(maxAttempts, "--max-attempts", 1...1000)
        if let maxBad, badRecordLimit == nil {
            throw ValidationError("--max-bad \(maxBad) is neither a number nor a share; give 100 or 0.1%.")
        }
        if chunkSize?.bytes == 0 { throw ValidationError("--chunk-size 0 would never end; give at least 1.") }
        if maxRecordSize.bytes < 1 || maxRecordSize.bytes > 2 << 30 {
            throw ValidationError("--max-record-size must be from 1 byte to 2 GiB.")
        }
        if inline {
            let other = workers != nil ? "-j" : taskTimeout != nil ? "--task-timeout" : nil
            if let other { throw ValidationError("--inline has no workers; leave out \(other).") }
        }
        if quiet && verbose { throw ValidationError("--quiet and --verbose exclude each other.") }
        if check && output != nil { throw ValidationError("--check writes no output; leave out -o.") }
        if maxBad != nil && (partial != nil || resume || state != nil) {
            throw ValidationError(
                "--max-bad does not go with --partial, --state and --resume, which keep no list of what was left out.")
        }
        if check && html != nil { throw ValidationError("--check has no answer for a page; leave out --html.") }
        try checkPartial()
        try checkAnonymize()
        if output == "" { throw ValidationError("-o needs the name of a directory.") }
        if output == "-" { throw ValidationError("-o names a directory; leave it out to print to standard output.") }
        if fileFormat == nil || outputFormat != nil { try checkEnding() }
        if html == "" { throw ValidationError("--html needs the name of a file.") }
        if output == nil && html == nil && partial == nil && state == nil {
            if overwrite { throw ValidationError("--overwrite needs -o: without it nothing is written to disk.") }
            if durable { throw ValidationError("--durable needs -o: without it nothing is written to disk.") }
        }
        if outputFormat == .sqlite {
            if output == nil {
                throw ValidationError("--output-format sqlite writes a file; name it with -o, as in -o answer.db.")
            }
        }
        if spreadsheet && (fileFormat ?? outputFormat) != .csv {
            throw ValidationError("--spreadsheet needs --output-format csv.")
        }
        if let table {
            if fileFormat != .sqlite { throw ValidationError("--table needs --output-format sqlite.") }
            if table.isEmpty || table.lowercased().hasPrefix("sqlite_") || table.contains("\0") {
                throw ValidationError("--table '\(table)' is no name that SQLite takes; give another.")
            }
        }
    }

    /// A name with the ending of a kind of file that is not written, which would be a directory of part files, or no such file.
    private func checkEnding() throws {
        guard let output, let ending = AnswerTarget.ending(of: output) else { return }
        let advice: String
        switch ending {
        case "gz", "zst", "bz2", "xz", "lz4", "zip":
            let command = ending == "gz" ? "gzip" : ending == "zst" ? "zstd" : "a program that compresses"
            advice = "answers are written as they are; print the answer instead, and pipe it to \(command)"
        case "html", "htm": advice = "a page is written by --html \(output)"
        case "xlsx", "xls", "ods", "parquet", "arrow", "feather", "avro", "orc", "xml", "yaml", "yml", "pdf":
            advice = "such files are not written; give a name that ends with .csv, .tsv, .json, .ndjson, .md or .db"
        default: return
        }
        throw ValidationError("-o \(output): \(advice).")
    }

    private func checkAnonymize() throws {
        guard anonymize else { return }
        let kept =
            partial != nil
            ? "--partial" : state != nil ? "--state" : output != nil && fileFormat == nil ? "-o" : nil
        if let kept {
            throw ValidationError(
                "--anonymize is about what is printed, and \(kept) keeps files of what was read; leave out one of them."
            )
        }
    }

    private func checkPartial() throws {
        if shard != nil && partial == nil {
            throw ValidationError("--shard needs --partial, the directory for what the shard gathers.")
        }
        if resume && partial == nil && (output == nil || fileFormat != nil) {
            throw ValidationError("--resume needs -o, the directory of the output, or --partial.")
        }
        if forgetMissing && state == nil { throw ValidationError("--forget-missing needs --state.") }
        if let state {
            if state == "" { throw ValidationError("--state needs the name of a directory.") }
            let other = partial != nil ? "--partial" : resume ? "--resume" : check ? "--check" : nil
            if let other { throw ValidationError("--state keeps what was read; leave out \(other).") }
        }
        guard let partial else { return }
        if partial == "" { throw ValidationError("--partial needs the name of a directory.") }
        let other =
            output != nil
            ? "-o" : html != nil ? "--html" : outputFormat != nil ? "--output-format" : check ? "--check" : nil
        if let other {
            throw ValidationError("--partial keeps what an answer is made of; leave out \(other), which merge takes.")
        }
        if overwrite { throw ValidationError("--partial makes a new directory; leave out --overwrite.") }
    }

    private func check(_ value: Int?, _ name: String, _ range: ClosedRange<Int>) throws {
        if let value, !range.contains(value) {
            throw ValidationError("\(name) \(value) is out of range; give \(range.lowerBound) to \(range.upperBound).")
        }
    }
}
