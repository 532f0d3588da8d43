/// Names of an answer's columns, of which no two are the same.
enum ColumnNames {
    /// The name itself, or with a number behind it.
    static func free(_ name: String, _ isTaken: (String) -> Bool) -> String {
        if !isTaken(name) { return name }
        var number = 2
        while isTaken("\(name)_\(number)") { number += 1 }
        return "\(name)_\(number)"
    }

    /// The same of several, in their order.
    static func distinct(_ names: [String]) -> [String] {
        var used: Set<String> = []
        return names.map { name in
            let free = free(name) { used.contains($0) }
            used.insert(free)
            return free
        }
    }
}
