import Thresh
import ThreshLogs

/// What a reducer makes of groups: rows that are shown, each under a key that puts it in its place among those of all
/// parts. Of rows that are not shown it writes as few as it can.
final class LogGroupWriter {
    /// So many rows are kept in memory to find the first ones in order. Where more are asked for all rows are sorted.
    private static let mostKept = 4096

    private let rows: LogRowWriter
    private let selection: LogSelection
    private let json: JSONRows?
    private let limit: Int
    /// Whether there is one group at most: the driver must be told of it even when it is not shown.
    private let isTotal: Bool
    @exclusivity(unchecked) private var row = ByteBuffer()
    @exclusivity(unchecked) private var shown = ByteBuffer()
    @exclusivity(unchecked) private var key = ByteBuffer()
    @exclusivity(unchecked) private var first: LeastPairs?
    private var written = 0

    init(_ query: LogQuery, _ mapper: LogMapper, _ selection: LogSelection, _ json: JSONRows?) {
        rows = LogRowWriter(plan: mapper.plan, zone: mapper.readers.context.zone)
        self.selection = selection
        self.json = json
        limit = query.limit ?? .max
        isTotal = mapper.plan.keys.isEmpty
        if selection.hasOrder, (1...LogGroupWriter.mostKept).contains(limit) { unsafe first = LeastPairs(limit: limit) }
    }

    func write(_ group: ByteView, _ cells: [LogCell], to part: inout PartWriter) {
        unsafe row.removeAll()
        unsafe rows.append(group, cells, to: &row)
        let text = unsafe ByteView(row.rawBuffer)
        if isTotal { return part.writePair(group, text) }
        if written == limit || !selection.accepts(text) { return }
        if let json {
            unsafe shown.removeAll()
            unsafe json.append(group, text, to: &shown)
        }
        let row = unsafe json == nil ? text : ByteView(shown.rawBuffer)
        if !selection.hasOrder {
            written += 1
            return part.writePair(group, row)
        }
        unsafe key.removeAll()
        unsafe selection.appendOrder(to: &key)
        unsafe key.append(group)
        let key = unsafe ByteView(key.rawBuffer)
        if unsafe first != nil { unsafe first!.add(key, row) } else { part.writePair(key, row) }
    }

    func endPart(_ part: inout PartWriter) {
        unsafe first?.removeAll { key, row in part.writePair(key, row) }
        written = 0
    }
}
