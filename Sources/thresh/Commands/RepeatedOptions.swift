import ArgumentParser

/// Options of questions that have one value: of two the parser would take the last without a word, and a condition that is left
/// out is another question.
enum RepeatedOptions {
    private static let conditions: Set = ["--where", "--having"]
    private static let lists: Set = ["--by", "--sort", "--on", "--fields"]
    private static let others: Set = [
        "--with", "--of", "--since", "--until", "--every", "--within", "--split", "--limit", "--tz", "--format",
        "--with-format", "--compare", "--date-order", "--page", "--interval", "--output-format",
    ]

    /// - Throws: a `ValidationError` that says how both are said at once.
    static func check(_ words: ArraySlice<String>) throws {
        var said: Set<String> = []
        var isValue = false
        for word in words {
            if isValue {
                isValue = false
                continue
            }
            if word == "--" { return }
            let name = String(word.prefix { $0 != "=" })
            guard conditions.contains(name) || lists.contains(name) || others.contains(name) else { continue }
            isValue = name == word
            if said.insert(name).inserted { continue }
            let remedy =
                conditions.contains(name)
                ? "; give both at once, as in \(name) '… and …'"
                : lists.contains(name) ? "; give both at once, as in \(name) '…, …'" : ""
            throw ValidationError("\(name) is given twice, and has one value\(remedy).")
        }
    }
}
