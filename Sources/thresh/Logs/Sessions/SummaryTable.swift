import Thresh

/// The answer about sessions: a row of all of them, then the pages with which most begin, then those with which most end.
struct SummaryTable {
    static let columns = [
        Column("of"), Column("page"), Column("sessions", .integer), Column("share", .number),
        Column("clients", .integer), Column("bounces", .integer), Column("lines", .integer),
        Column("mean_lines", .number), Column("mean_duration", .number), Column("p50_duration", .number),
        Column("p95_duration", .number), Column("max_duration", .number),
    ]

    private struct Row {
        let page: ArraySlice<UInt8>
        let sessions: Int
        /// Behind the share.
        let rest: [ArraySlice<UInt8>]

        static func isBetter(_ a: Row, _ b: Row) -> Bool {
            a.sessions != b.sessions ? a.sessions > b.sessions : a.page.lexicographicallyPrecedes(b.page)
        }
    }

    /// How many pages there are of each kind.
    private let limit: Int
    private var rows: [UInt8: [Row]] = [:]
    private var counts: [UInt8: Int] = [:]
    private var partial: [UInt8] = []

    init(limit: Int) { self.limit = limit }

    /// Adds some of the rows of `SessionSummary`; only the best are kept.
    mutating func add(_ piece: UnsafeRawBufferPointer) {
        unsafe partial.append(contentsOf: piece)
        guard let last = partial.lastIndex(of: 10) else { return }
        for line in partial[..<last].split(separator: 10) {
            let cells = Array(line).split(separator: 9, omittingEmptySubsequences: false)
            guard let kind = cells[0].first, let sessions = Int(String(decoding: cells[2], as: UTF8.self)) else {
                continue
            }
            counts[kind, default: 0] += 1
            rows[kind, default: []].append(Row(page: cells[1], sessions: sessions, rest: Array(cells[3...])))
            if rows[kind]!.count > 2 * limit + 1000 { keepBest(kind) }
        }
        partial.removeSubrange(...last)
    }

    private mutating func keepBest(_ kind: UInt8) {
        rows[kind, default: []].sort(by: Row.isBetter)
        if kind != SessionSummary.Kind.all.rawValue { rows[kind] = Array(rows[kind]!.prefix(limit)) }
    }

    /// The rows of `columns`.
    mutating func finish() -> [UInt8] {
        let all = SessionSummary.Kind.all.rawValue
        let total = rows[all]?.first?.sessions ?? 0
        if total == 0 { return Array("all\t\t0\t\t0\t0\t0\t\t\t\t\t\n".utf8) }
        var output: [UInt8] = []
        for (kind, name) in [(SessionSummary.Kind.all, "all"), (.entry, "entry"), (.exit, "exit")] {
            keepBest(kind.rawValue)
            let rows = self.rows[kind.rawValue] ?? []
            // No line has a page: the log has no paths.
            if kind != .all, counts[kind.rawValue] == 1, rows.first?.page.isEmpty == true { continue }
            for row in rows {
                output += name.utf8
                output.append(9)
                output += row.page
                let share = SummaryTable.text(Double(row.sessions) / Double(total), digits: 4)
                output += "\t\(row.sessions)\t\(share)".utf8
                for (index, cell) in row.rest.enumerated() {
                    output.append(9)
                    // A client can begin with several pages: the counts of each would not add up to anything.
                    if kind == .all || index > 0 { output += cell }
                }
                output.append(10)
            }
        }
        return output
    }

    /// Rounded, without a fraction where there is none.
    static func text(_ number: Double, digits: Int) -> String {
        var scale = 1.0
        for _ in 0..<digits { scale *= 10 }
        return LogRowWriter.text((number * scale).rounded() / scale)
    }
}
