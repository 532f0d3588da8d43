package import Thresh
package import ThreshLogs

/// The lines for which a condition holds, in order, or some of their fields.
package struct LineSearch {
    private let input: LogInput
    let mapper: LogMapper
    private let job: LogGrep

    /// - Parameters:
    ///   - fields: what is shown of each line; whole lines if that is nothing.
    ///   - isTyped: whether cells begin with the letter of their kind.
    package init(_ fields: [NamedExpression], _ input: LogInput, isTyped: Bool) throws(ThreshError) {
        let plan = try LogPlan(filter: input.filter, by: fields, aggregates: [])
        self.input = input
        mapper = LogMapper(plan: plan, input)
        job = LogGrep(mapper, isTyped: isTyped)
    }

    /// nil for whole lines; the types of fields are not known before the formats are.
    package var columns: [Column]? { job.columns }

    /// Writes the lines of each file, those of a rotated log oldest first.
    package func answer(_ options: JobOptions) throws -> (outcome: LogOutcome, columns: [Column]?) {
        var options = options
        options.arrangeFiles =
            RotatedFiles(
                context: input.context, format: input.format, rules: input.formatRules
            ).order
        let result = try job.run(options)
        let outcome = LogOutcome(result, mapper.readers, notes: mapper.readers.notes)
        if mapper.plan.keys.isEmpty { return (outcome, nil) }
        return (outcome, mapper.plan.columns(mapper.readers))
    }
}
