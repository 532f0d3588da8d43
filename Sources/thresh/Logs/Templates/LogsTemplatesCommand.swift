import ArgumentParser
import Platform
import Thresh
import ThreshCommand
import ThreshLogs
import ThreshQueries

struct LogsTemplatesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "templates",
        abstract: "Show which messages there are, with their values left out, and what is new.",
        discussion: """
            Lines that one statement of a program wrote are counted as one: numbers, addresses and the like become \
            <num>, <ip>, and other words that differ become <*>. The most frequent come first.
              thresh templates app.log
              thresh templates --example --limit 20 --since -1h /var/log/app
            Compare two sets of lines, divided by a time or by files. First come new messages, then those that became \
            much more frequent, or rarer, then those that vanished. A ratio is beside what most messages did, so that \
            a longer or busier time is no change.
              thresh templates --split 2025-02-25T14:00 app.log
              thresh templates --split -30m --where 'level = "ERROR"' app.log
              thresh templates today.log --baseline yesterday.log lastweek/*.log
            """)

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Compare the lines from this time on with those before it.", valueName: "time"))
    var split: String?

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp(
            "Compare the input with these files; name them behind the input, or put -- between.", valueName: "files"))
    var baseline: [String] = []

    @Option(
        help: ArgumentHelp(
            "What the message is: a field or expression. (default: message; whole lines where there is none)",
            valueName: "field"))
    var of: String?

    @Flag(help: "Show a line of each template too: the earliest.")
    var example = false

    @Option(help: ArgumentHelp("Print only so many rows.", valueName: "n")) var limit: Int?

    @Option(help: ArgumentHelp("Only templates with so many lines, in one of the sets.", valueName: "n"))
    var minCount = 1

    @Option(help: ArgumentHelp("How many times as frequent, or as rare, is a change.", valueName: "factor"))
    var change = 2.0

    @Flag(help: "Show the templates that did not change too.")
    var all = false

    @Option(
        help: ArgumentHelp(
            "The share of words that messages of one template have in common: more makes more templates.",
            valueName: "share"))
    var similarity = TemplateTree.defaultSimilarity

    @OptionGroup(title: "Options of every question") var log: LogOptions
    @OptionGroup(title: "Input, and options of every command") var options: RunOptions

    func validate() throws {
        if split != nil && !baseline.isEmpty {
            throw ValidationError("--split and --baseline exclude each other: both say what to compare with.")
        }
        if split == nil && baseline.isEmpty && all {
            throw ValidationError("--all is about a comparison; give --split or --baseline.")
        }
        if let limit, limit < 0 { throw ValidationError("--limit \(limit) is less than nothing; give 0 or more.") }
        if !(similarity > 0 && similarity <= 1) {
            throw ValidationError("--similarity \(similarity) is no share; give a number above 0, up to 1.")
        }
        if !(change > 1 && change < .infinity) {
            throw ValidationError("--change \(change) is no factor; give a number above 1, such as 2.")
        }
    }

    func run() throws {
        let launcher = JobLauncher(options: options, name: "templates")
        try launcher.launch {
            let question = try question()
            let badLimit = log.badLimit(options)
            var outcome: LogOutcome?
            let details = AnswerDetails()
            details.title = title
            details.labels = question.labels
            details.drawn = question.drawn
            details.additive = Set(question.drawn)
            if !baseline.isEmpty { try launcher.refuseHalves("--baseline compares files with one another") }
            if launcher.isShare { try launcher.refuseHalves() }
            if launcher.isMapHalf {
                _ = try launcher.keep { jobOptions in
                    let made = try question.answer(jobOptions, tellsUnchanged: false, to: NoRows())
                    outcome = made
                    return made.result
                }
                outcome?.report.tell(options)
                return
            }
            try launcher.deliverInHalves(hasHeader: log.header ? true : nil, details: details) { jobOptions, output in
                var jobOptions = jobOptions
                jobOptions.inputs = baseline + jobOptions.inputs
                let answer = try question.answer(
                    jobOptions, tellsUnchanged: Terminal.isTerminal(Terminal.error), to: output)
                answer.report.tell(details)
                details.remarks += answer.notes
                outcome = answer
                return answer.result
            }
            try outcome?.tell(options, badLimit)
        }
    }

    private var title: String {
        if let split { return log.title("templates before and from \(split) on") }
        return log.title(baseline.isEmpty ? "templates" : "templates beside \(baseline.joined(separator: ", "))")
    }

    private func question() throws -> TemplateQuestion {
        // What has no time is neither before it nor from it on.
        var question = TemplateQuestion(try log.input(and: split == nil ? nil : "time is not null"))
        question.split = try split.map { text in
            let condition = "time >= \(try LogOptions.moment(text, "--split"))"
            return try reporting { () throws(ExpressionError) in try Expression.parse(condition) }
        }
        question.baselineInputs = baseline.count
        question.message = try of.map { text throws(ThreshError) in try QueryText.expression(text) }
        question.similarity = similarity
        question.leastCount = minCount
        question.limit = limit ?? .max
        question.hasExample = example
        question.factor = change
        question.showsUnchanged = all
        return question
    }
}
