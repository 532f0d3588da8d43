/// Looking again once every message is there: what nobody could know of the first ones.
extension TemplateTree {
    /// Templates that differ at one place only, and are at least so many, differ in a value: a name, say.
    private static let fewestValues = 12

    /// Unites templates that differ at one place only, where they are many, and those that became the same. To be
    /// called after the last message; numbers of templates stay what they are, see `resolved`.
    ///
    /// - Complexity: O(w log t) for each round, of which there are few, for w words in t templates.
    public mutating func unite() {
        var byCount: [Int: [Int]] = [:]
        for number in templates.indices { byCount[templates[number].count, default: []].append(number) }
        for (count, numbers) in byCount where count > 1 {
            var numbers = numbers
            while uniteOnce(numbers) { numbers.removeAll { parents[$0] != $0 } }
        }
        var byText: [[UInt8]: Int] = [:]
        for number in templates.indices where parents[number] == number {
            if let first = byText[templates[number].bytes] {
                parents[number] = first
            } else {
                byText[templates[number].bytes] = number
            }
        }
    }

    /// Templates that are the same but for one place.
    private struct Candidates {
        let place: Int
        let members: [Int]
    }

    /// Returns whether something was united.
    private mutating func uniteOnce(_ numbers: [Int]) -> Bool {
        let found = candidates(numbers).sorted { a, b in
            if a.members.count != b.members.count { return a.members.count > b.members.count }
            return (a.place, a.members[0]) < (b.place, b.members[0])
        }
        var isChanged = false
        for candidates in found {
            // Some may be part of another by now.
            let rest = candidates.members.filter { parents[$0] == $0 }
            guard let first = rest.first else { continue }
            let same = rest.filter { templates[$0].equals(templates[first], except: candidates.place) }
            if same.count < TemplateTree.fewestValues { continue }
            templates[first].setWildcard(candidates.place)
            for number in same.dropFirst() { parents[number] = first }
            isChanged = true
        }
        return isChanged
    }

    /// - Parameter numbers: of templates with as many words.
    private func candidates(_ numbers: [Int]) -> [Candidates] {
        guard numbers.count >= TemplateTree.fewestValues, let count = numbers.first.map({ templates[$0].count }) else {
            return []
        }
        let sums = numbers.map { number in (0..<count).reduce(0) { $0 &+ templates[number].hash(of: $1) } }
        let constants = numbers.map { count - templates[$0].wildcards }
        var found: [Candidates] = []
        for place in 0..<count {
            var others: [(hash: UInt64, number: Int)] = []
            for (index, number) in numbers.enumerated() {
                // A constant word must be left.
                if constants[index] < (templates[number].isWildcard(place) ? 1 : 2) { continue }
                others.append((sums[index] &- templates[number].hash(of: place), number))
            }
            others.sort { $0 < $1 }
            var start = 0
            for end in 1..<max(2, others.count + 1) {
                if end < others.count, others[end].hash == others[start].hash { continue }
                if end - start >= TemplateTree.fewestValues {
                    found.append(Candidates(place: place, members: others[start..<end].map(\.number)))
                }
                start = end
            }
        }
        return found
    }
}
