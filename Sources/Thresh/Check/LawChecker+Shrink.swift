extension LawChecker {
    /// Steps that are tried to make an example smaller.
    private static var mostSteps: Int { 2000 }

    /// The same violation with fewer and shorter records, if there is one among `pool`.
    mutating func shrink(_ law: JobLaw, _ key: [UInt8], _ parts: Parts, pool: [Int]) throws -> Parts {
        var smallest = parts
        var steps = 0
        let byLength = pool.sorted { length($0) < length($1) }
        func isViolated(_ candidate: Parts) throws -> Bool {
            steps += 1
            return try steps <= Self.mostSteps && difference(law, key, candidate) != nil
        }
        var isSmaller = true
        while isSmaller {
            isSmaller = false
            if law == .coding && smallest.count == 2, try isViolated([smallest[0]]) {
                smallest = [smallest[0]]
                isSmaller = true
            }
            for part in smallest.indices {
                for place in smallest[part].indices.reversed() where smallest[part].count > 1 {
                    var candidate = smallest
                    candidate[part].remove(at: place)
                    if try isViolated(candidate) {
                        smallest = candidate
                        isSmaller = true
                    }
                }
                for place in smallest[part].indices {
                    for other in byLength where length(other) < length(smallest[part][place]) {
                        var candidate = smallest
                        candidate[part][place] = other
                        if try isViolated(candidate) {
                            smallest = candidate
                            isSmaller = true
                            break
                        }
                    }
                }
            }
        }
        return smallest
    }

    private func length(_ index: Int) -> Int { records[index].bytes.count }
}
