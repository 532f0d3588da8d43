package import Thresh
package import ThreshLogs

/// A question about sessions as it is run: they are found by one job, and put in order or summed up by another.
package struct SessionQuestion {
    let plan: SessionPlan
    let having: Expression?
    let sort: LogQuery.Order
    let limit: Int?
    let input: LogInput
    /// Whether cells of sessions begin with the letter of their kind.
    let isTyped: Bool

    private static let usualLimit = 10

    /// - Parameters:
    ///   - having: only sessions for which this holds.
    ///   - sort: what sessions are ordered by, as of a query.
    ///   - limit: of sessions that are listed, or of pages of each kind.
    ///   - isTyped: whether cells of sessions that are listed begin with the letter of their kind.
    package init(
        _ plan: SessionPlan, having: Expression?, sort: LogQuery.Order, limit: Int?,
        _ input: LogInput, isTyped: Bool
    ) throws {
        self.plan = plan
        self.having = having
        self.sort = sort
        self.limit = limit
        self.input = input
        self.isTyped = isTyped
        // Before the work is done for nothing.
        _ = try plan.selection(having, sort, nil, input.context)
    }

    private func job(_ form: SessionWriter.Form) -> LogSessions {
        LogSessions(plan, form, having: having, sort: sort, input, isTyped: isTyped)
    }

    /// The columns of a list, which are texts before the formats are known.
    package var columns: [Column] { plan.columns(nil, isTyped: isTyped) }

    /// Writes a row for each session.
    package func list(_ options: JobOptions) throws -> (outcome: LogOutcome, columns: [Column]) {
        var options = options
        if let limit, case .stream(let body) = options.output {
            let rows = RowLimit(limit)
            options.output = unsafe .stream { piece in
                let piece = unsafe rows.cut(piece)
                if unsafe !piece.isEmpty { try unsafe body(piece) }
            }
        }
        let job = job(sort.isEmpty ? .row : .ranked)
        let result: JobResult
        if sort.isEmpty {
            options.partial?.survey = { try LogSurvey(job.readers).bytes(context: input.context) }
            result = try job.run(options)
        } else {
            let (rows, made) = try stage(job, options)
            _ = try RankedRows().run(rows.options(options))
            result = made
        }
        return (
            LogOutcome(result, job.readers, notes: job.readers.notes), plan.columns(job.readers, isTyped: isTyped)
        )
    }

    /// Gives a sink the rows of a `SummaryTable`.
    package func summary(_ options: JobOptions, to sink: any RowSink) throws -> LogOutcome {
        let job = job(.facts)
        let (rows, result) = try stage(job, options)
        let table = Table(SummaryTable(limit: limit ?? SessionQuestion.usualLimit))
        var options = rows.options(options)
        options.output = unsafe .stream { unsafe table.rows.add($0) }
        _ = try SessionSummary(LogRowWriter(zone: input.context.zone)).run(options)
        let outcome = LogOutcome(result, job.readers, notes: job.readers.notes)
        if outcome.conversions.refusal != nil { return outcome }
        try sink.begin(SummaryTable.columns(page: job.readers.type(plan.page)))
        try sink.add(lines: table.rows.finish())
        return outcome
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
