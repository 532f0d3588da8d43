import Thresh
import ThreshLogs

/// The answer about sessions: a row of all of them, then the pages with which most begin, then those with which most end.
package struct SummaryTable {
    /// - Parameter page: what pages are.
    static func columns(page: ExpressionType) -> [Column] {
        [Column("of"), Column("page", kind(page), isTyped: true)] + numbers
    }

    static func kind(_ page: ExpressionType) -> Column.Kind { page == .any ? .text : LogPlan.kind(page) }

    /// What a page draws: of these, all groups have some.
    package static let drawn = [2, 5, 7, 8]

    private static let numbers = [
        Column("sessions", .integer), Column("share", .number),
        Column("clients", .integer), Column("bounces", .integer), Column("lines", .integer),
        Column("mean_lines", .number), Column("mean_duration", .number), Column("p50_duration", .number),
        Column("p95_duration", .number), Column("max_duration", .number),
    ]

    private struct Row {
        let page: [UInt8]
        let sessions: Int
        /// The cells behind the share: the clients, and what comes behind them.
        let clients: [UInt8]
        let rest: [UInt8]

        static func isBetter(_ a: Row, _ b: Row) -> Bool {
            a.sessions != b.sessions ? a.sessions > b.sessions : a.page.lexicographicallyPrecedes(b.page)
        }
    }

    /// The rows of a kind that may be among the best.
    private struct Rows {
        var rows: [Row] = []
        /// How many there were.
        var count = 0
        /// What a row needs to be among the best of those before.
        var leastSessions = 0
    }

    /// How many pages there are of each kind.
    private let limit: Int
    private var kinds: [UInt8: Rows] = [:]
    private var lines = WholeLines()

    init(limit: Int) { self.limit = limit }

    /// Adds some of the rows of `SessionSummary`.
    mutating func add(_ piece: UnsafeRawBufferPointer) {
        var lines = WholeLines()
        swap(&lines, &self.lines)
        defer { swap(&lines, &self.lines) }
        unsafe lines.addLines(piece) { add($0) }
    }

    private mutating func add(_ line: ByteView) {
        guard let page = line.field(1, separator: 9), let count = line.field(2, separator: 9),
            let clients = line.field(3, separator: 9), let sessions = count.integer
        else { return }
        let kind = line[0]
        kinds[kind, default: Rows()].count += 1
        if sessions < kinds[kind]!.leastSessions { return }
        // The kind and four tabs.
        let head = 1 + 4 + page.count + count.count + clients.count
        kinds[kind]!.rows.append(
            Row(
                page: Array(page), sessions: sessions, clients: Array(clients),
                rest: Array(line.slice(head, line.count))))
        if kinds[kind]!.rows.count > 2 * limit + 1000 { keepBest(kind) }
    }

    private mutating func keepBest(_ kind: UInt8) {
        guard var best = kinds.removeValue(forKey: kind) else { return }
        best.rows.sort(by: Row.isBetter)
        if kind != SessionSummary.Kind.all.rawValue && best.rows.count > limit {
            best.leastSessions = limit == 0 ? .max : best.rows[limit - 1].sessions
            best.rows.removeSubrange(limit...)
        }
        kinds[kind] = best
    }

    /// The rows of `columns`.
    mutating func finish() -> [UInt8] {
        let total = kinds[SessionSummary.Kind.all.rawValue]?.rows.first?.sessions ?? 0
        if total == 0 { return Array("all\t-\t0\t\t0\t0\t0\t\t\t\t\t\n".utf8) }
        var output: [UInt8] = []
        for (kind, name) in [(SessionSummary.Kind.all, "all"), (.entry, "entry"), (.exit, "exit")] {
            keepBest(kind.rawValue)
            guard let best = kinds[kind.rawValue] else { continue }
            // No line has a page: the log has no paths.
            if kind != .all, best.count == 1, best.rows.first?.page == [CellKind.none.rawValue] { continue }
            for row in best.rows {
                output += name.utf8
                output.append(9)
                output += row.page
                let share = LogValue.text(Double(row.sessions) / Double(total), digits: 4)
                output += "\t\(row.sessions)\t\(share)\t".utf8
                // A client can begin with several pages: the counts of each would not add up to anything.
                if kind == .all { output += row.clients }
                output.append(9)
                output += row.rest
                output.append(10)
            }
        }
        return output
    }
}
