import ArgumentParser
import Platform
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
            Go on with lines that are appended, from now on, until Ctrl-C:
              thresh logs grep --where 'status >= 500' --since now --follow access.log
            """)

    @Option(help: ArgumentHelp("Print these fields or expressions instead of whole lines.", valueName: "fields"))
    var fields: String?
    @OptionGroup var follow: FollowOptions
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
            let isJSON = options.outputFormat == .json || options.outputFormat == .ndjson
            let job = LogGrep(mapper, isJSON: isJSON)
            if follow.isOn {
                try launcher.checkPrints(endlessly: true, hasColumns: !fields.isEmpty)
                let output = FollowOutput(
                    options, hasHeader: log.header ? true : nil, isLive: false, interval: .zero)
                let answer = GrepAnswer(mapper, columns: job.columns, isJSON: isJSON, output)
                return try Follower(
                    answer, mapper, output, launcher: launcher, options: options, badLimit: badLimit
                ).run(options)
            }
            var report: LineReport?
            let details = AnswerDetails()
            details.labels = Array(fields.indices)
            try launcher.complete(
                columns: job.columns, hasHeader: log.header ? true : nil, details: details
            ) { jobOptions in
                var jobOptions = jobOptions
                jobOptions.arrangeFiles = RotatedFiles(context: context, format: log.format).order
                let result = try job.run(jobOptions)
                if !fields.isEmpty {
                    let columns = plan.columns(mapper.readers)
                    details.columns = isJSON ? JSONRows.columns(columns) : columns
                }
                report = LineReport(result)
                report?.tell(details)
                return result
            }
            if !options.quiet { for note in mapper.readers.notes { Terminal.writeError("\(note)\n") } }
            report?.tell(options)
            try report?.check(badLimit)
        }
    }
}

/// The lines that are kept, or some of their fields.
struct LogGrep: MapOnlyJob {
    private var mapper: LogMapper
    private let rows: LogRowWriter
    /// Whether cells are values of JSON: the types of fields are not known before the formats are.
    private let isJSON: Bool

    init(_ mapper: LogMapper, isJSON: Bool = false) {
        self.mapper = mapper
        self.isJSON = isJSON
        rows = LogRowWriter(plan: mapper.plan, zone: mapper.readers.context.zone)
    }

    var columns: [Column]? {
        mapper.plan.keys.isEmpty ? nil : mapper.plan.keys.map { Column($0.name, isJSON: isJSON) }
    }
    var records: RecordFormat { mapper.readers.records }
    func prepare(files: [JobInput]) throws { try mapper.readers.prepare(files) }
    mutating func beginTask() { mapper.beginTask() }

    func map(_ record: Record, into part: inout PartWriter) {}

    mutating func map(_ block: RecordBlock, into part: inout PartWriter) {
        let rows = self.rows
        let isJSON = self.isJSON
        let printsLines = mapper.plan.keys.isEmpty
        let counts = mapper.map(block) { key, fields, reader in
            if printsLines {
                part.write(fields.line)
                // An entry of a journal ends with an empty line.
                if reader.format.hasEntriesOfLines { part.write(UInt8(ascii: "\n")) }
                part.endRow()
            } else {
                rows.writeKey(key, isJSON: isJSON, to: &part)
            }
        }
        part.add(counts)
    }
}
