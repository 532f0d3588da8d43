import Thresh
import ThreshLogs

/// What a reducer makes of groups: rows that are shown, each under a key that puts it in its place among those of all
/// parts. Of rows that are not shown it writes as few as it can.
final class LogGroupWriter {
    /// So many rows are kept in memory to find the first ones in order. Where more are asked for all rows are sorted.
    private static let mostKept = 4096

    private let plan: LogPlan
    private let selection: LogSelection
    private let limit: Int
    private let form: RowForm
    /// Whether there is one group at most: the driver must be told of it even when it is not shown.
    private let isTotal: Bool
    /// Whether the driver chooses rows, since they depend on all groups.
    private let isWindowed: Bool
    @exclusivity(unchecked) private var row = ByteBuffer()
    @exclusivity(unchecked) private var key = ByteBuffer()
    @exclusivity(unchecked) private var first: LeastPairs?
    private var written = 0

    init(_ plan: LogPlan, _ selection: LogSelection, limit: Int?, _ form: RowForm) {
        self.plan = plan
        self.selection = selection
        self.limit = limit ?? .max
        isTotal = plan.keys.isEmpty
        isWindowed = !plan.windows.isEmpty
        self.form = isTotal || isWindowed ? .values : form
        if isWindowed { return }
        if selection.hasOrder, (1...LogGroupWriter.mostKept).contains(self.limit) {
            unsafe first = LeastPairs(limit: self.limit)
        }
    }

    func write(_ group: ByteView, to part: inout PartWriter, _ result: (LogPlan.Output) -> LogValue) throws(ThreshError)
    {
        // What is counted must not depend on how many parts there are.
        if written == limit && !selection.counts && !isWindowed { return }
        let cells = plan.row(of: group, result)
        let isCells = isTotal || isWindowed
        if !isCells, try !selection.accepts({ cells[$0] }) { return }
        unsafe row.removeAll()
        unsafe form.append(isCells ? cells : plan.row(of: cells, selection.computed), to: &row)
        if !isCells { try selection.check() }
        let row = unsafe ByteView(row.rawBuffer)
        if isCells { return part.writePair(group, row) }
        if !selection.hasOrder {
            if written == limit { return }
            written += 1
            return part.writePair(group, row)
        }
        unsafe key.removeAll()
        try unsafe selection.appendOrder(to: &key)
        if limit == 0 { return }
        unsafe key.append(group)
        let key = unsafe ByteView(key.rawBuffer)
        if unsafe first != nil { unsafe first!.add(key, row) } else { part.writePair(key, row) }
    }

    func endPart(_ part: inout PartWriter) {
        unsafe first?.removeAll { key, row in part.writePair(key, row) }
        written = 0
        for index in selection.conversions.indices { part.note(selection, index) }
        selection.forget()
    }
}
