/// Words of several short options, of which the last has its value in the word: `-nrk2`, `-nA1`. The parser knows words of
/// flags, and an option with its value behind it, but not both in one.
enum ShortOptions {
    private static let flags: [String: Set<Character>] = [
        "sort": Set("nVfrscu"), "grep": Set("nHhocqlLFivwxEParR"),
    ]
    private static let valued: [String: Set<Character>] = ["sort": Set("ktoj"), "grep": Set("ABCmefj")]

    /// The words of a command line, with such words divided.
    static func divided(_ words: [String]) -> [String] {
        guard let place = words.firstIndex(where: { flags[$0] != nil }), words[..<place].allSatisfy({ $0 == "run" }),
            let flags = flags[words[place]], let valued = valued[words[place]]
        else { return words }
        var result = Array(words[...place])
        var rest = words[(place + 1)...]
        while let word = rest.popFirst() {
            if word == "--" { return result + [word] + rest }
            guard word.hasPrefix("-"), !word.hasPrefix("--"),
                let option = word.dropFirst().firstIndex(where: { !flags.contains($0) }), valued.contains(word[option])
            else {
                result.append(word)
                continue
            }
            let before = word[..<option]
            if before != "-" { result.append(String(before)) }
            result.append("-" + word[option...])
            // What follows is its value, whatever that looks like.
            if word.index(after: option) == word.endIndex, let value = rest.popFirst() { result.append(value) }
        }
        return result
    }
}
