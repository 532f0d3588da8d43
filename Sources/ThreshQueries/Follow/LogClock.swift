/// What time it is in a log, by the buckets of its lines: whether a bucket has ended can be told without a line that
/// comes after it.
struct LogClock {
    /// The start of the latest bucket, in ticks.
    private(set) var newest: Int64?
    /// By how much the log's clock is ahead of this machine's.
    private var skew: Int64 = 0
    /// Of a bucket, in nanoseconds.
    private let width: Int64

    private static let second: Int64 = 1_000_000_000
    /// A log that is further away is an old one, whose time does not pass by itself; a line that is further ahead is wrong.
    private static let farthest = 86_400 * second
    /// How late lines may be written: buffers are flushed now and then.
    private static let delay = 5 * second

    init(width: Int64) { self.width = width }

    /// A line's bucket.
    ///
    /// - Parameter isOld: it was in the file already; if nothing came since, nothing happened since.
    mutating func see(_ start: Int64, wall: Int64, isOld: Bool = false) {
        if start > wall, LengthOfTime.between(wall, start) > LogClock.farthest { return }
        if let newest, start <= newest { return }
        newest = start
        let isNow = start <= wall && wall < start + width + LogClock.delay
        let isQuiet = isOld && start <= wall && LengthOfTime.between(start, wall) < LogClock.farthest
        skew = isNow || isQuiet ? 0 : start &- wall
    }

    /// Whether its time passes.
    var isRunning: Bool { skew.magnitude < LogClock.farthest.magnitude }

    /// nil before the first line.
    func time(wall: Int64) -> Int64? { newest.map { isRunning ? max($0, wall + skew) : $0 } }
}
