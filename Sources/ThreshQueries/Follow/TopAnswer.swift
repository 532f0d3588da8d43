import Platform
import Thresh
import ThreshLogs

/// The heaviest groups so far.
final class TopAnswer: FollowAnswer {
    private let count: Int
    private let plan: LogPlan
    private let readers: LogReaders
    private let memory: FollowMemory
    private let output: any FollowDisplay
    private let writer: LogRowWriter
    private var groups: GroupTotals
    /// In place of the groups, once they are too many.
    private var frequent: FrequentGroups?
    private var isChanged = true
    private var hasShown = false
    private var nextShow = Instant.now
    private var additions = 0

    private static let mostRows = 1 << 30
    /// How much of the time may be spent on finding out what to show.
    private static let shareOfTime = 10

    init(_ count: Int, _ mapper: LogMapper, _ memory: FollowMemory, _ output: any FollowDisplay) {
        self.count = min(count, TopAnswer.mostRows)
        plan = mapper.plan
        readers = mapper.readers
        groups = GroupTotals(mapper.plan)
        self.memory = memory
        self.output = output
        writer = LogRowWriter(zone: mapper.readers.context.zone)
    }

    private var isCount: Bool { plan.isCount }

    func reset() -> Bool {
        groups = GroupTotals(plan)
        frequent = nil
        return true
    }

    func begin(_ mapper: LogMapper, limits: [UInt64], _ options: JobOptions) throws -> JobResult {
        var options = options
        options.memory = memory.job
        if isCount {
            var state = ByteBuffer()
            return try LogCountStates(mapper: mapper, limits: limits).forEachCount(options) { key, count in
                state.removeAll()
                state.append(varint: count)
                try add(key, state: state.view)
            }
        }
        return try LogStates(mapper: mapper, limits: limits).forEachState(options) { try add($0, state: $1) }
    }

    // MARK: adding

    func add(_ key: ByteView, _ line: LogLine) throws {
        isChanged = true
        if frequent != nil {
            frequent!.add(key)
            return
        }
        groups.add(key, line)
        try makeRoom(memory.tableLimit)
    }

    private func add(_ key: ByteView, state: ByteView) throws {
        if frequent != nil {
            var reader = ByteReader(state)
            frequent!.add(key, count: reader.readCount() ?? 0)
            return
        }
        try groups.add(key, state: state)
        try makeRoom(memory.tableLimitAtStart)
    }

    private func makeRoom(_ limit: Int) throws {
        // What it is read from is seldom in the cache.
        additions &+= 1
        if additions & 63 != 0 || groups.heapBytes <= limit { return }
        guard isCount else {
            throw ThreshError(
                .usage,
                """
                \(plan.outputs[0].name) of more than \(HumanUnits.count(groups.count)) groups needs more memory than \
                --memory \(memory.text); raise it, or choose fewer lines with --where (counts alone would go on as estimates)
                """)
        }
        frequent = FrequentGroups(groups, memory: limit)
        groups = GroupTotals(plan)
        output.tell(
            "--memory \(memory.text) is full of groups: only the \(HumanUnits.count(frequent!.capacity)) most frequent are kept from here on, and counts are estimates"
        )
    }

    var notes: [String] {
        guard let frequent, frequent.error > 0 else { return [] }
        return ["counts are within \(HumanUnits.count(frequent.error))"]
    }

    // MARK: showing

    func show(_ now: FollowTime, status: @autoclosure () -> String) throws -> FollowTime? {
        if !isChanged && !output.needsRedraw { return nil }
        if now.instant < nextShow && !output.needsRedraw {
            return now.advanced(by: .nanoseconds(nextShow.nanoseconds - now.instant.nanoseconds))
        }
        try print(status())
        let cost = Instant.now.nanoseconds - now.instant.nanoseconds
        nextShow = now.instant.advanced(
            by: .nanoseconds(max(output.interval.nanoseconds, Int64(TopAnswer.shareOfTime) * cost)))
        return nil
    }

    func finish(_ now: FollowTime, status: @autoclosure () -> String) throws {
        if isChanged || !hasShown || output.isLive { try print(nil) }
    }

    /// - Parameter status: nil for the last answer.
    private func print(_ status: String?) throws {
        isChanged = false
        hasShown = true
        let columns = plan.columns(readers)
        let fits = output.isLive && status != nil ? max(1, output.rowCount - 2) : count
        let rows = self.rows(min(count, fits))
        if output.isLive {
            try output.draw(rows, columns: columns, hasBars: false, status: status)
        } else {
            let at = Timestamp(nanoseconds: WallClock.nanoseconds / 1_000_000 * 1_000_000)
            let text = Array(at.text(in: readers.context.zone).utf8) + [9]
            var stamped: [UInt8] = []
            for row in rows.split(separator: 10) {
                stamped += text
                stamped += row
                stamped.append(10)
            }
            try output.add(stamped, columns: [Column("at")] + columns, isWhole: true)
        }
    }

    /// The rows of the heaviest groups.
    private func rows(_ count: Int) -> [UInt8] {
        var rows = ByteBuffer()
        if let frequent {
            for group in frequent.top(count) {
                unsafe group.key.withUnsafeBytes {
                    writer.append(unsafe plan.row(of: ByteView($0)) { _ in .integer(group.count) }, to: &rows)
                }
                rows.append(UInt8(ascii: "\n"))
            }
            return [UInt8](rows.view)
        }
        let groups = self.groups
        var ranking = GroupRanking(count: count)
        if isCount {
            ranking.fill(groups.count) {
                groups.lines($0)
            } precedes: {
                groups.keys.precedes($0, $1)
            }
        } else {
            ranking.fill(groups.count) { index in
                result(plan.outputs.last!, of: index)
            } precedes: {
                groups.keys.precedes($0, $1)
            }
        }
        for index in ranking.groups {
            let row = groups.keys.with(index) { key in plan.row(of: key) { result($0, of: index) } }
            writer.append(row, to: &rows)
            rows.append(UInt8(ascii: "\n"))
        }
        return [UInt8](rows.view)
    }

    private func result(_ output: LogPlan.Output, of group: Int) -> LogValue {
        groups.value(output, of: group)
    }
}
