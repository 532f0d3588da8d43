/// The names of a format's fields, of which no two are equal: a second `x` is `x_2`.
struct FieldNames {
    private var used: Set<String>
    /// The number to try next behind a name. Without it, a table of n columns with one name would look up n² of them.
    private var next: [String: Int] = [:]

    init(_ used: some Sequence<String> = EmptyCollection()) { self.used = Set(used) }

    /// What `column` is called, which is used from now on.
    mutating func take(_ column: String) -> String {
        let name = name(column)
        used.insert(name)
        return name
    }

    /// REQUIRES: a name that nothing else is called.
    mutating func insert(_ name: String) { used.insert(name) }

    /// What `column` would be called.
    mutating func name(_ column: String) -> String {
        let name = FieldNames.spelled(column)
        if !used.contains(name) { return name }
        var number = next[name] ?? 2
        while used.contains("\(name)_\(number)") { number += 1 }
        next[name] = number
        return "\(name)_\(number)"
    }

    /// A name that expressions can spell: letters, digits, underscores and dots.
    static func spelled(_ column: String) -> String {
        var name = ""
        for character in column.trimmingBlanks().unicodeScalars {
            let isWord =
                character.properties.isAlphabetic || character.properties.numericType != nil || character == "."
            if isWord { name.unicodeScalars.append(character) } else if !name.hasSuffix("_") { name += "_" }
        }
        while name.hasSuffix("_") || name.hasSuffix("."), name.count > 1 { name.removeLast() }
        if name.isEmpty || name == "_" { name = "column" }
        if let first = name.unicodeScalars.first, first.properties.numericType != nil { name = "_" + name }
        return name
    }
}

extension String {
    func trimmingBlanks() -> String {
        String(drop { $0 == " " || $0 == "\t" }.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
    }
}
