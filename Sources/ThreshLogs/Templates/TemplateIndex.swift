/// Which templates of a leaf may be near to a message, without comparing it with each: two lists of words that differ at d
/// places at most are the same in one of d + 1 groups of places.
struct TemplateIndex {
    private var heads: [UInt64: Int32] = [:]
    private var entries: [(template: Int32, next: Int32)] = []

    /// How the words of a leaf are divided into groups.
    struct Groups {
        /// Distinguishes leaves.
        let seed: UInt64
        fileprivate let places: [ArraySlice<Int>]

        /// - Parameters:
        ///   - places: those that words of the leaf may differ at.
        ///   - mostDifferences: between a message and what it may be near to.
        /// - Returns: nil where there are fewer places than groups.
        init?(leaf: Int, places: [Int], mostDifferences: Int) {
            let count = mostDifferences + 1
            guard count > 0, count <= places.count else { return nil }
            seed = UInt64(leaf) &* 0x9E37_79B9_7F4A_7C15
            self.places = (0..<count).map { places[places.count * $0 / count..<places.count * ($0 + 1) / count] }
        }
    }

    /// Adds a template, or what has become of it; what it was before still finds it.
    ///
    /// - Complexity: O(words)
    mutating func add(_ template: Int, _ words: WordList, _ groups: Groups) {
        for key in TemplateIndex.keys(words, groups) {
            let head = heads[key] ?? -1
            if head >= 0, entries[Int(head)].template == template { continue }
            heads[key] = Int32(entries.count)
            entries.append((Int32(template), head))
        }
    }

    /// All templates that are near to a message, among a few that are not, in the order of their numbers.
    func candidates(_ words: WordList, _ groups: Groups) -> [Int] {
        var found: [Int] = []
        for key in TemplateIndex.keys(words, groups) {
            var entry = heads[key] ?? -1
            while entry >= 0 {
                found.append(Int(entries[Int(entry)].template))
                entry = entries[Int(entry)].next
            }
        }
        found.sort()
        var last = -1
        return found.filter { number in
            defer { last = number }
            return number != last
        }
    }

    private static func keys(_ words: WordList, _ groups: Groups) -> [UInt64] {
        words.bytes.withLineBytes { bytes in
            groups.places.enumerated().map { index, places in
                var key = groups.seed &+ UInt64(index)
                for place in places {
                    let start = place == 0 ? 0 : Int(words.ends[place - 1]) + 1
                    let word = bytes.slice(start, Int(words.ends[place]))
                    // Values that are compared as one are one here.
                    let hash = MessageTemplate.canWiden(word) ? 1 : word.hash
                    key = (key ^ hash) &* 0xD6E8_FEB8_6659_FD93
                    key ^= key >> 32
                }
                return key
            }
        }
    }
}
