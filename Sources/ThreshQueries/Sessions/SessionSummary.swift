import Thresh
import ThreshLogs

/// What all sessions amount to, those that begin with each page, and those that end with each: reads what
/// `SessionWriter` writes as facts. A row is the kind of the group, its page, and the cells of `SummaryTable`.
struct SessionSummary: MergingJob {
    enum Kind: UInt8 {
        case all = 97
        case entry = 101
        case exit = 120
    }

    let cells: LogRowWriter
    private let key = ScratchBytes()
    private let page = ScratchBytes()

    init(_ cells: LogRowWriter) { self.cells = cells }

    var columns: [Column]? { nil }

    func map(_ record: Record, into output: inout Merged<Bytes, SessionTotals>) {
        let row = record.rawLine
        guard let nanoseconds = row.field(0, separator: "\t")?.integer,
            let lines = row.field(1, separator: "\t")?.integer,
            let isFirst = row.field(2, separator: "\t")?.integer, let entry = row.field(3, separator: "\t"),
            let exit = row.field(4, separator: "\t")
        else { return }
        let input = SessionTotals.Input(lines: lines, nanoseconds: nanoseconds, isFirst: isFirst == 1)
        emit(.all, .empty, input, &output)
        emit(.entry, entry, input, &output)
        emit(.exit, exit, input, &output)
    }

    /// - Parameter page: with the escapes of a cell.
    private func emit(
        _ kind: Kind, _ page: ByteView, _ input: SessionTotals.Input, _ output: inout Merged<Bytes, SessionTotals>
    ) {
        unsafe key.bytes.removeAll()
        unsafe key.bytes.append(kind.rawValue)
        unsafe key.bytes.append(page)
        unsafe output.emit(ByteView(key.bytes.rawBuffer), input)
    }

    func reduce(_ key: Bytes, _ total: SessionTotals, into part: inout PartWriter) {}

    func reduce(_ key: ByteView, _ total: SessionTotals, into part: inout PartWriter) {
        part.write(key.slice(0, 1))
        part.tab()
        unsafe page.bytes.removeAll()
        unsafe page.bytes.append(unescaping: key.slice(1, key.count))
        if key[0] == Kind.all.rawValue {
            cells.write([.none], to: &part)
        } else {
            unsafe cells.write(LogKey.values(of: ByteView(page.bytes.rawBuffer), count: 1), to: &part)
        }
        for count in [total.sessions, total.clients, total.bounces, total.lines] {
            part.tab()
            part.write(count)
        }
        part.tab()
        part.write(LogValue.text(Double(total.lines) / Double(total.sessions), digits: 3))
        part.tab()
        part.write(LogValue.text(total.meanDuration, digits: 3))
        let ranks = total.durationRanks
        for share in [0.5, 0.95, 1] {
            part.tab()
            part.write(LengthOfTime.text(Int64(ranks.quantile(share) ?? 0)))
        }
        part.endRow()
    }
}
