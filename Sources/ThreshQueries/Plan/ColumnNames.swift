import Thresh

/// Names of an answer's columns, of which no two are the same.
enum ColumnNames {
    /// The name itself, or with a number behind it.
    static func free(_ name: String, _ isTaken: (String) -> Bool) -> String {
        if !isTaken(name) { return name }
        var number = 2
        while isTaken("\(name)_\(number)") { number += 1 }
        return "\(name)_\(number)"
    }

    /// Some of a list, in one line that is no longer than a person reads: the first of them, and how many there are more.
    static func list(_ names: [String]) -> String {
        let shown = names.prefix(mostListed).map { $0.count > longestListed ? $0.prefix(longestListed) + "…" : $0 }
        let rest = names.count - shown.count
        return shown.joined(separator: ", ") + (rest > 0 ? " and \(HumanUnits.count(UInt64(rest))) more" : "")
    }

    private static let mostListed = 20
    private static let longestListed = 60

    /// As `free`, of several in their order.
    static func distinct(_ names: [String]) -> [String] {
        var used: Set<String> = []
        return names.map { name in
            let free = free(name) { used.contains($0) }
            used.insert(free)
            return free
        }
    }
}
