import ArgumentParser
import Thresh
import ThreshCommand
import ThreshQueries

struct LogsSessionsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sessions", abstract: "Divide the lines of each client into sessions.",
        discussion: """
            A session ends when its client is silent for longer than --gap. The answer is a row for all sessions, then the \
            pages with which most sessions begin (entry) and end (exit). A bounce is a session of one line; durations are \
            in seconds, from the first line to the last.
              thresh sessions --by ip,agent access.log*
            Pages only, no pictures and scripts, and no robots:
              thresh sessions --by ip --where 'ext is null and bot is null' x.log
            One row for each session instead, by client and time, or the longest first:
              thresh sessions --by ip --list access.log
              thresh sessions --by ip --list --sort -duration --limit 9 access.log
              thresh sessions --by user --list --having 'lines > 9' app.json
            Rows of sessions are a log too:
              thresh sessions --by ip --list --header access.log >sessions.tsv
              thresh agg 'count, p90(duration)' --by 'day(start)' sessions.tsv
            """)

    @Option(help: ArgumentHelp("What a client is: fields or expressions, with commas between.", valueName: "fields"))
    var by: String
    @Option(help: ArgumentHelp("The longest silence within a session: 30s, 30m, 1h.", valueName: "duration"))
    var gap = "30m"
    @Option(
        help: ArgumentHelp(
            "What a page is: a field or expression. (default: path(path), the path without its query, where there is one)",
            valueName: "expr"))
    var page: String?
    @Flag(help: "Print a row for each session.") var list = false
    @Option(
        help: ArgumentHelp(
            "Only sessions for which this holds: of start, end, duration, lines, bytes, entry, exit and the fields of --by.",
            valueName: "expr"))
    var having: String?
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "With --list, columns to sort by, - before one for descending. (default: client and start)",
            valueName: "columns"))
    var sort: String?
    @Option(
        help: ArgumentHelp(
            "Print only so many sessions, or so many pages of each kind. (default: all sessions, 10 pages)",
            valueName: "n"))
    var limit: Int?
    @OptionGroup(title: "Options of every question") var log: LogOptions
    @OptionGroup(title: "Input, and options of every command") var options: RunOptions

    func validate() throws {
        if !list && sort != nil { throw ValidationError("--sort puts sessions in order; give --list too.") }
        if options.output != nil && options.fileFormat == nil && limit != nil {
            throw ValidationError("--limit is for what is printed; leave out -o, or --limit.")
        }
    }

    func run() throws {
        let launcher = JobLauncher(options: options, name: "sessions")
        try launcher.launch {
            let badLimit = log.badLimit(options)
            let input = try log.input()
            let plan = try SessionPlan(
                filter: input.filter, by: by, gap: try LengthOfTime.parse(gap, option: "--gap"), page: page)
            let question = try SessionQuestion(
                plan, having: try having.map { text throws(ThreshError) in try QueryText.expression(text) },
                sort: try sort.map { text throws(ThreshError) in try QueryText.order(text) } ?? [],
                limit: try QueryText.limit(limit), input, isTyped: options.hasTypedRows)
            let details = AnswerDetails()
            details.title = log.title("sessions by \(by), gap \(gap)")
            var outcome: LogOutcome?
            let hasHeader = log.header ? true : nil
            if list {
                // A client's sessions are told apart by their start.
                details.labels = Array(0...plan.keyCount)
                details.additive = Set(plan.additiveColumns)
                if options.resume, sort != nil {
                    try launcher.refuseHalves("--sort puts sessions in order by a second job")
                }
                try launcher.completeResumable(columns: question.columns, hasHeader: hasHeader, details: details) {
                    let list = try question.list($0)
                    outcome = list.outcome
                    details.columns = list.columns
                    list.outcome.report.tell(details)
                    return list.outcome.result
                }
            } else {
                details.labels = [0, 1]
                details.drawn = SummaryTable.drawn
                try launcher.deliver(hasHeader: hasHeader, details: details) { jobOptions, output in
                    let summary = try question.summary(jobOptions, to: output)
                    outcome = summary
                    summary.report.tell(details)
                    return summary.result
                }
            }
            try outcome?.tell(options, badLimit)
        }
    }
}
