/// Names of fields that a file names itself.
extension LogFormat {
    /// A name that expressions can spell: letters, digits, underscores and dots.
    static func fieldName(_ column: String, used: some Collection<String>) -> String {
        var name = ""
        for character in column.trimmingBlanks().unicodeScalars {
            let isWord =
                character.properties.isAlphabetic || character.properties.numericType != nil || character == "."
            if isWord { name.unicodeScalars.append(character) } else if !name.hasSuffix("_") { name += "_" }
        }
        while name.hasSuffix("_"), name.count > 1 { name.removeLast() }
        if name.isEmpty || name == "_" { name = "column" }
        if let first = name.unicodeScalars.first, first.properties.numericType != nil { name = "_" + name }
        if !used.contains(name) { return name }
        var number = 2
        while used.contains("\(name)_\(number)") { number += 1 }
        return "\(name)_\(number)"
    }
}

extension String {
    func trimmingBlanks() -> String {
        String(drop { $0 == " " || $0 == "\t" }.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
    }
}
