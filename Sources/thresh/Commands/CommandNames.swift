import ArgumentParser

/// Finds words that stand where a command's name does and are none: the parser would call every word of the line
/// unexpected.
enum CommandNames {
    /// - Throws: a `ValidationError` that names the nearest command there is.
    static func check(_ words: ArraySlice<String>, of command: any ParsableCommand.Type, said: [String] = []) throws {
        let subcommands = command.configuration.subcommands
        guard !subcommands.isEmpty, let word = words.first, !word.hasPrefix("-"), word != "help" else { return }
        if let next = subcommands.first(where: { $0._commandName == word }) {
            return try check(words.dropFirst(), of: next, said: said + [word])
        }
        let line = (["thresh"] + said).joined(separator: " ")
        let kind = said == ["run"] ? "job" : "command"
        let nearest = nearest(to: word, in: subcommands.map { $0._commandName }).map { "; did you mean \(line) \($0)?" }
        throw ValidationError("There is no \(kind) '\(word)'\(nearest ?? ";") \(line) --help lists them.")
    }

    /// The name that the fewest changes of a letter make of the word; nil where that takes more than a third of them.
    static func nearest(to word: String, in names: [String]) -> String? {
        let best = names.map { (name: $0, changes: changes(Array(word), Array($0))) }.min { $0.changes < $1.changes }
        guard let best, best.changes <= max(1, word.count / 3) else { return nil }
        return best.name
    }

    /// How many letters are put in, left out, replaced or swapped with the next (optimal string alignment).
    private static func changes(_ from: [Character], _ to: [Character]) -> Int {
        var rows = [Array(0...to.count)]
        for (i, letter) in from.enumerated() {
            var row = [i + 1]
            for (j, other) in to.enumerated() {
                var least = min(rows[i][j + 1] + 1, row[j] + 1, rows[i][j] + (letter == other ? 0 : 1))
                if i > 0, j > 0, letter == to[j - 1], from[i - 1] == other {
                    least = min(least, rows[i - 1][j - 1] + 1)
                }
                row.append(least)
            }
            rows.append(row)
        }
        return rows[from.count][to.count]
    }
}
