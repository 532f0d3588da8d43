/// Looking again once every message is there: what nobody could know of the first ones.
extension TemplateTree {
    /// Templates that differ at one place only, and are at least so many, differ in a value: a name, say.
    private static let fewestValues = 12

    /// Unites templates that differ at one place only, where they are many, and those that became the same. To be
    /// called after the last message; numbers of templates stay what they are, see `resolved`.
    ///
    /// - Complexity: O(words of all templates) for each round; there are few.
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

    private struct Place: Hashable {
        /// Of all words but the one at `index`.
        let hash: UInt64
        let index: Int
    }

    /// Returns whether something was united.
    private mutating func uniteOnce(_ numbers: [Int]) -> Bool {
        var groups: [Place: [Int]] = [:]
        for number in numbers {
            let template = templates[number]
            let hashes = (0..<template.count).map { index in
                Array(template[index]).withLineBytes { ($0.hash ^ UInt64(index)) &* 0xD6E8_FEB8_6659_FD93 }
            }
            let all = hashes.reduce(0, &+)
            // A constant word must be left.
            let constants = template.count - template.wildcards
            for index in 0..<template.count where constants > (template.isWildcard(index) ? 0 : 1) {
                groups[Place(hash: all &- hashes[index], index: index), default: []].append(number)
            }
        }
        let large = groups.filter { $0.value.count >= TemplateTree.fewestValues }.sorted { a, b in
            // Nothing of this order depends on hashes.
            a.value.count != b.value.count
                ? a.value.count > b.value.count
                : a.key.index != b.key.index ? a.key.index < b.key.index : a.value[0] < b.value[0]
        }
        var isChanged = false
        for (place, members) in large {
            // Some may be part of another by now, and hashes may deceive.
            let rest = members.filter { parents[$0] == $0 }
            guard let first = rest.first else { continue }
            let same = rest.filter { templates[$0].equals(templates[first], except: place.index) }
            if same.count < TemplateTree.fewestValues { continue }
            templates[first].setWildcard(place.index)
            for number in same.dropFirst() { parents[number] = first }
            isChanged = true
        }
        return isChanged
    }
}
