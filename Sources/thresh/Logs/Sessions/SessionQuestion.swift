import Thresh
import ThreshLogs

/// A question about sessions as it is run: they are found by one job, and put in order or summed up by another.
struct SessionQuestion {
    let plan: SessionPlan
    let having: Expression?
    let sort: SessionChoice.Order
    let limit: Int?
    let context: ExpressionContext
    let format: String?
    /// Whether cells of keys and pages are values of JSON.
    let isJSON: Bool

    private static let usualLimit = 10

    typealias Answer = (result: JobResult, report: LineReport, readers: LogReaders)

    private func job(_ form: SessionWriter.Form) -> LogSessions {
        LogSessions(plan, form, having: having, sort: sort, context: context, format: format, isJSON: isJSON)
    }

    private func answer(_ result: JobResult, _ job: LogSessions) -> Answer {
        (result, LineReport(result), job.readers)
    }

    /// Writes a row for each session.
    func list(_ options: JobOptions) throws -> Answer {
        var options = options
        if let limit, case .stream(let body) = options.output {
            let rows = RowLimit(limit)
            options.output = unsafe .stream { piece in
                let piece = unsafe rows.cut(piece)
                if unsafe !piece.isEmpty { try unsafe body(piece) }
            }
        }
        let job = job(sort.isEmpty ? .row : .ranked)
        if sort.isEmpty { return answer(try job.run(options), job) }
        let (rows, result) = try stage(job, options)
        _ = try RankedRows().run(rows.options(options))
        return answer(result, job)
    }

    /// The rows of a `SummaryTable`.
    func summary(_ options: JobOptions) throws -> (rows: [UInt8], answer: Answer) {
        let job = job(.facts)
        let (rows, result) = try stage(job, options)
        let table = Table(SummaryTable(limit: limit ?? SessionQuestion.usualLimit))
        var options = rows.options(options)
        options.output = unsafe .stream { unsafe table.rows.add($0) }
        _ = try SessionSummary(LogRowWriter(plan: plan.lines, zone: context.zone)).run(options)
        let page = isJSON ? SummaryTable.kind(job.readers.type(plan.page)) : nil
        return (table.rows.finish(json: page), answer(result, job))
    }

    private func stage(_ job: LogSessions, _ options: JobOptions) throws -> (rows: Dataset, result: JobResult) {
        var result: JobResult?
        let rows = try Dataset.make(options) {
            let made = try job.run($0)
            result = made
            return made
        }
        return (rows, result!)
    }

    /// What a closure gathers.
    private final class Table {
        var rows: SummaryTable

        init(_ rows: SummaryTable) { self.rows = rows }
    }
}
