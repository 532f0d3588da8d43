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
    /// Whether all groups are written as what rows are made of, since the driver chooses.
    private let isChosenByDriver: Bool
    private let prefix: UInt8?
    @exclusivity(unchecked) private var row = ByteBuffer()
    @exclusivity(unchecked) private var key = ByteBuffer()
    @exclusivity(unchecked) private var first: LeastPairs?
    private var written = 0

    /// - Parameter prefix: what keys begin with, where there are other questions.
    init(
        _ plan: LogPlan, _ selection: LogSelection, limit: Int?, _ form: RowForm, isChosenByDriver: Bool, prefix: UInt8?
    ) {
        self.plan = plan
        self.selection = selection
        self.limit = limit ?? .max
        isTotal = plan.keys.isEmpty
        self.isChosenByDriver = isChosenByDriver
        self.prefix = prefix
        self.form = isTotal || isChosenByDriver ? .values : form
        if isChosenByDriver { return }
        if selection.hasOrder, (1...LogGroupWriter.mostKept).contains(self.limit) {
            unsafe first = LeastPairs(limit: self.limit)
        }
    }

    func write(_ group: ByteView, to part: inout PartWriter, _ result: (LogPlan.Output) -> LogValue) throws(ThreshError)
    {
        // What is counted must not depend on how many parts there are.
        if written == limit && !selection.counts && !isChosenByDriver { return }
        let cells = plan.row(of: group, result)
        let isCells = isTotal || isChosenByDriver
        if !isCells, try !selection.accepts({ cells[$0] }) { return }
        unsafe row.removeAll()
        unsafe form.append(isCells ? cells : plan.row(of: cells, selection.computed), to: &row)
        if !isCells { try selection.check() }
        let row = unsafe ByteView(row.rawBuffer)
        unsafe key.removeAll()
        if let prefix { unsafe key.append(prefix) }
        let hasOrder = !isCells && selection.hasOrder
        if !isCells && !hasOrder {
            if written == limit { return }
            written += 1
        }
        if hasOrder { try unsafe selection.appendOrder(to: &key) }
        if !isCells && limit == 0 { return }
        unsafe key.append(group)
        let key = unsafe ByteView(key.rawBuffer)
        guard hasOrder, unsafe first != nil else { return part.writePair(key, row) }
        unsafe first!.add(key, row)
        // Long rows: the driver finds the first ones among more of them.
        if unsafe first!.byteCount > (SpillSpace.current?.byteCount ?? .max) / 2 { writeFirst(to: &part) }
    }

    private func writeFirst(to part: inout PartWriter) {
        unsafe first?.removeAll { key, row in part.writePair(key, row) }
    }

    func endPart(_ part: inout PartWriter) {
        writeFirst(to: &part)
        written = 0
        for index in selection.conversions.indices { part.note(selection, index) }
        selection.forget()
    }
}
