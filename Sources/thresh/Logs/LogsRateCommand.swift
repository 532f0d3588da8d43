import ArgumentParser
import Thresh
import ThreshCommand
import ThreshLogs

struct LogsRateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rate", abstract: "Count lines by time.",
        discussion: """
              thresh logs rate --every 5m access.log
              thresh logs rate --every 1h --by status_class access.log
            """)

    @Option(help: ArgumentHelp("The length of a time bucket: 30s, 1m, 1h, 1d.", valueName: "duration"))
    var every = "1m"
    @Option(help: ArgumentHelp("Fields or expressions to group by too, with commas between.", valueName: "fields"))
    var by: String?
    @OptionGroup var log: LogOptions
    @OptionGroup var options: RunOptions

    func run() throws {
        let keys = "bucket(time, \(every)) as time" + (by.map { ", " + $0 } ?? "")
        try LogQuery.launching { () throws(ThreshError) in try LogQuery(by: keys, aggregates: "count") }
            .run(log, options, name: "rate")
    }
}
