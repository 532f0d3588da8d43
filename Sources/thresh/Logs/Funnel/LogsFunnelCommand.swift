import ArgumentParser
import Platform
import Thresh
import ThreshCommand
import ThreshQueries

struct LogsFunnelCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "funnel", abstract: "Count the clients that get from step to step.",
        usage: "thresh funnel --by <fields> [<options>] <step> ... [--] <input> ...",
        discussion: """
            A client reaches a step when it has been through the steps before it, in this order and within --within of the \
            first; what else it does meanwhile does not matter. The answer is a row for each step: how many clients reach \
            it, which share that is of the first step and of the step before, and the median time from the step before, \
            in seconds.
            A step that begins with / is a page: the path without its query, in which * stands for anything; or with its \
            query, where the step has one. Any other step is a condition.
              thresh funnel --by ip /cart /pay /done access.log*
              thresh funnel --by ip,agent --within 1h / '/product/*' /cart access.log
              thresh funnel --by user 'path starts "/search"' 'status = 200' app.json
            What exists as a file, at the end of the line, is a log. Where that is not clear, put -- before the logs:
              thresh funnel --by ip / /home -- access.log
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
    @OptionGroup(title: "Options of every question") var log: LogOptions
    @OptionGroup(title: "Input, and options of every command") var options: RunOptions

    func run() throws {
        try JobLauncher.reportingErrors {
            // The parser takes the dashes away; what is behind them are no options.
            let line = CurrentProgram.arguments
            let behindDashes = line.firstIndex(of: "--").map { line.count - 1 - $0 } ?? 0
            let words = try FunnelArguments(options.input, behindDashes: behindDashes)
            var options = self.options
            options.input = words.inputs
            let window = try within.map { text throws(ThreshError) in try LengthOfTime.parse(text, option: "--within") }
            let question = try FunnelQuestion(
                words.steps, by: by, within: window, page: page, try log.input())
            let badLimit = log.badLimit(options)
            var outcome: LogOutcome?
            let details = AnswerDetails()
            let path = words.steps.joined(separator: ", ")
            details.title = log.title("funnel by \(by): \(path)" + (within.map { " within \($0)" } ?? ""))
            details.labels = [0]
            let launcher = JobLauncher(options: options, name: "funnel")
            try launcher.deliver(hasHeader: log.header ? true : nil, details: details) { jobOptions, output in
                let answer = try question.answer(jobOptions, to: output)
                answer.report.tell(details)
                outcome = answer
                return answer.result
            }
            try outcome?.tell(options, badLimit)
        }
    }
}
