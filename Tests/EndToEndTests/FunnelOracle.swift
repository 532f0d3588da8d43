import Foundation

/// How far clients get through a funnel, found by looking at every chain of lines.
struct FunnelOracle {
    typealias Visit = VisitLog.Visit

    private(set) var reached: [Int]
    /// Milliseconds from the step before.
    private(set) var times: [[Int]]

    /// - Parameters:
    ///   - steps: for each step, whether a line is it.
    ///   - window: in milliseconds.
    init(_ log: VisitLog, _ steps: [(Visit) -> Bool], window: Int) {
        reached = steps.map { _ in 0 }
        times = steps.map { _ in [] }
        for (_, visits) in log.clients {
            let chains = FunnelOracle.chains(visits, steps, window)
            let longest = chains.map(\.count).max() ?? 0
            // The first that is complete; of those, each step the last one before the next.
            let best = chains.filter { $0.count == longest }.min { a, b in
                if a.last != b.last { return a.last! < b.last! }
                return b.reversed().lexicographicallyPrecedes(a.reversed())
            }
            for (step, line) in (best ?? []).enumerated() {
                reached[step] += 1
                if step > 0 { times[step].append(visits[line].milliseconds - visits[best![step - 1]].milliseconds) }
            }
        }
    }

    /// Every chain that begins with the first step: the numbers of its lines.
    private static func chains(_ visits: [Visit], _ steps: [(Visit) -> Bool], _ window: Int) -> [[Int]] {
        var all: [[Int]] = []
        var ends: [[Int]] = visits.indices.filter { steps[0](visits[$0]) }.map { [$0] }
        for step in steps.indices {
            all += ends
            if step + 1 == steps.count { break }
            ends = ends.flatMap { chain in
                visits.indices.filter { line in
                    line > chain.last! && steps[step + 1](visits[line])
                        && visits[line].milliseconds - visits[chain[0]].milliseconds <= window
                }.map { chain + [$0] }
            }
        }
        return all
    }

    /// What `thresh logs funnel` should print.
    func rows(_ names: [String]) -> [String] {
        names.indices.map { step in
            func share(_ whole: Int) -> String {
                whole == 0
                    ? "" : SessionOracle.number((Double(reached[step]) / Double(whole) * 10_000).rounded() / 10_000)
            }
            let median =
                times[step].isEmpty ? "" : SessionOracle.number(Double(SessionOracle.rank(times[step], 0.5)) / 1000)
            return [
                names[step].replacingOccurrences(of: "\\", with: "\\\\"), "\(reached[step])", share(reached[0]),
                step == 0 ? "" : share(reached[step - 1]), median,
            ].joined(separator: "\t")
        }
    }
}
