import ArgumentParser
import Platform
import Thresh
import ThreshCommand
import ThreshQueries

struct LogsJoinCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "join", abstract: "Pair the rows of two files that have equal keys.",
        discussion: """
            Tables, JSON lines and logs, in any combination, compressed or not; rows in the order of A, then of B.
              thresh join --on id orders.csv customers.csv
              thresh join --on customer=id --left orders.csv customers.json
              thresh join --on 'region, day' --outer plan.csv sales.csv
              thresh join --on '#1' --anti new.csv old.csv
              thresh join --on ip=address access.log blocked.tsv
              zcat big.csv.gz | thresh join --on id - names.csv --output-format csv
            The answer has the keys once, then the other columns of A, then those of B; with --semi and --anti it has the \
            columns of A. A row without a value for a key has no match. Options of every question are about A; \
            --with-format is about B.
            """)

    @Option(
        help: ArgumentHelp(
            "The fields that must be equal, with commas between: id, or id=user_id where B calls it otherwise, or '#1=#3' by number.",
            valueName: "keys"), completion: LineCompletion.fields)
    var on: String

    enum Kind: String, EnumerableFlag {
        case inner, left, right, outer, semi, anti

        static func help(for value: Kind) -> ArgumentHelp? {
            switch value {
            case .inner: "Rows that have a match."
            case .left: "And those of A that have none."
            case .right: "And those of B that have none."
            case .outer: "And those of both."
            case .semi: "Only A's columns of its rows that have a match, each once."
            case .anti: "Only the rows of A that have none."
            }
        }
    }

    @Flag(exclusivity: .exclusive) var kind = Kind.inner

    @Option(
        help: ArgumentHelp("The format of B's lines, as --format says that of A's.", valueName: "format"),
        completion: LineCompletion.formats)
    var withFormat: String?

    @Option(
        help: ArgumentHelp(
            "Which side is held in memory: a, b, or none for sorting both. It changes no answer. (default: by sizes and --memory)",
            valueName: "side"))
    var hold: JoinStrategy?

    @OptionGroup(title: "Options of every question") var log: LogOptions
    @OptionGroup(title: "Input, and options of every command") var options: RunOptions

    func validate() throws {
        guard options.merge.isEmpty, options.input.count != 2 else { return }
        throw ValidationError(
            """
            join takes two inputs, A and B, and here \(options.input.count == 1 ? "is 1" : "are \(options.input.count)"); \
            - is standard input, and quotes around a pattern make one input of many files: 'a*.csv'.
            """)
    }

    func run() throws {
        let launcher = JobLauncher(options: options, name: "join")
        try launcher.launch {
            if options.input == ["-", "-"] {
                throw ThreshError(.usage, "standard input (-) is named twice; it can be read only once")
            }
            var join = LogJoin(JoinKind(rawValue: kind.rawValue)!, on: try JoinKeys(on))
            join.strategy = hold
            join.isTyped = hasTypedRows
            if !options.quiet { join.tell = { Terminal.writeError($0 + "\n") } }
            let badLimit = log.badLimit(options)
            var copy: RereadInput?
            var inputs: [JoinInput] = []
            for (argument, log) in [(options.input[0], log), (options.input[1], log.ofOther(format: withFormat))] {
                guard argument == "-" else {
                    try options.checkIsKept(argument)
                    inputs.append(JoinInput(argument, lines: try log.input()))
                    continue
                }
                let spool = try RereadInput(in: options.temporaryDirectory)
                copy = spool
                inputs.append(JoinInput(spool.path, name: "-", lines: try log.input()))
            }
            var outcome: JoinOutcome?
            let details = AnswerDetails()
            details.title = "join on \(on)"
            try withExtendedLifetime(copy) {
                try launcher.deliver(hasHeader: log.header ? true : nil, details: details) { jobOptions, output in
                    let answer = try join.answer(inputs[0], inputs[1], jobOptions, to: output)
                    answer.a.report.tell(details)
                    outcome = answer
                    return answer.result
                }
            }
            try outcome?.tell(options, badLimit)
        }
    }

    /// Whether something wants to know what cells are; rows that are printed as they are do not.
    private var hasTypedRows: Bool {
        if options.html != nil || log.header { return true }
        if options.output != nil { return options.fileFormat ?? .tsv != .tsv }
        return options.outputFormat.map { $0 != .tsv } ?? Terminal.isTerminal(Terminal.output)
    }
}

extension JoinStrategy: ExpressibleByArgument {}

extension LogOptions {
    /// What they say of the other side of a join, whose format is said apart: how times are read.
    func ofOther(format: String?) -> LogOptions {
        var other = self
        other.format = format
        (other.condition, other.since, other.until) = (nil, nil, nil)
        (other.noHeader, other.decimalComma, other.thousandsComma, other.types) = (false, false, false, nil)
        return other
    }
}

extension JoinOutcome {
    /// Tells on standard error what a person should know, and fails when too many lines were rejected.
    fileprivate func tell(_ options: RunOptions, _ limit: BadLimit) throws {
        if !options.quiet {
            for note in notes { Terminal.writeError("\(note)\n") }
            Terminal.writeError(summary + "\n")
            for side in [a, b] where side.report.rejected > 0 || options.verbose {
                Terminal.writeError("\(side.letter): \(side.report.text)")
            }
        }
        try check()
        try a.report.check(limit)
        try b.report.check(limit)
    }
}
