import Thresh

/// The answer about a funnel: a row for each step.
struct FunnelTable {
    static let columns = [
        Column("step"), Column("reached", .integer), Column("of_first", .number), Column("of_previous", .number),
        Column("median_time", .number),
    ]

    private let steps: [String]
    private var totals: [(reached: Int, median: Int?)]

    /// - Parameter steps: as typed.
    init(_ steps: [String]) {
        self.steps = steps
        totals = Array(repeating: (0, nil), count: steps.count)
    }

    mutating func set(_ step: Int, reached: Int, median: Int?) { totals[step] = (reached, median) }

    /// The rows of `columns`: cells divided by TAB.
    var rows: [UInt8] {
        var text = ByteBuffer()
        for (step, total) in totals.enumerated() {
            let name = Array(steps[step].utf8)
            unsafe name.withUnsafeBytes { text.append(escaping: unsafe ByteView($0)) }
            text.append("\t\(total.reached)\t")
            text.append(FunnelTable.share(total.reached, of: totals[0].reached))
            text.append("\t")
            if step > 0 { text.append(FunnelTable.share(total.reached, of: totals[step - 1].reached)) }
            text.append("\t")
            if let median = total.median { text.append(LengthOfTime.text(Int64(median))) }
            text.append("\n")
        }
        return Array(text.view)
    }

    private static func share(_ part: Int, of whole: Int) -> String {
        whole == 0 ? "" : LogValue.text(Double(part) / Double(whole), digits: 4)
    }
}
