import ArgumentParser
import Platform
import Thresh
import ThreshCommand
import ThreshLogs

struct LogsFunnelCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "funnel", abstract: "Count the clients that get from step to step.",
        usage: "thresh logs funnel --by <fields> [<options>] <step> ... [--] <input> ...",
        discussion: """
            A client reaches a step when it has been through the steps before it, in this order and within --within of the \
            first; what else it does meanwhile does not matter. The answer is a row for each step: how many clients reach \
            it, which share that is of the first step and of the step before, and the median time from the step before, \
            in seconds.
            A step that begins with / is a page: the path without its query, in which * stands for anything; or with its \
            query, where the step has one. Any other step is a condition.
              thresh logs funnel --by ip /cart /pay /done access.log*
              thresh logs funnel --by ip,agent --within 1h / '/product/*' /cart access.log
              thresh logs funnel --by user 'path starts "/search"' 'status = 200' app.json
            What exists as a file, at the end of the line, is a log. Where that is not clear, put -- before the logs:
              thresh logs funnel --by ip / /home -- access.log
            """)

    @Option(help: ArgumentHelp("What a client is: fields or expressions, with commas between.", valueName: "fields"))
    var by: String
    @Option(
        help: ArgumentHelp(
            "The longest time from the first step to any other: 30m, 1h, 1d. (default: any)", valueName: "duration"))
    var within: String?
    @Option(
        help: ArgumentHelp(
            "What steps that begin with / are compared with: a field or expression. (default: path(path), the path without its query)",
            valueName: "expr"))
    var page: String?
    @OptionGroup var log: LogOptions
    @OptionGroup var options: RunOptions

    func run() throws {
        try JobLauncher.reportingErrors {
            // The parser takes the dashes away; what is behind them are no options.
            let line = CommandLine.arguments
            let behindDashes = line.firstIndex(of: "--").map { line.count - 1 - $0 } ?? 0
            let words = try FunnelArguments(options.input, behindDashes: behindDashes)
            var options = self.options
            options.input = words.inputs
            var steps: [FunnelStep] = []
            for step in words.steps { steps.append(try FunnelStep(step, page: page)) }
            let window = try within.map { text throws(ThreshError) in try LengthOfTime.parse(text, option: "--within") }
            let plan = try LogPlan(
                filter: try log.filter(), by: try LogQuery.list(by), values: steps.map(\.condition))
            let job = LogFunnel(
                plan, steps, window: window ?? .max, context: try log.context(), format: log.format)
            let badLimit = try log.badLimit()
            var report: LineReport?
            let details = AnswerDetails()
            let path = words.steps.joined(separator: ", ")
            details.title = log.title("funnel by \(by): \(path)" + (within.map { " within \($0)" } ?? ""))
            details.labels = [0]
            let launcher = JobLauncher(options: options, name: "funnel")
            try launcher.deliver(hasHeader: log.header ? true : nil, details: details) { jobOptions, output in
                let (table, result) = try LogsFunnelCommand.answer(job, steps, jobOptions)
                report = LineReport(result)
                report?.tell(details)
                try output.begin(FunnelTable.columns)
                try output.add(lines: table.rows)
                return result
            }
            if !options.quiet { for note in job.readers.notes { Terminal.writeError("\(note)\n") } }
            report?.tell(options)
            try report?.check(badLimit)
        }
    }

    private static func answer(
        _ job: LogFunnel, _ steps: [FunnelStep], _ options: JobOptions
    ) throws -> (table: FunnelTable, result: JobResult) {
        var result: JobResult?
        let clients = try Dataset.make(options) {
            let made = try job.run($0)
            result = made
            return made
        }
        var table = FunnelTable(steps.map(\.text))
        try FunnelSummary().forEachResult(clients.options(options)) { step, totals in
            table.set(step, reached: totals.reached, median: totals.result.median)
        }
        return (table, result!)
    }
}
