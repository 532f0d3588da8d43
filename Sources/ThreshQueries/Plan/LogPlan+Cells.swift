import Thresh
import ThreshLogs

/// What the columns of a row are computed from: its cells are the keys, then the outputs, then the windows.
extension LogPlan {
    ///
    /// A key that is called as an aggregate is written, `count`, is not named by this word.
    var cellNames: [String] {
        keys.map { leafNames.contains($0.name) ? "`\($0.name)`" : $0.name } + leafNames + windows.map(\.name)
    }

    /// Names of columns that are not those of their cells.
    var named: [NamedExpression] {
        figures.filter { $0.output == nil || $0.name != $0.expression.bareText }
            .map { NamedExpression(expression: $0.expression, name: $0.name) }
    }

    /// What must be computed for each row.
    var computed: [Expression] { figures.filter { $0.output == nil }.map(\.expression) }

    /// - Throws: `.usage` where rows would be chosen or put in order by what their order decides.
    func checkWindows(_ selection: [Expression]) throws(ThreshError) {
        let used = figures.filter { figure in
            figure.output == nil
                && selection.contains { $0.fieldNames.contains(figure.name) || $0.text == figure.name }
        }
        for call in (selection + used.map(\.expression)).flatMap(\.windows) where call.function == .running {
            if windows.contains(where: { $0.name == call.columnName }) {
                throw ThreshError(
                    .usage,
                    "\(call.columnName) is known when rows are in order, so --having and --sort cannot use it")
            }
        }
    }
}
