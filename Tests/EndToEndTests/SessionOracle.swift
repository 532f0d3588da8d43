import Foundation

/// Sessions found the slow way, and the rows that `thresh logs sessions` should print of them.
struct SessionOracle {
    typealias Visit = VisitLog.Visit

    let sessions: [(client: String, visits: [Visit])]

    /// - Parameter gap: in milliseconds.
    init(_ log: VisitLog, gap: Int) {
        var sessions: [(client: String, visits: [Visit])] = []
        for (client, visits) in log.clients {
            var session: [Visit] = []
            for visit in visits {
                if let last = session.last, visit.milliseconds - last.milliseconds > gap {
                    sessions.append((client, session))
                    session = []
                }
                session.append(visit)
            }
            sessions.append((client, session))
        }
        self.sessions = sessions
    }

    static func duration(_ visits: [Visit]) -> Int { visits.last!.milliseconds - visits.first!.milliseconds }

    /// A cell, with its backslashes as they are printed.
    private static func cell(_ text: String) -> String { text.replacingOccurrences(of: "\\", with: "\\\\") }

    static func row(_ client: String, _ visits: [Visit]) -> String {
        let bytes = visits.compactMap(\.bytes)
        return [
            client, VisitLog.time(visits.first!.milliseconds), VisitLog.time(visits.last!.milliseconds),
            number(Double(duration(visits)) / 1000), "\(visits.count)",
            bytes.isEmpty ? "" : "\(bytes.reduce(0, +))", cell(visits.first!.page), cell(visits.last!.page),
        ].joined(separator: "\t")
    }

    var list: [String] { sessions.map { SessionOracle.row($0.client, $0.visits) } }

    func summary(limit: Int = 10) -> [String] {
        var rows = [summaryRow("all", "", sessions)]
        for (kind, page) in [("entry", { $0.first!.page }), ("exit", { $0.last!.page })]
            as [(String, ([Visit]) -> String)]
        {
            let groups = Dictionary(grouping: sessions) { page($0.visits) }
            let best = groups.sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }.prefix(limit)
            rows += best.map { summaryRow(kind, SessionOracle.cell($0.key), $0.value) }
        }
        return rows
    }

    private func summaryRow(_ kind: String, _ page: String, _ group: [(client: String, visits: [Visit])]) -> String {
        let lines = group.map(\.visits.count)
        let durations = group.map { SessionOracle.duration($0.visits) }
        func rounded(_ number: Double, _ scale: Double) -> String {
            SessionOracle.number((number * scale).rounded() / scale)
        }
        func rank(_ share: Double) -> String {
            SessionOracle.number(Double(SessionOracle.rank(durations, share)) / 1000)
        }
        return [
            kind, page, "\(group.count)", rounded(Double(group.count) / Double(sessions.count), 10_000),
            kind == "all" ? "\(Set(group.map(\.client)).count)" : "", "\(lines.filter { $0 == 1 }.count)",
            "\(lines.reduce(0, +))", rounded(Double(lines.reduce(0, +)) / Double(group.count), 1000),
            rounded(Double(durations.reduce(0, +)) / 1000 / Double(group.count), 1000), rank(0.5), rank(0.95), rank(1),
        ].joined(separator: "\t")
    }

    /// Nearest rank.
    static func rank(_ numbers: [Int], _ share: Double) -> Int {
        let sorted = numbers.sorted()
        return sorted[max(1, Int((share * Double(sorted.count) - 1e-9).rounded(.up))) - 1]
    }

    static func number(_ number: Double) -> String {
        number == number.rounded() ? "\(Int(number))" : "\(number)"
    }
}
