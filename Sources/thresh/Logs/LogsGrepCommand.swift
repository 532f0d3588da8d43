import ArgumentParser
import Thresh
import ThreshCommand
import ThreshQueries

struct LogsGrepCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "grep", abstract: "Print the lines for which a condition holds, in order.",
        discussion: """
              thresh logs grep --where 'status = 404' access.log
              thresh logs grep --where 'status >= 400' --fields 'time, path' access.log
              thresh logs grep --where 'ip = "10.0.0.1"' access.log*
            Files of a rotated log are read oldest first: access.log.2.gz, access.log.1, access.log.
            Go on with lines that are appended, from now on, until Ctrl-C:
              thresh logs grep --where 'status >= 500' --since now --follow access.log
            """)

    @Option(help: ArgumentHelp("Print these fields or expressions instead of whole lines.", valueName: "fields"))
    var fields: String?
    @OptionGroup var follow: FollowOptions
    @OptionGroup(title: "Options of every question") var log: LogOptions
    @OptionGroup(title: "Input, and options of every command") var options: RunOptions

    func run() throws {
        let launcher = JobLauncher(options: options, name: "grep")
        try launcher.launch {
            let input = try log.input()
            let fields = try fields.map { text throws(ThreshError) in try QueryText.list(text) } ?? []
            let search = try LineSearch(fields, input, isTyped: options.hasTypedRows)
            let badLimit = log.badLimit(options)
            if follow.isOn {
                try launcher.checkPrints(endlessly: true, hasColumns: !fields.isEmpty)
                let output = FollowOutput(
                    options, hasHeader: log.header ? true : nil, isLive: false, interval: .zero)
                return try search.follow(FollowSettings(options, launcher, badLimit), output)
            }
            var outcome: LogOutcome?
            let details = AnswerDetails()
            details.labels = Array(fields.indices)
            try launcher.complete(
                columns: search.columns, hasHeader: log.header ? true : nil, details: details
            ) { jobOptions in
                let answer = try search.answer(jobOptions)
                if let columns = answer.columns { details.columns = columns }
                answer.outcome.report.tell(details)
                outcome = answer.outcome
                return answer.outcome.result
            }
            try outcome?.tell(options, badLimit)
        }
    }
}
