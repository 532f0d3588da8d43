import Platform
import Thresh
import ThreshLogs

/// Lines by time: in a stream a row for each bucket once it has ended, on a terminal the last ones with bars.
final class RateAnswer: FollowAnswer {
    private let plan: LogPlan
    private let readers: LogReaders
    private let memory: FollowMemory
    private let output: FollowOutput
    private let writer: LogRowWriter
    private let calendar: LogBuckets
    private let width: Int64
    private var clock: LogClock
    private var rates = RateBuckets()
    /// The start of the last bucket whose rows were printed.
    private var printed: Int64?
    /// Lines of buckets whose rows were printed.
    private var late = 0
    /// Lines of buckets that are forgotten.
    private var forgotten = 0
    /// When rows of late lines are printed again.
    private var lateDue: Instant?
    private var additions = 0
    private var isChanged = true
    private var shownBucket: Int64?
    private var nextShow = Instant.now

    /// Groups up to which each bucket has a row for each of them, if only of 0.
    private static let mostEmptyGroups = 1000
    /// How long a bucket's rows wait for lines behind its end.
    private static let delay: Int64 = 2_000_000_000
    private static var lateInterval: Duration { .seconds(1) }

    /// - Parameter width: of a bucket, in nanoseconds.
    init(_ calendar: LogBuckets, width: Int64, _ mapper: LogMapper, _ memory: FollowMemory, _ output: FollowOutput) {
        plan = mapper.plan
        readers = mapper.readers
        self.memory = memory
        self.output = output
        self.calendar = calendar
        self.width = width
        clock = LogClock(width: width)
        writer = LogRowWriter(plan: plan, zone: mapper.readers.context.zone)
    }

    func reset() -> Bool {
        rates = RateBuckets()
        clock = LogClock(width: width)
        return true
    }

    func begin(_ mapper: LogMapper, limits: [UInt64], _ options: JobOptions) throws -> JobResult {
        var options = options
        options.memory = memory.job
        let rows = Rows()
        options.output = unsafe .stream { piece in
            try unsafe rows.rows.add(piece) { key, total in
                guard case .count(let count)? = total.result.first else { return }
                try self.add(key, count, isOld: true)
            }
        }
        return try LogCountStates(question: LogCounting(mapper), limits: limits).run(options)
    }

