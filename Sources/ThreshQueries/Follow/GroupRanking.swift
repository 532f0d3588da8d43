/// The heaviest of many groups, found without sorting them all.
struct GroupRanking {
    let count: Int
    /// The heaviest first; equally heavy ones in the order of their keys.
    private(set) var groups: [Int] = []

    init(count: Int) { self.count = count }

    mutating func fill<Weight: Comparable>(
        _ total: Int, _ weight: (Int) -> Weight, precedes: (Int, Int) -> Bool
    ) {
        var best: [(group: Int, weight: Weight)] = []
        func isBefore(_ a: (group: Int, weight: Weight), _ b: (group: Int, weight: Weight)) -> Bool {
            a.weight == b.weight ? precedes(a.group, b.group) : a.weight > b.weight
        }
        var least: Weight?
        for group in 0..<total {
            let candidate = (group, weight(group))
            if let least, candidate.1 < least { continue }
            best.append(candidate)
            // Sorting now and then costs less than keeping them sorted.
            if best.count >= 2 * count + 64 {
                best.sort(by: isBefore)
                best.removeSubrange(count...)
                least = best.last?.weight
            }
        }
        best.sort(by: isBefore)
        groups = best.prefix(count).map(\.group)
    }
}
