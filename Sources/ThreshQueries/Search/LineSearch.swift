package import Thresh
package import ThreshLogs

/// The lines for which a condition holds, in order, or some of their fields.
package struct LineSearch {
    private let input: LogInput
    private let mapper: LogMapper
    private let job: LogGrep
    private let isJSON: Bool

    /// - Parameters:
    ///   - fields: what is shown of each line; whole lines if that is nothing.
    ///   - isJSON: whether cells are values of JSON.
    package init(_ fields: [NamedExpression], _ input: LogInput, isJSON: Bool) throws(ThreshError) {
        let plan = try LogPlan(filter: input.filter, by: fields, aggregates: [])
        self.input = input
        self.isJSON = isJSON
        mapper = LogMapper(plan: plan, input)
        job = LogGrep(mapper, isJSON: isJSON)
    }

    /// nil for whole lines; the types of fields are not known before the formats are.
    package var columns: [Column]? { job.columns }

    /// Writes the lines of each file, those of a rotated log oldest first.
    package func answer(_ options: JobOptions) throws -> (outcome: LogOutcome, columns: [Column]?) {
        var options = options
        options.arrangeFiles = RotatedFiles(context: input.context, format: input.format).order
        let result = try job.run(options)
        let outcome = LogOutcome(result, mapper.readers, notes: mapper.readers.notes)
        if mapper.plan.keys.isEmpty { return (outcome, nil) }
        let columns = mapper.plan.columns(mapper.readers)
        return (outcome, isJSON ? JSONRows.columns(columns) : columns)
    }

    /// Goes on with lines that are appended.
    package func follow(_ settings: FollowSettings, _ display: any FollowDisplay) throws {
        let answer = GrepAnswer(mapper, columns: columns, isJSON: isJSON, display)
        try Follower(answer, mapper, settings, display).run()
    }
}
