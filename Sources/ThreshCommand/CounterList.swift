internal import Platform
internal import Thresh

/// The counters of a job's own code for a person to read: by group, names and numbers below one another.
///
///     parser
///       bad lines        12
///       good lines   12,345
struct CounterList {
    let lines: [String]

    init(_ counters: [CounterName: Int]) {
        let rows = counters.sorted { $0.key < $1.key }.map { counter in
            (
                group: VisibleText.of(counter.key.group), name: VisibleText.of(counter.key.name),
                number: HumanUnits.count(counter.value)
            )
        }
        let nameWidth = rows.map { DisplayWidth.of($0.name) }.max() ?? 0
        let numberWidth = rows.map(\.number.utf8.count).max() ?? 0
        var lines: [String] = []
        var group: String?
        for row in rows {
            if row.group != group { lines.append(row.group) }
            group = row.group
            let gap = nameWidth - DisplayWidth.of(row.name) + 2 + numberWidth - row.number.utf8.count
            lines.append("  " + row.name + String(repeating: " ", count: gap) + row.number)
        }
        self.lines = lines
    }
}
