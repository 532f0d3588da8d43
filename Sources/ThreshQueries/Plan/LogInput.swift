package import Thresh
package import ThreshLogs

/// Which lines a question is about, and how they are read.
package struct LogInput {
    /// The format of the lines; nil: found by looking at each file.
    package var format: String?
    /// Where that is nil, the formats of files of certain names.
    package var formatRules: [FormatRule] = []
    /// The types of fields, where they are not to be found from lines.
    package var types: [(field: String, type: FieldType)] = []
    /// Only lines for which this holds.
    package var filter: Expression?
    package var context: ExpressionContext
    /// From when on, and before when, lines are asked for, where that is said: `filter` has it too.
    package var period: (start: Timestamp?, end: Timestamp?) = (nil, nil)
    /// Whether a line may belong to the record before it, in formats where it can be told how records begin.
    package var joinsLines = true
    /// A table in which each line's key is looked up, so that the fields of the row that has it are fields of the line.
    package var lookup: LogLookup?
    /// What a person should know of the question.
    package var notes: [String] = []

    package init(format: String?, filter: Expression?, context: ExpressionContext) {
        self.format = format
        self.filter = filter
        self.context = context
    }
}
