import Thresh
import ThreshLogs

/// Brings the rows that reducers made into their order.
struct LogAnswer {
    let plan: LogPlan
    let selection: LogSelection
    let limit: Int?
    let form: RowForm
    /// Whether reducers left all groups to choose from.
    let isChosenByDriver: Bool

    /// Calls `body` with each row.
    func forEach(_ parts: PartFiles, _ body: (ByteView) throws -> Void) throws {
        if plan.keys.isEmpty { return try total(parts, body) }
        if isChosenByDriver { return try LogWindows(self, parts).forEach(body) }
        var left = limit ?? .max
        let add = { (_: ByteView, row: ByteView) in
            if left == 0 { return false }
            try body(row)
            left -= 1
            return left > 0
        }
        if selection.hasOrder { try parts.forEachPairSorted(add) } else { try parts.forEachPairInOrder(add) }
    }

    /// All lines are a group, even when there is none.
    private func total(_ parts: PartFiles, _ body: (ByteView) throws -> Void) throws {
        var values: [LogValue] = plan.outputs.map { output in
            switch plan.states[output.state] {
            case .count, .countPresent, .distinct, .distinctEstimate: 0
            case .sum where output.function == .sum: 0
            default: nil
            }
        }
        try parts.forEachPair { _, total in
            values = try LogValue.decode(total)
            return true
        }
        if limit == 0 { return }
        // There is one group: its own value is what all amount to.
        for window in plan.windows { values.append(values[window.output]) }
        if try !selection.accepts({ values[$0] }) { return }
        try write(values, body)
    }

    /// Gives the row that was looked at last.
    func write(_ cells: [LogValue], _ body: (ByteView) throws -> Void) throws {
        var row = ByteBuffer()
        form.append(plan.row(of: cells, selection.computed), to: &row)
        try selection.check()
        try body(row.view)
    }
}