    private final class Rows { var rows = StateRows() }

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
        if additions & 4095 == 0 { try makeRoom(isOld ? memory.tableLimitAtStart : memory.tableLimit) }
    }

    private func makeRoom(_ limit: Int) throws {
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
        let bucket = clock.time(wall: now.wall).flatMap { calendar.start(of: Timestamp(nanoseconds: $0)) }
        if !isChanged && bucket?.nanoseconds == shownBucket && !output.needsRedraw { return nil }
        if now.instant < nextShow && !output.needsRedraw {
            return now.advanced(by: .nanoseconds(nextShow.nanoseconds - now.instant.nanoseconds))
        }
        isChanged = false
        shownBucket = bucket?.nanoseconds
        output.draw(try frame(now), status: status())
        nextShow = now.instant.advanced(by: output.interval)
        return nil
    }

    func finish(_ now: FollowTime, status: @autoclosure () -> String) throws {
        if output.isLive { return output.drawLast(try frame(now)) }
        try printLate()
        // The last ones have not ended: they are what there is.
        if let last = rates.buckets.last { try printRows(through: last.start) }
        if let undated = rates.undated { try print([undated], isComplete: false) }
    }

    // MARK: a stream

    private func printEnded(_ now: FollowTime) throws {
        if let lateDue, now.instant >= lateDue { try printLate() }
        guard let time = clock.time(wall: now.wall) else { return }
        let isRunning = clock.isRunning
        let latest = isRunning ? time - RateAnswer.delay : clock.newest ?? time
        // The bucket that holds `latest` has not ended, the one before it has.
        guard let current = calendar.start(of: Timestamp(nanoseconds: latest)),
            let first = printed ?? rates.buckets.first?.start, current.nanoseconds > first
        else { return }
        try printRows(through: current.nanoseconds - 1)
    }

    private func printLate() throws {
        if lateDue == nil { return }
        lateDue = nil
        var part = try PartWriter()
        var rows: [UInt8] = []
        for bucket in rates.buckets where !bucket.late.isEmpty {
            for group in rates.ordered(bucket.takeLate()) {
                write(bucket.start, group, bucket.counts[group] ?? 0, to: &part)
            }
            rows += part.takeRows()
        }
        if !rows.isEmpty { try output.add(rowsWithoutKeys(rows), columns: columns, isWhole: false) }
    }

    /// Prints the rows of all buckets that were not printed yet and begin at `end` or before.
    private func printRows(through end: Int64) throws {
        guard let first = rates.buckets.first?.start else { return }
        let starts = self.starts(after: printed, first: first, through: end)
        if starts.isEmpty { return }
        try print(starts.map { rates.bucket(from: $0) ?? RateBucket(start: $0) })
        printed = starts.last
    }

    /// The starts of buckets, of those without a line too, unless there would be millions of them.
    private func starts(after printed: Int64?, first: Int64, through end: Int64) -> [Int64] {
        let begin = Timestamp(nanoseconds: printed ?? first)
        guard begin.nanoseconds <= end, let last = calendar.start(of: Timestamp(nanoseconds: end)) else { return [] }
        let limit = LogBuckets.most / max(1, min(rates.groups.count, RateAnswer.mostEmptyGroups))
        let all = calendar.starts(from: begin, through: max(begin, last), atMost: limit)?.map(\.nanoseconds)
        let found = all ?? rates.buckets.map(\.start)
        return found.filter { $0 <= end && $0 > printed ?? .min }
    }

    private func print(_ buckets: [RateBucket], isComplete: Bool = true) throws {
        let rows = try self.rows(of: buckets, isComplete: isComplete)
        if !rows.isEmpty { try output.add(rows, columns: columns, isWhole: false) }
    }

    // MARK: a terminal

    /// The last buckets that fit, with bars.
    private func frame(_ now: FollowTime) throws -> [[UInt8]] {
        let size = output.size
        // The header has two lines.
        let room = max(1, size.rows - 2)
        guard let time = clock.time(wall: now.wall), let first = rates.buckets.first?.start,
            let last = calendar.start(of: Timestamp(nanoseconds: time))
        else { return [] }
        let perBucket = max(1, min(rates.groups.count, RateAnswer.mostEmptyGroups))
        let most = max(1, room / perBucket)
        // A bucket may be a day of 25 hours, or one more is needed at the edge.
        let earliest = max(
            first, last.nanoseconds &- Int64(clamping: most + 1).multipliedReportingOverflow(by: width).partialValue)
        let begin = calendar.start(of: Timestamp(nanoseconds: earliest)) ?? Timestamp(nanoseconds: first)
        let starts = (calendar.starts(from: begin, through: last, atMost: most * 2 + 8) ?? [last]).suffix(most)
        var rows = try self.rows(
            of: starts.map { rates.bucket(from: $0.nanoseconds) ?? RateBucket(start: $0.nanoseconds) })
        let all = rows.split(separator: 10)
        if all.count > room { rows = Array(all.suffix(room).joined(separator: [10])) + [10] }
        let table = LiveTable(columns: columns + [Column("")])
        let barWidth = min(CountBars.width, max(4, table.spare(rows, width: size.columns) - 2))
        return try table.lines(CountBars.appended(to: rows, width: barWidth), width: size.columns)
    }

    // MARK: rows

    private var columns: [Column] { plan.columns(plan.types(readers)) }

    /// - Parameter isComplete: with rows for the groups that a bucket has not.
    private func rows(of buckets: [RateBucket], isComplete: Bool = true) throws -> [UInt8] {
        let isComplete = isComplete && rates.groups.count <= RateAnswer.mostEmptyGroups
        let all = isComplete ? rates.ordered(0..<rates.groups.count) : []
        var part = try PartWriter()
        var rows: [UInt8] = []
        for bucket in buckets {
            for group in isComplete ? all : rates.ordered(bucket.counts.keys) {
                write(bucket.start, group, bucket.counts[group] ?? 0, to: &part)
            }
            rows += part.takeRows()
        }
        return rowsWithoutKeys(rows)
    }

    private func write(_ start: Int64, _ group: Int, _ count: Int, to part: inout PartWriter) {
        var key = ByteBuffer(capacity: 64)
        if start == .min {
            key.append(LogKey.Tag.null)
        } else {
            key.append(LogKey.Tag.time)
            Timestamp(nanoseconds: start).encodePart(into: &key)
        }
        rates.groups.with(group) { key.append($0) }
        writer.write(key.view, [.count(count)], to: &part)
    }

    /// Rows as they are printed: their first cells are encoded keys.
    private func rowsWithoutKeys(_ rows: [UInt8]) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(rows.count)
        for row in rows.split(separator: 10) {
            output += row[(row.firstIndex(of: 9)! + 1)...]
            output.append(10)
        }
        return output
    }
}
