import Thresh
import ThreshLogs

/// What is asked of templates: which lines, what of them is the message, what is shown.
struct TemplateQuestion {
    /// Leaves out lines that are in neither of two sets.
    var filter: Expression?
    /// Holds for lines of the second of two sets.
    var split: Expression?
    /// The first so many arguments are the first of two sets.
    var baselineInputs = 0
    /// The message; nil: the field of that name, and whole lines of formats without one.
    var message: Expression?
    var similarity = TemplateTree.defaultSimilarity
    var leastCount = 1
    var limit = Int.max
    var hasExample = false
    /// How many times as frequent, or as rare, is a change.
    var factor = 2.0
    var showsUnchanged = false

    var isComparison: Bool { split != nil || baselineInputs > 0 }

    /// The columns that say what a row is about.
    var labels: [Int] { indices(of: ["change", "template"]) }

    /// The columns that are drawn: the numbers of lines.
    var drawn: [Int] { indices(of: ["count", "before", "after"]) }

    private func indices(of names: Set<String>) -> [Int] { columns.indices.filter { names.contains(columns[$0].name) } }

    /// The values of a line: the split, where there is one, then the message.
    func plan() throws(ThreshError) -> LogPlan {
        try LogPlan(
            filter: filter, by: [], values: (split.map { [$0] } ?? []) + (message.map { [$0] } ?? []),
            usual: message == nil ? [try LogQuery.expression("message")] : [], needsTime: false)
    }

    var columns: [Column] {
        (isComparison
            ? [
                Column("change"), Column("before", .integer), Column("after", .integer), Column("ratio", .number),
            ] : [Column("count", .integer), Column("percent", .number)])
            + [Column("first"), Column("last"), Column("template")] + (hasExample ? [Column("example")] : [])
    }
}
