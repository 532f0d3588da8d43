import Thresh
import ThreshLogs

/// A line that fits no format, on its way from a mapper to the driver as a counter of the job: so it is told once,
/// whatever is retried.
struct Reject: Comparable {
    let file: Int
    let offset: UInt64
    let column: Int
    let reason: String

    /// How many a map task tells in full; all are counted. As many as are printed: the first ones of all lines are
    /// among the first ones of each task.
    static let mostPerTask = 10
    static let group = "rejected lines"

    init(file: Int, offset: UInt64, fault: LineFault?) {
        self.file = file
        self.offset = offset
        column = fault?.column ?? 1
        reason = fault?.reason ?? "the line does not fit"
    }

    var counterName: String { "\(file):\(offset):\(column):\(reason)" }

    init?(counterName: String) {
        let parts = counterName.split(separator: ":", maxSplits: 3, omittingEmptySubsequences: false)
        guard parts.count == 4, let file = Int(parts[0]), let offset = UInt64(parts[1]), let column = Int(parts[2])
        else { return nil }
        self.file = file
        self.offset = offset
        self.column = column
        reason = String(parts[3])
    }

    static func < (a: Reject, b: Reject) -> Bool { (a.file, a.offset) < (b.file, b.offset) }
}
