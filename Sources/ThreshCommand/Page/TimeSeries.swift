/// Values over time, for each of a few groups, gathered into as many stretches of time as can be drawn.
struct TimeSeries {
    /// The names of the groups, greatest first; one empty name when there are none.
    let groups: [String]
    /// How many groups there were before the smaller ones became one or were left out.
    let groupCount: Int
    /// Begins of stretches that have a value, ascending.
    let starts: [ChartTime]
    /// For each start, a value for each group; nil where there is none.
    let values: [[Double?]]
    /// Seconds of a stretch.
    let width: Double
    /// Whether several of the answer's stretches make one here.
    let isMerged: Bool
    let isStacked: Bool

    static let mostGroups = 8
    private static let mostStretches = 240
    static let otherName = "other"

    /// - Parameter isAdditive: values may be added up; else the greatest stands for several.
    init(_ table: AnswerTable, _ times: [ChartTime], column: Int, isAdditive: Bool) {
        let order = times.indices.sorted { times[$0].seconds < times[$1].seconds }
        let first = times[order[0]].seconds
        var gap = Double.infinity
        for (a, b) in zip(order, order.dropFirst()) where times[b].seconds > times[a].seconds {
            gap = min(gap, times[b].seconds - times[a].seconds)
        }
        if !gap.isFinite { gap = 60 }
        let span = times[order.last!].seconds - first
        isMerged = span / gap >= Double(TimeSeries.mostStretches)
        let least = span / Double(TimeSeries.mostStretches - 1)
        let longest = TimeAxis.steps.last!
        width =
            isMerged ? TimeAxis.steps.first { $0 >= least } ?? (least / longest).rounded(.up) * longest : gap
        isStacked = isAdditive

        func folded(_ a: Double?, _ b: Double) -> Double { a.map { isAdditive ? $0 + b : max($0, b) } ?? b }
        var weights: [String: Double] = [:]
        for row in table.rows.indices {
            guard let value = table.number(row, column) else { continue }
            let label = table.keys.count > 1 ? table.label(row, from: 1) : ""
            weights[label] = folded(weights[label], value)
        }
        let ranked = weights.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map(\.key)
        groupCount = ranked.count
        let isCut = ranked.count > TimeSeries.mostGroups
        var groups = Array(ranked.prefix(isCut ? TimeSeries.mostGroups - 1 : TimeSeries.mostGroups))
        if isCut && isAdditive { groups.append(TimeSeries.otherName) }
        let places = Dictionary(uniqueKeysWithValues: groups.enumerated().map { ($1, $0) })

        var starts: [ChartTime] = []
        var values: [[Double?]] = []
        for row in order {
            // Months differ in length: only what is merged must be in step.
            let start = isMerged ? ChartTime(times[row], roundedTo: width) : times[row]
            if starts.last?.seconds != start.seconds {
                starts.append(start)
                values.append(Array(repeating: nil, count: groups.count))
            }
            guard let value = table.number(row, column) else { continue }
            let label = table.keys.count > 1 ? table.label(row, from: 1) : ""
            guard let place = places[label] ?? (isCut && isAdditive ? groups.count - 1 : nil) else { continue }
            values[values.count - 1][place] = folded(values[values.count - 1][place], value)
        }
        self.groups = groups.isEmpty ? [""] : groups
        self.starts = starts
        self.values = groups.isEmpty ? values.map { _ in [nil] } : values
    }

    var greatest: Double {
        values.map { row in
            let present = row.compactMap { $0 }
            return isStacked ? present.reduce(0) { $0 + max(0, $1) } : present.max() ?? 0
        }.max() ?? 0
    }
}
