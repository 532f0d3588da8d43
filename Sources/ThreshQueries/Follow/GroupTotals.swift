import Thresh
import ThreshLogs

/// Groups and what their lines amount to, exactly, with every group in memory.
struct GroupTotals {
    private(set) var keys = ByteTable()
    private(set) var totals: [LogTotals] = []
    private var stateBytes = 0

    var count: Int { totals.count }

    var heapBytes: Int { keys.heapBytes + totals.capacity * MemoryLayout<LogTotals>.stride + stateBytes }

    mutating func add(_ key: ByteView, _ line: LogLine) {
        let (index, isNew) = keys.insert(key)
        if isNew { totals.append(LogTotals()) }
        let before = totals[index].heapBytes
        totals[index].add(line)
        stateBytes += totals[index].heapBytes - before
    }

    mutating func add(_ key: ByteView, _ total: LogTotals) {
        let (index, isNew) = keys.insert(key)
        if isNew { totals.append(LogTotals()) }
        let before = totals[index].heapBytes
        totals[index].merge(total)
        stateBytes += totals[index].heapBytes - before
    }

    /// The count of a group, where that is what is asked for.
    func lines(_ index: Int) -> Int {
        if case .count(let count)? = totals[index].result.first { return count }
        return 0
    }
}
