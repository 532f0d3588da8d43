import ArgumentParser
import Thresh
import ThreshCommand
import ThreshQueries

struct LogsCommand: ParsableCommand {
    static let questions: [any ParsableCommand.Type] = [
        LogsCountCommand.self, LogsStatsCommand.self, LogsTopCommand.self, LogsAggCommand.self,
        LogsRateCommand.self, LogsGrepCommand.self, LogsSessionsCommand.self, LogsFunnelCommand.self,
        LogsJoinCommand.self,
        LogsTemplatesCommand.self, LogsFieldsCommand.self, LogsFormatsCommand.self, LogsExplainCommand.self,
    ]

    static let configuration = CommandConfiguration(
        commandName: "logs", abstract: "Ask questions of log files as they lie on disk.",
        discussion: """
            Formats are recognised by looking at each file; compressed files are read as they are.
              thresh logs count --by status access.log*
              thresh logs top 10 --by path --where 'status >= 500' /var/log/nginx
              thresh logs stats --of bytes --by path access.log
              thresh logs agg 'count, p99(bytes)' --by 'path, hour(time)' access.log
              thresh logs rate --every 5m --by status access.log
              thresh logs grep --where 'status = 404 and path starts "/api"' access.log
              thresh logs top 10 --by ip --follow access.log
              thresh logs rate --every 1h --by status access.log --html report.html
              thresh logs count --by ip access.log --output-format sqlite -o ip.db
              thresh logs sessions --by ip,agent --gap 30m access.log
              thresh logs funnel --by ip --within 1h /cart /pay /done access.log
              thresh logs templates --split -30m access.log

            Expressions: = != < <= > >= and or not in (1, 2) ~ 'regex' contains starts ends is null + - * / %; \
            404, 10MB, 250ms, 'text', 2015-05-17T10:00, now, yesterday; beside a time, -2h is two hours ago.
            Functions: minute hour day week month year bucket(time, 5m) hour_of_day weekday, status_class, path(path) \
            ext query(id), host(referer), subnet(ip, 24), browser os bot, bin(bytes, 1000), lower upper length \
            extract(path, 'regex') concat coalesce if round; case when status >= 500 then 'bad' else 'good' end.
            `thresh logs fields FILE` lists a file's fields. More is in Docs/LogFormats.md, and in Docs/Following.md of \
            --follow.
            """,
        subcommands: questions)
}

struct LogsAggCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "agg", abstract: "Aggregate groups of lines.",
        discussion: """
            Aggregates: count, sum(x), mean(x), min(x), max(x), stddev(x), variance(x), p50(x) to p99.9(x), median(x), \
            distinct(x), first(x), last(x), top(x, 5); in less memory, with an error whose bound is printed, \
            approx_p99(x), approx_distinct(x), approx_top(x, 5). Of some lines: sum(x) where status = 200, \
            count(status >= 500). Columns may be computed: sum(bytes) / count; of all groups: share, total, running, of \
            count or of sum(x). Name a column with `as`. \
            hour(time) and the like are the time at which the hour began; hour_of_day(time) is a number from 0 to 23.
              thresh agg 'count, sum(bytes) as volume' --by status access.log
              thresh agg 'count, p99(duration)' --by path --having 'count > 9' x.json
              thresh agg 'count(status >= 500) / count as rate, share' --by path access.log
              thresh agg 'approx_top(path, 3)' --by status access.log
              thresh agg 'distinct(ip) as n' --by day --sort -n --limit 3 access.log
              thresh agg 'sum(n)' --by kind orders.csv --with items.csv --on item=name
            """)

    @Argument(help: "Aggregates, with commas between.", completion: LineCompletion.aggregates) var aggregates: String
    @Option(
        help: ArgumentHelp("Fields or expressions to group by, with commas between.", valueName: "fields"),
        completion: LineCompletion.fields)
    var by: String?
    @Option(help: ArgumentHelp("Only groups for which this holds; it may use the aggregates.", valueName: "expr"))
    var having: String?
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Columns to sort by, - before one for descending. (default: the groups)", valueName: "columns"))
    var sort: String?
    @Option(help: ArgumentHelp("Print only so many rows.", valueName: "n")) var limit: Int?
    @OptionGroup var further: FurtherQuestions
    @OptionGroup var comparison: ComparisonOption
    @OptionGroup(title: "Rows of another file") var lookup: LookupOptions
    @OptionGroup(title: "Options of every question") var log: LogOptions
    @OptionGroup(title: "Input, and options of every command") var options: RunOptions

    func run() throws {
        try LogQuery.launching { () throws(ThreshError) in
            try LogQuery(by: by, aggregates: aggregates, having: having, sort: sort, limit: limit)
        }.run(and: further, comparison, lookup, log, options, name: "agg")
    }
}

