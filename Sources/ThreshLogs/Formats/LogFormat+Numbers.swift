/// Fields by their numbers: `#2` is the second, wherever a field can be named.
extension LogFormat {
    /// What the field is called that a name, an alias or a number finds; nil where the format lists none.
    package func listedName(of name: String) -> String? {
        definitions(of: name).first.flatMap { found in fields.contains { $0.name == found.name } ? found.name : nil }
    }

    /// What a number names: the column of a table or of a `#Fields:` line, else the field in the order of `fieldNames`. nil
    /// where there is none, where the name is no number, and where lines have their fields in any order.
    func field(numbered name: String) -> FieldDefinition? {
        guard let number = LogFormat.number(name), !isOpen else { return nil }
        if table != nil { return fields.first { $0.source == .step(number - 1) } }
        let names = numberedNames
        return names.indices.contains(number - 1) ? fields.first { $0.name == names[number - 1] } : nil
    }

    /// What the numbers from 1 on name.
    var numberedNames: [String] {
        if let columnFields { return columnFields }
        // The time that is made of two columns is none of them.
        var seen: Set<String> = []
        return fields.filter { $0.source != .joined && $0.source != .beside }.map(\.name).filter {
            seen.insert($0).inserted
        }
    }

    static func number(_ name: String) -> Int? {
        guard name.utf8.first == UInt8(ascii: "#"), name.utf8.count > 1,
            name.utf8.dropFirst().allSatisfy({ (48...57).contains($0) })
        else { return nil }
        return Int(name.dropFirst()) ?? .max
    }

    /// Why a number names no field.
    func numberFault(_ name: String) -> String {
        if isOpen {
            return
                "\(name): fields of \(self.name) are in any order, so they have no numbers; name one: \(fieldNames.joined(separator: ", "))"
        }
        let names = numberedNames
        let list = names.prefix(20).enumerated().map { "#\($0 + 1) \($1)" }.joined(separator: ", ")
        let rest = names.count > 20 ? " and \(names.count - 20) more" : ""
        return "the format \(self.name) has no field \(name); it has \(list)\(rest)"
    }
}
