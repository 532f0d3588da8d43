import ArgumentParser
import Platform
import Thresh
import ThreshCommand
import ThreshLogs
import ThreshQueries

struct SortCommand: JobCommand {
    static let configuration = CommandConfiguration(
        commandName: "sort", abstract: "Sort lines, of more data than fits in memory too.",
        discussion: """
            Lines are ordered by their bytes (as sort does with LC_ALL=C). The part files one after another are the \
            sorted input.
              thresh sort big.txt -o sorted && cat sorted/part-* > sorted.txt
              thresh sort --key 2 --numeric --reverse sizes.txt
              thresh sort -t , -k 2nr -k 1 sales.csv
              du -ah | thresh sort -k 1h
            Tables, JSON lines and logs by their fields, the names of columns first:
              thresh sort --by 'amount desc, region' sales.csv
            Is it in order? Exit code 1 and the first line that is not:
              thresh sort -c -k 2n sizes.txt
            """)

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Order tables, JSON lines and logs by fields or expressions of them, each with an optional desc behind or - before it; numbers as numbers.",
            valueName: "fields"),
        completion: LineCompletion.fields)
    var by: String?

    @Option(
        help: ArgumentHelp("Of --by: the format, instead of looking.", valueName: "format"),
        completion: LineCompletion.formats)
    var format: String?

    @Option(
        help: ArgumentHelp(
            "Of --by: which number of a date like 07/11/2024 is first, where no line says it: day-first, month-first, or year-first.",
            valueName: "order"))
    var dateOrder: String?

    @Option(
        name: [.customShort("k", allowingJoined: true), .long],
        help: ArgumentHelp(
            "Order by this field, counted from 1, or by fields, as in 2,3; lines with equal keys by the next --key, then by the whole line. Letters behind it are for this key alone: n h V r f b, the options below and b to skip blanks.",
            valueName: "key"))
    var key: [String] = []

    @Option(
        name: [.customShort("t", allowingJoined: true), .long], parsing: .singleValue,
        help: ArgumentHelp("What divides fields: one character, or \\t. (default: runs of blanks)", valueName: "char"))
    var separator: [String] = []

    @Flag(
        name: [.customShort("n"), .long],
        help: "Order by the number that the key starts with; what is no number counts as 0.")
    var numeric = false

    @Flag(help: "Order by numbers with a unit, as in 2K and 1.5G: powers of 1024. (letter: h)")
    var humanNumeric = false

    @Flag(name: [.customShort("V"), .long], help: "Order by versions: 1.10 comes behind 1.9.")
    var versionSort = false

    @Flag(name: [.customShort("f"), .long], help: "Upper and lower case (of ASCII letters) are the same.")
    var ignoreCase = false

    @Flag(name: [.customShort("r"), .long], help: "Largest first.")
    var reverse = false

    @Flag(name: [.customShort("s"), .long], help: "Leave lines with equal keys in the order of the input.")
    var stable = false

    @Flag(
        name: .customShort("c"),
        help:
            "Sort nothing: tell the first line that is not in order, and exit with 1 if there is one. --check is the same."
    )
    var checksOrder = false

    @Flag(
        name: [.customShort("u"), .long], help: "Of lines with equal keys keep one: the first in the output's order.")
    var unique = false

    @OptionGroup(title: "Input, and options of every command") var options: RunOptions

    func validate() throws {
        if Set(separator).count > 1 {
            throw ValidationError("--separator is \(separator.map { "'\($0)'" }.joined(separator: " and ")); give one.")
        }
        if let by {
            let option =
                !key.isEmpty
                ? "--key"
                : !separator.isEmpty
                    ? "--separator"
                    : numeric
                        ? "--numeric"
                        : humanNumeric
                            ? "--human-numeric"
                            : versionSort
                                ? "--version-sort"
                                : ignoreCase
                                    ? "--ignore-case"
                                    : reverse ? "--reverse" : checksOrder || options.check ? "-c" : nil
            if let option { throw ValidationError("--by '\(by)' says the whole order; leave out \(option), or --by.") }
        } else if format != nil || dateOrder != nil {
            throw ValidationError("\(format != nil ? "--format" : "--date-order") needs --by.")
        }
        if [numeric, humanNumeric, versionSort].count(where: { $0 }) > 1 {
            throw ValidationError("--numeric, --human-numeric and --version-sort exclude each other.")
        }
        _ = try keys()
    }

    private func keys() throws -> [SortKey] {
        let separator = try FieldSplitter.separator(separator.first)
        var usual = SortKey()
        usual.kind = numeric ? .numeric : humanNumeric ? .human : versionSort ? .version : .text
        usual.foldsCase = ignoreCase
        usual.isReversed = reverse
        if key.isEmpty { return usual.isPlain ? [] : [usual] }
        return try key.map { try SortKey($0, separator: separator, usual: usual) }
    }

    func makeJob() throws -> LineSort {
        LineSort(keys: try keys(), isReversed: reverse, isUnique: unique, isStable: stable)
    }

    func run() throws {
        let launcher = JobLauncher(options: options, name: "sort")
        try launcher.launch {
            if let by { return try sort(by, launcher) }
            let job = try makeJob()
            if checksOrder || options.check { return try check(job, launcher) }
            try launcher.run(job)
        }
    }

    private func sort(_ by: String, _ launcher: JobLauncher) throws {
        let context = ExpressionContext(
            now: Timestamp(nanoseconds: WallClock.nanoseconds), dateOrder: try LogOptions.dateOrder(dateOrder))
        var input = LogInput(format: format, filter: nil, context: context)
        input.formatRules = Configuration.rules
        let job = try LogSort(try QueryText.order(by), input, isStable: stable, isUnique: unique)
        var outcome: LogOutcome?
        try launcher.complete(columns: nil) { jobOptions in
            let answer = try job.answer(jobOptions)
            outcome = answer
            return answer.result
        }
        // A line that is left out is none that was sorted.
        try outcome?.tell(options, options.lineLimit ?? .count(0))
    }

    private func check(_ job: LineSort, _ launcher: JobLauncher) throws {
        if options.output != nil { throw ThreshError(.usage, "-c writes no output; leave out -o") }
        let check = OrderCheck(job)
        var rows: [UInt8] = []
        _ = try launcher.gather { jobOptions in
            var jobOptions = jobOptions
            jobOptions.output = unsafe .stream { bytes in unsafe rows.append(contentsOf: bytes) }
            return try check.run(jobOptions)
        }
        guard let disorder = check.disorder(in: rows) else { return }
        Terminal.writeError("thresh: sort: \(disorder)\n")
        throw ExitCode(1)
    }
}
