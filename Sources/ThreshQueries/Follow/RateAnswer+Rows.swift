import Thresh
import ThreshLogs

/// What is printed of the buckets, and when.
extension RateAnswer {
    // MARK: a stream

    func printEnded(_ now: FollowTime) throws {
        if let lateDue, now.instant >= lateDue { try printLate() }
        guard let time = clock.time(wall: now.wall) else { return }
        let isRunning = clock.isRunning
        let latest = isRunning ? time - RateAnswer.delay : clock.newest ?? time
        // The bucket that holds `latest` has not ended, the one before it has.
        guard let current = calendar.start(of: Timestamp(ticks: latest)),
            let first = printed ?? rates.buckets.first?.start, current.ticks > first
        else { return }
        try printRows(through: current.ticks - 1)
    }

    func printLate() throws {
        if lateDue == nil { return }
        lateDue = nil
        var rows = ByteBuffer()
        for bucket in rates.buckets where !bucket.late.isEmpty {
            for group in rates.ordered(bucket.takeLate()) {
                write(bucket.start, group, bucket.counts[group] ?? 0, to: &rows)
            }
        }
        if rows.count > 0 { try output.add([UInt8](rows.view), columns: columns, isWhole: false) }
    }

    /// Prints the rows of all buckets that were not printed yet and begin at `end` or before.
    func printRows(through end: Int64) throws {
        guard let first = rates.buckets.first?.start else { return }
        let starts = self.starts(after: printed, first: first, through: end)
        if starts.isEmpty { return }
        try print(starts.map { rates.bucket(from: $0) ?? RateBucket(start: $0) })
        printed = starts.last
    }

    /// The starts of buckets, of those without a line too, unless there would be millions of them.
    private func starts(after printed: Int64?, first: Int64, through end: Int64) -> [Int64] {
        let begin = Timestamp(ticks: printed ?? first)
        guard begin.ticks <= end, let last = calendar.start(of: Timestamp(ticks: end)) else { return [] }
        let limit = LogBuckets.most / max(1, min(rates.groups.count, RateAnswer.mostEmptyGroups))
        let all = calendar.starts(from: begin, through: max(begin, last), atMost: limit)?.map(\.ticks)
        let found = all ?? rates.buckets.map(\.start)
        return found.filter { $0 <= end && $0 > printed ?? .min }
    }

    func print(_ buckets: [RateBucket], isComplete: Bool = true) throws {
        let rows = self.rows(of: buckets, isComplete: isComplete)
        if !rows.isEmpty { try output.add(rows, columns: columns, isWhole: false) }
    }

    // MARK: a terminal

    func draw(_ now: FollowTime, status: String?) throws {
        try output.draw(frame(now), columns: columns, hasBars: true, status: status)
    }

    /// The last buckets that fit; nil before the first line.
    private func frame(_ now: FollowTime) -> [UInt8]? {
        // The header has two lines.
        let room = max(1, output.rowCount - 2)
        guard let time = clock.time(wall: now.wall), let first = rates.buckets.first?.start,
            let last = calendar.start(of: Timestamp(ticks: time))
        else { return nil }
        let perBucket = max(1, min(rates.groups.count, RateAnswer.mostEmptyGroups))
        let most = max(1, room / perBucket)
        // A bucket may be a day of 25 hours, or one more is needed at the edge.
        let (length, overflow) = width.multipliedReportingOverflow(by: Int64(clamping: most + 1))
        let earliest = max(Timestamp(ticks: first), overflow ? last : last.advanced(by: -length) ?? last)
        let begin = calendar.start(of: earliest) ?? Timestamp(ticks: first)
        let starts = (calendar.starts(from: begin, through: last, atMost: most * 2 + 8) ?? [last]).suffix(most)
        var rows = self.rows(
            of: starts.map { rates.bucket(from: $0.ticks) ?? RateBucket(start: $0.ticks) })
        let all = rows.split(separator: 10)
        if all.count > room { rows = Array(all.suffix(room).joined(separator: [10])) + [10] }
        return rows
    }

    // MARK: rows

    private var columns: [Column] { plan.columns(readers) }

    /// - Parameter isComplete: with rows for the groups that a bucket has not.
    private func rows(of buckets: [RateBucket], isComplete: Bool = true) -> [UInt8] {
        let isComplete = isComplete && rates.groups.count <= RateAnswer.mostEmptyGroups
        let all = isComplete ? rates.ordered(0..<rates.groups.count) : []
        var rows = ByteBuffer()
        for bucket in buckets {
            for group in isComplete ? all : rates.ordered(bucket.counts.keys) {
                write(bucket.start, group, bucket.counts[group] ?? 0, to: &rows)
            }
        }
        return [UInt8](rows.view)
    }

    private func write(_ start: Int64, _ group: Int, _ count: Int, to rows: inout ByteBuffer) {
        var key = ByteBuffer(capacity: 64)
        if start == .min {
            key.append(LogKey.Tag.null)
        } else {
            key.append(LogKey.Tag.time)
            Timestamp(ticks: start).encodePart(into: &key)
        }
        rates.groups.with(group) { key.append($0) }
        writer.append(plan.row(of: key.view) { _ in .integer(count) }, to: &rows)
        rows.append(UInt8(ascii: "\n"))
    }
}
