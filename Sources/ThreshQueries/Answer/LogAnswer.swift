import Thresh
import ThreshLogs

/// Brings the rows that reducers made into their order, and to the output.
struct LogAnswer {
    let plan: LogPlan
    let selection: LogSelection
    let json: JSONRows?
    let limit: Int?

    func write(_ parts: PartFiles, to output: any RowSink) throws {
        if plan.keys.isEmpty { return try writeTotal(parts, to: output) }
        var left = limit ?? .max
        let add = { (_: ByteView, row: ByteView) in
            if left == 0 { return false }
            try output.add(row)
            left -= 1
            return left > 0
        }
        if selection.hasOrder { try parts.forEachPairSorted(add) } else { try parts.forEachPairInOrder(add) }
    }

    /// All lines are a group, even when there is none.
    private func writeTotal(_ parts: PartFiles, to output: any RowSink) throws {
        var row = ByteBuffer()
        var isThere = false
        try parts.forEachPair { _, total in
            row.append(total)
            isThere = true
            return true
        }
        if !isThere {
            let cells = plan.outputs.map { output in
                switch plan.states[output.state] {
                case .count, .countPresent, .sum, .distinct, .distinctEstimate: "0"
                default: ""
                }
            }
            row.append(cells.joined(separator: "\t"))
        }
        if limit == 0 || !selection.accepts(row.view) { return }
        guard let json else { return try output.add(row.view) }
        var shown = ByteBuffer()
        json.append(ByteView.empty, row.view, to: &shown)
        try output.add(shown.view)
    }
}
