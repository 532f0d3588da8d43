/// What might have been meant.
public enum Suggestion {
    static func unknownField(_ name: String, _ format: LogFormat) -> String {
        let names = format.fieldNames
        if let other = names.first(where: { $0.lowercased() == name.lowercased() }) {
            return "the format \(format.name) has no field '\(name)'; did you mean '\(other)'?"
        }
        if let function = ScalarFunction.named(name.lowercased()) {
            return "the format \(format.name) has no field '\(name)'; the function is written \(function.example)"
        }
        let all = format.fields.flatMap { [$0.name] + $0.aliases }
        let hyphenated = all.first { field in
            let parts = field.split(separator: "-")
            return parts.count > 1
                && (parts.dropLast().joined(separator: "-") == name || parts.last.map(String.init) == name)
        }
        if let hyphenated {
            return
                "the format \(format.name) has no field '\(name)'; '\(hyphenated)' is written in backquotes, `\(hyphenated)`"
        }
        if let near = nearest(name, names) {
            return "the format \(format.name) has no field '\(name)'; did you mean '\(near)'?"
        }
        return "the format \(format.name) has no field '\(name)'; it has \(names.joined(separator: ", "))"
    }

    /// How the call of a function is written: `day(time)`.
    package static func call(named name: String) -> String {
        ScalarFunction.named(name.lowercased())?.example ?? "\(name)(…)"
    }

    static func unknownFunction(_ name: String) -> String {
        let names = ScalarFunction.allCases.map(\.name)
        if let near = nearest(name, names) { return "no function '\(name)'; did you mean '\(near)'?" }
        return "no function '\(name)'; there are \(names.sorted().joined(separator: ", "))"
    }

    /// The name that differs by at most two letters, if any.
    public static func nearest(_ name: String, _ names: [String]) -> String? {
        let ranked = names.map { ($0, distance(Array(name.lowercased().utf8.prefix(40)), Array($0.utf8.prefix(40)))) }
        return ranked.filter { $0.1 <= min(2, name.utf8.count / 2) }.min { $0.1 < $1.1 }?.0
    }

    /// How many letters must be changed, added or taken away (Levenshtein).
    private static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
        var row = Array(0...b.count)
        for i in a.indices {
            var diagonal = row[0]
            row[0] = i + 1
            for j in b.indices {
                let replaced = diagonal + (a[i] == b[j] ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = min(replaced, row[j] + 1, row[j + 1] + 1)
            }
        }
        return row[b.count]
    }
}
