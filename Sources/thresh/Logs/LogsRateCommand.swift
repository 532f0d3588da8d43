import ArgumentParser
import Thresh
import ThreshCommand
import ThreshLogs
import ThreshQueries

struct LogsRateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rate", abstract: "Count lines by time.",
        discussion: """
            Buckets without a line are 0, from --since to --until where they are given. On a terminal each has a bar.
              thresh rate --every 5m access.log
              thresh rate --every 1h --by status_class access.log
            Live, until Ctrl-C; in a pipe a row for each minute when it is over:
              thresh rate --follow /var/log/nginx/access.log
            """)

    @Option(help: ArgumentHelp("The length of a time bucket: 30s, 1m, 1h, 1d.", valueName: "duration"))
    var every = "1m"
    @Option(
        help: ArgumentHelp("Fields or expressions to group by too, with commas between.", valueName: "fields"),
        completion: LineCompletion.fields)
    var by: String?
    @OptionGroup var follow: FollowOptions
    @OptionGroup var interval: FollowIntervalOption
    @OptionGroup(title: "Rows of another file") var lookup: LookupOptions
    @OptionGroup(title: "Options of every question") var log: LogOptions
    @OptionGroup(title: "Input, and options of every command") var options: RunOptions

    func run() throws {
        var width: Int64 = 0
        let query = try makeQuery(&width)
        try lookup.check(follow)
        if follow.isOn { return try query.follow(log, options, follow, interval, name: "rate", rate: width) }
        try interval.check(follow)
        try query.run(log, options, lookup, name: "rate")
    }

    private func makeQuery(_ nanoseconds: inout Int64) throws -> LogQuery {
        let bucket = "bucket(time, \(every))"
        let keys = "\(bucket) as time" + (by.map { ", " + $0 } ?? "")
        return try LogQuery.launching { () throws(ThreshError) in
            var query = try LogQuery(by: keys, aggregates: "count")
            query.title = "lines every \(every)" + (by.map { " by " + $0 } ?? "")
            let expression = try QueryText.expression(bucket)
            guard case .call(_, let arguments) = expression.kind, arguments.count == 2,
                case .literal(.duration(let width)) = arguments[1].kind, (1...1e9).contains(width)
            else { throw ThreshError(.usage, "--every \(every) is no length of time; give 30s, 1m, 1h or 1d") }
            nanoseconds = Int64(width * 1e9)
            query.buckets = { try LogBuckets(expression, width: Int64(width * 1e9), context: $0) }
            return query
        }
    }
}
