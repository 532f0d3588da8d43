import Thresh

/// How many keys reach each step, and how long it takes them: reads the rows of `LogFunnel`. Keys are the
/// numbers of the steps, from 0.
struct FunnelSummary: MergingJob {
    var columns: [Column]? { nil }

    func map(_ record: Record, into output: inout Merged<Int, FunnelTotals>) {
        let row = record.rawLine
        var end = row.firstIndex(of: "\t") ?? row.count
        output.emit(0, nil)
        var step = 1
        while end < row.count {
            let start = end + 1
            end = row.firstIndex(of: "\t", from: start) ?? row.count
            output.emit(step, row.slice(start, end).integer)
            step += 1
        }
    }

    /// Not called: `forEachResult` reads the totals.
    func reduce(_ step: Int, _ total: FunnelTotals, into part: inout PartWriter) {}
}
