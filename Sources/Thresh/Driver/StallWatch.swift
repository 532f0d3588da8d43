internal import Multiprocessing
internal import Platform

/// Which workers make no progress, and for how long: looked at some times a second by the driver.
///
/// Time in which the driver itself was stopped, or waited for who reads its output, does not count.
struct StallWatch {
    /// What changes while a worker does something.
    struct Signs: Equatable {
        let pid: Int32?
        let position: TaskLedger.Position?
        let beats: UInt64
    }

    enum Finding: Equatable {
        /// A signal has stopped it, and nothing ends that.
        case stopped
        /// It has to end.
        case overdue(isStopped: Bool)
        /// It was told to end, and did not.
        case deaf
    }

    private struct Clock {
        var signs: Signs?
        var idle = 0.0
        var isTold = false
        /// How long ago it was told to end.
        var ending: Double?
    }

    private let timeout: Double?
    private var clocks: [Clock]
    private var last: Instant?

    /// Nobody is looked at more closely before.
    static let patience = 5.0
    /// Between SIGTERM and SIGKILL.
    static let grace = 2.0
    /// More than passes between two looks of a driver that runs.
    private static let longestStep = 1.0

    init(seats: Int, timeout: Duration?) {
        clocks = Array(repeating: Clock(), count: seats)
        self.timeout = timeout.map { Double($0.nanoseconds) / 1e9 }
    }

    /// How long a seat's worker has made no progress, in seconds.
    func idle(seat: Int) -> Double { clocks[seat].idle }

    /// Seconds since the last look that count.
    mutating func step(now: Instant) -> Double {
        defer { last = now }
        return min(last.map { now.seconds(since: $0) } ?? 0, StallWatch.longestStep)
    }

    /// - Parameters:
    ///   - step: what `step(now:)` gave.
    ///   - isWaiting: whether the worker waits for others, and is not to be blamed for it.
    ///   - isStopped: looked up only where it matters.
    mutating func look(
        seat: Int, _ signs: Signs, step: Double, isWaiting: Bool, isStopped: () -> Bool
    ) -> Finding? {
        if clocks[seat].signs != signs {
            let isSame = clocks[seat].signs?.pid == signs.pid
            clocks[seat] = Clock(
                signs: signs, isTold: isSame && clocks[seat].isTold, ending: isSame ? clocks[seat].ending : nil)
        }
        clocks[seat].idle += step
        if let ending = clocks[seat].ending {
            clocks[seat].ending = ending + step
            return ending + step >= StallWatch.grace ? .deaf : nil
        }
        let idle = clocks[seat].idle
        if let timeout, idle >= timeout {
            let isStopped = isStopped()
            if isStopped || signs.position != nil && !isWaiting {
                clocks[seat].ending = 0
                return .overdue(isStopped: isStopped)
            }
        }
        if !clocks[seat].isTold, idle >= StallWatch.patience, isStopped() {
            clocks[seat].isTold = true
            return .stopped
        }
        return nil
    }
}
