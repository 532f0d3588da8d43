import Thresh
import ThreshLogs

/// What is asked of templates: which lines, what of them is the message, what is shown.
struct TemplateQuestion {
    var filter: Expression?
    /// Holds for lines of the second of two sets, is null for those of neither.
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

    var columns: [Column] {
        (isComparison
            ? [
                Column("change"), Column("before", .integer), Column("after", .integer), Column("ratio", .number),
            ] : [Column("count", .integer), Column("percent", .number)])
            + [Column("first"), Column("last"), Column("template")] + (hasExample ? [Column("example")] : [])
    }
}
