package import ThreshLogs

/// Which lines a question is about, and how they are read.
package struct LogInput {
    /// The format of the lines; nil: found by looking at each file.
    package var format: String?
    /// Only lines for which this holds.
    package var filter: Expression?
    package var context: ExpressionContext

    package init(format: String?, filter: Expression?, context: ExpressionContext) {
        self.format = format
        self.filter = filter
        self.context = context
    }
}
