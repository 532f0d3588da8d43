import TestSupport

/// What may change how a job runs, and must not change what it says.
struct RunSettings: Equatable {
    var workers = 1
    var chunkSize: Int?
    var hasLittleMemory = false
    var compressionLevel: Int?

    var arguments: [String] {
        var arguments = ["-j", "\(workers)"]
        if let chunkSize { arguments += ["--chunk-size", "\(chunkSize)"] }
        if hasLittleMemory { arguments += ["--memory", RunSettings.leastMemory(workers: workers)] }
        if let compressionLevel { arguments += ["--compression-level", "\(compressionLevel)"] }
        return arguments
    }

    /// Below this the command refuses to run; `MemoryTests` makes sure of that.
    static func leastMemory(workers: Int) -> String { "\(3 + 8 * workers)MiB" }

    /// Settings in which each two values of different options meet.
    static func pairwise(chunkSizes: [Int?], seed: UInt64) -> [RunSettings] {
        let workers = [1, 2, 3, 8]
        let levels: [Int?] = [nil, -5, 1, 19]
        return Pairwise.rows(of: [workers.count, chunkSizes.count, 2, levels.count], seed: seed).map {
            RunSettings(
                workers: workers[$0[0]], chunkSize: chunkSizes[$0[1]], hasLittleMemory: $0[2] == 1,
                compressionLevel: levels[$0[3]])
        }
    }
}

/// Samples of a product of choices that contain each pair of choices.
enum Pairwise {
    /// - Parameter counts: how many choices each factor has.
    static func rows(of counts: [Int], seed: UInt64) -> [[Int]] {
        struct Pair: Hashable {
            let (a, x, b, y): (Int, Int, Int, Int)
        }
        func pairs(_ row: [Int]) -> [Pair] {
            row.indices.flatMap { a in row.indices.dropFirst(a + 1).map { Pair(a: a, x: row[a], b: $0, y: row[$0]) } }
        }
        var generator = SeededGenerator(seed: seed)
        var missing: Set<Pair> = []
        for a in counts.indices {
            for b in counts.indices.dropFirst(a + 1) {
                for x in 0..<counts[a] { for y in 0..<counts[b] { missing.insert(Pair(a: a, x: x, b: b, y: y)) } }
            }
        }
        var rows: [[Int]] = []
        while !missing.isEmpty {
            // The best of a few guesses: not the shortest list, but a short one.
            let guesses = (0..<30).map { _ in counts.map { generator.below($0) } }
            let scored = guesses.map { (row: $0, score: pairs($0).count { missing.contains($0) }) }
            let best = scored.max { $0.score < $1.score }!
            if best.score == 0 { continue }
            missing.subtract(pairs(best.row))
            rows.append(best.row)
        }
        return rows
    }
}
