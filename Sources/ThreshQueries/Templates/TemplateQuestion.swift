package import Thresh
package import ThreshLogs

/// What is asked of templates: which lines, what of them is the message, what is shown.
package struct TemplateQuestion {
    /// Leaves out lines that are in neither of two sets.
    private let input: LogInput
    /// Holds for lines of the second of two sets.
    package var split: Expression?
    /// The first so many arguments are the first of two sets.
    package var baselineInputs = 0
    /// The message; nil: the field of that name, and whole lines of formats without one.
    package var message: Expression?
    package var similarity = TemplateTree.defaultSimilarity
    package var leastCount = 1
    package var limit = Int.max
    package var hasExample = false
    /// How many times as frequent, or as rare, is a change.
    package var factor = 2.0
    package var showsUnchanged = false

    package init(_ input: LogInput) { self.input = input }

    var isComparison: Bool { split != nil || baselineInputs > 0 }

    /// The columns that say what a row is about.
    package var labels: [Int] { indices(of: ["change", "template"]) }

    /// The columns that are drawn: the numbers of lines.
    package var drawn: [Int] { indices(of: ["count", "before", "after"]) }

    private func indices(of names: Set<String>) -> [Int] { columns.indices.filter { names.contains(columns[$0].name) } }

    /// The values of a line: the split, where there is one, then the message.
    func plan() throws(ThreshError) -> LogPlan {
        try LogPlan(
            filter: input.filter, by: [], values: (split.map { [$0] } ?? []) + (message.map { [$0] } ?? []),
            usual: message == nil ? [try QueryText.expression("message")] : [], needsTime: false)
    }

    var columns: [Column] {
        (isComparison
            ? [
                Column("change"), Column("before", .integer), Column("after", .integer), Column("ratio", .number),
            ] : [Column("count", .integer), Column("percent", .number)])
            + [Column("first", isTyped: true), Column("last", isTyped: true), Column("template")]
            + (hasExample ? [Column("example")] : [])
    }

    /// Gives a sink its rows.
    ///
    /// - Parameter tellsUnchanged: whether the notes say how many rows are left out of a comparison.
    package func answer(
        _ options: JobOptions, tellsUnchanged: Bool, to sink: any RowSink
    ) throws -> LogOutcome {
        let job = try LogTemplates(self, input)
        var options = options
        // One reducer sees all messages, in their order.
        options.partitions = 1
        let rows = Rows()
        options.output = unsafe .stream { unsafe rows.bytes += $0 }
        let result = try job.run(options)
        try sink.begin(columns)
        try sink.add(lines: rows.bytes)
        let notes = TemplateNotes(result, self, tellsUnchanged: tellsUnchanged).texts
        return LogOutcome(result, job.readers, notes: job.readers.notes + notes)
    }

    /// What a closure gathers.
    private final class Rows { var bytes: [UInt8] = [] }
}
