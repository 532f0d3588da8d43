import Platform
import Thresh
import ThreshLogs

/// Lines by time: in a stream a row for each bucket once it has ended, on a terminal the last ones with bars.
final class RateAnswer: FollowAnswer {
    let plan: LogPlan
    let readers: LogReaders
    private let memory: FollowMemory
    let output: any FollowDisplay
    let writer: LogRowWriter
    let calendar: LogBuckets
    let width: Int64
    private(set) var clock: LogClock
    var rates = RateBuckets()
    /// The start of the last bucket whose rows were printed.
    var printed: Int64?
    /// Lines of buckets whose rows were printed.
    private var late = 0
    /// Lines of buckets that are forgotten.
    private var forgotten = 0
    /// When rows of late lines are printed again.
    var lateDue: Instant?
    private var additions = 0
    private var isChanged = true
    private var shownBucket: Int64?
    private var nextShow = Instant.now

    /// Groups up to which each bucket has a row for each of them, if only of 0.
    static let mostEmptyGroups = 1000
    /// How long a bucket's rows wait for lines behind its end.
    static let delay: Int64 = 2_000_000_000
    private static var lateInterval: Duration { .seconds(1) }

    /// - Parameter width: of a bucket, in nanoseconds.
    init(_ calendar: LogBuckets, width: Int64, _ mapper: LogMapper, _ memory: FollowMemory, _ output: any FollowDisplay)
    {
        plan = mapper.plan
        readers = mapper.readers
        self.memory = memory
        self.output = output
        self.calendar = calendar
        self.width = width
        clock = LogClock(width: width)
        writer = LogRowWriter(zone: mapper.readers.context.zone)
    }

    func reset() -> Bool {
        rates = RateBuckets()
        clock = LogClock(width: width)
        return true
    }

    func begin(_ mapper: LogMapper, limits: [UInt64], _ options: JobOptions) throws -> JobResult {
        var options = options
        options.memory = memory.job
        // Then rows come in the order of time.
        options.partitions = 1
        return try LogCountStates(mapper: mapper, limits: limits).forEachCount(options) { key, count in
            try add(key, count, isOld: true)
        }
    }

    // MARK: adding

    func add(_ key: ByteView, _ line: LogLine) throws { try add(key, 1, isOld: false) }

    private func add(_ key: ByteView, _ count: Int, isOld: Bool) throws {
        isChanged = true
        guard let (bucket, group) = rates.place(key) else {
            forgotten += count
            return
        }
        let isLate = printed.map { bucket.start <= $0 && bucket.start != .min } ?? false
        if isLate {
            if lateDue == nil { lateDue = Instant.now.advanced(by: RateAnswer.lateInterval) }
            late += count
        }
        bucket.add(group, count, isLate: isLate)
        if bucket.start != .min && bucket.start != clock.newest {
            clock.see(bucket.start, wall: WallClock.nanoseconds, isOld: isOld)
        }
        additions &+= 1
        if additions & 1023 == 0 { try makeRoom(isOld: isOld) }
    }

    private func makeRoom(isOld: Bool) throws {
        let limit = isOld ? memory.tableLimitAtStart : memory.tableLimit
        if rates.heapBytes <= limit { return }
        if !output.isLive {
            // What is printed can be forgotten. What was there comes in the order of time.
            if isOld { try printRows(through: (clock.newest ?? .min + 1) - 1) } else { try printEnded(.now) }
            try output.flush()
        }
        while rates.heapBytes > limit {
            // On a terminal only the last ones are seen.
            let end = output.isLive ? clock.newest ?? .min : printed.map { $0 + 1 } ?? .min
            guard rates.forget(before: end) else {
                throw ThreshError(
                    .usage,
                    """
                    the groups of a few buckets need more than --memory \(memory.text); raise it, or give --by something \
                    with fewer values
                    """)
            }
        }
    }

    var notes: [String] {
        var notes: [String] = []
        if late > 0 && !output.isLive {
            notes.append("\(HumanUnits.count(late)) came after their bucket was printed, which was printed again")
        }
        if forgotten > 0 {
            notes.append("\(HumanUnits.count(forgotten)) for buckets that were forgotten")
        }
        return notes
    }

    // MARK: showing

    func show(_ now: FollowTime, status: @autoclosure () -> String) throws -> FollowTime? {
        if !output.isLive {
            try printEnded(now)
            return nil
        }
        let bucket = clock.time(wall: now.wall).flatMap { calendar.start(of: Timestamp(ticks: $0)) }
        if !isChanged && bucket?.ticks == shownBucket && !output.needsRedraw { return nil }
        if now.instant < nextShow && !output.needsRedraw {
            return now.advanced(by: .nanoseconds(nextShow.nanoseconds - now.instant.nanoseconds))
        }
        isChanged = false
        shownBucket = bucket?.ticks
        try draw(now, status: status())
        nextShow = now.instant.advanced(by: output.interval)
        return nil
    }

    func finish(_ now: FollowTime, status: @autoclosure () -> String) throws {
        if output.isLive { return try draw(now, status: nil) }
        try printLate()
        // The last ones have not ended: they are what there is.
        if let last = rates.buckets.last { try printRows(through: last.start) }
        if let undated = rates.undated { try print([undated], isComplete: false) }
    }
}
