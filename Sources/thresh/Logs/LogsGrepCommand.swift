import ArgumentParser
import Thresh
import ThreshCommand
import ThreshLogs

struct LogsGrepCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "grep", abstract: "Print the lines for which a condition holds, in order.",
        discussion: """
              thresh logs grep --where 'status = 404' access.log
              thresh logs grep --where 'status >= 400' --fields 'time, path' access.log
              thresh logs grep --where 'ip = "10.0.0.1"' access.log*
            Files of a rotated log are read oldest first: access.log.2.gz, access.log.1, access.log.
            """)

    @Option(help: ArgumentHelp("Print these fields or expressions instead of whole lines.", valueName: "fields"))
    var fields: String?
    @OptionGroup var log: LogOptions
    @OptionGroup var options: RunOptions

    func run() throws {
        let launcher = JobLauncher(options: options, name: "grep")
        try launcher.launch {
            let context = try log.context()
            let filter = try log.filter()
            let fields = try fields.map { text throws(ThreshError) in try LogQuery.list(text) } ?? []
            let plan = try LogPlan(filter: filter, by: fields, aggregates: [])
            let badLimit = try log.badLimit()
            let mapper = LogMapper(plan: plan, context: context, format: log.format)
            let job = LogGrep(mapper)
            var report: LineReport?
            try launcher.complete(columns: job.columns(options.outputFormat), hasHeader: log.header ? true : nil) {
                jobOptions in
                var jobOptions = jobOptions
                jobOptions.arrangeFiles = RotatedFiles(context: context, format: log.format).order
                let result = try job.run(jobOptions)
                report = LineReport(result, mapper.readers.files)
                return LineReport.withoutRejects(result)
            }
            report?.tell(options)
            try report?.check(badLimit)
        }
    }
}

/// The lines that are kept, or some of their fields.
struct LogGrep: MapOnlyJob {
    private var mapper: LogMapper
    private let rows: LogRowWriter

    init(_ mapper: LogMapper) {
        self.mapper = mapper
        rows = LogRowWriter(plan: mapper.plan, zone: mapper.readers.context.zone)
    }

    /// Numbers are numbers in JSON; the types are not known before the formats are.
    func columns(_ format: OutputFormat?) -> [Column]? {
        let kind: Column.Kind = format == .json || format == .ndjson ? .number : .text
        return mapper.plan.keys.isEmpty ? nil : mapper.plan.keys.map { Column($0.name, kind) }
    }
    func prepare(files: [JobInput]) throws { try mapper.readers.prepare(files) }
    mutating func beginTask() { mapper.beginTask() }

    func map(_ record: Record, into part: inout PartWriter) {}

    mutating func map(_ block: RecordBlock, into part: inout PartWriter) {
        let rows = self.rows
        let printsLines = mapper.plan.keys.isEmpty
        let counts = mapper.map(block) { key, fields, _ in
            if printsLines {
                part.write(fields.line)
                part.endRow()
            } else {
                rows.writeKey(key, to: &part)
            }
        }
        part.count("kept", group: "lines", by: counts.kept)
        part.count("filtered", group: "lines", by: counts.filtered)
        part.count("rejected", group: "lines", by: counts.rejected)
        part.count("skipped", group: "lines", by: counts.skipped)
        for name in counts.rejects { part.count(dynamicName: name, group: Reject.group) }
    }
}