struct LogsCountCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "count", abstract: "Count lines, by anything.",
        discussion: """
            The most frequent groups come first.
              thresh count access.log
              thresh count --by 'status, method' --where 'time >= -1d' access.log
            """)

    @Option(
        help: ArgumentHelp("Fields or expressions to group by, with commas between.", valueName: "fields"),
        completion: LineCompletion.fields)
    var by: String?
    @Option(help: ArgumentHelp("Print only so many rows.", valueName: "n")) var limit: Int?
    @OptionGroup var further: FurtherQuestions
    @OptionGroup var comparison: ComparisonOption
    @OptionGroup(title: "Rows of another file") var lookup: LookupOptions
    @OptionGroup(title: "Options of every question") var log: LogOptions
    @OptionGroup(title: "Input, and options of every command") var options: RunOptions

    func run() throws {
        try LogQuery.launching { () throws(ThreshError) in
            try LogQuery(by: by, aggregates: "count", sort: by == nil ? nil : "-count", limit: limit)
        }.run(and: further, comparison, lookup, log, options, name: "count")
    }
}

struct LogsTopCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "top", abstract: "Show the heaviest groups.",
        discussion: """
              thresh top 10 --by ip access.log
              thresh top 5 --by path --of 'sum(bytes)' access.log
            Live, until Ctrl-C; in a pipe the answer again every 10 s, each row with its time:
              thresh top 10 --by ip --follow /var/log/nginx/access.log
            """)

    @Argument(help: ArgumentHelp("How many.", valueName: "n")) var count: Int
    @Option(
        help: ArgumentHelp("Fields or expressions to group by, with commas between.", valueName: "fields"),
        completion: LineCompletion.fields)
    var by: String
    @Option(
        help: ArgumentHelp("What makes a group heavy: an aggregate.", valueName: "aggregate"),
        completion: LineCompletion.aggregates)
    var of = "count"
    @OptionGroup var further: FurtherQuestions
    @OptionGroup var comparison: ComparisonOption
    @OptionGroup var follow: FollowOptions
    @OptionGroup var interval: FollowIntervalOption
    @OptionGroup(title: "Rows of another file") var lookup: LookupOptions
    @OptionGroup(title: "Options of every question") var log: LogOptions
    @OptionGroup(title: "Input, and options of every command") var options: RunOptions

    func validate() throws {
        if count < 1 { throw ValidationError("top \(count) prints nothing; give at least 1.") }
    }

    func run() throws {
        let query = try LogQuery.launching { () throws(ThreshError) in
            var query = try LogQuery(by: by, aggregates: of, limit: count)
            query.showHeaviestFirst()
            return query
        }
        try lookup.check(follow)
        if follow.isOn {
            if !further.and.isEmpty || comparison.compare != nil {
                throw ValidationError("--follow goes on with one question; leave out --and and --compare.")
            }
            return try query.follow(log, options, follow, interval, name: "top")
        }
        try interval.check(follow)
        try query.run(and: further, comparison, lookup, log, options, name: "top")
    }
}

struct LogsStatsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stats", abstract: "Describe a field's numbers: count, sum, mean, extremes, quantiles.",
        discussion: """
              thresh stats --of bytes access.log
              thresh stats --of duration --by path x.json
            """)

    @Option(help: ArgumentHelp("A field or expression.", valueName: "field"), completion: LineCompletion.fields) var of:
        String
    @Option(
        help: ArgumentHelp("Fields or expressions to group by, with commas between.", valueName: "fields"),
        completion: LineCompletion.fields)
    var by: String?
    @OptionGroup var further: FurtherQuestions
    @OptionGroup var comparison: ComparisonOption
    @OptionGroup(title: "Rows of another file") var lookup: LookupOptions
    @OptionGroup(title: "Options of every question") var log: LogOptions
    @OptionGroup(title: "Input, and options of every command") var options: RunOptions

    func run() throws {
        let columns = [
            ("count", "count"), ("sum", "sum"), ("mean", "mean"), ("min", "min"), ("max", "max"), ("p50", "p50"),
            ("p90", "p90"), ("p95", "p95"), ("p99", "p99"), ("stddev", "stddev"),
        ]
        let list = columns.map { "\($0.0)(\(of)) as \($0.1)" }.joined(separator: ", ")
        try LogQuery.launching { () throws(ThreshError) in
            var query = try LogQuery(by: by, aggregates: list)
            query.title = "\(of)" + (by.map { " by " + $0 } ?? "")
            return query
        }.run(and: further, comparison, lookup, log, options, name: "stats")
    }
}

extension LogQuery {
    /// Makes a query, and turns what is wrong with its expressions into a message and an exit code.
    static func launching(_ make: () throws(ThreshError) -> LogQuery) throws -> LogQuery {
        var query: LogQuery?
        try JobLauncher.reportingErrors { query = try make() }
        return query!
    }
}
