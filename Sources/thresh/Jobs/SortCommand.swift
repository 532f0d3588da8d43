import ArgumentParser
import Thresh
import ThreshCommand

struct SortCommand: JobCommand {
    static let configuration = CommandConfiguration(
        commandName: "sort", abstract: "Sort lines, of more data than fits in memory too.",
        discussion: """
            Lines are ordered by their bytes (as sort does with LC_ALL=C). The part files one after another are the \
            sorted input.
              thresh sort big.txt -o sorted && cat sorted/part-* > sorted.txt
              thresh sort --key 2 --numeric --reverse sizes.txt
              thresh sort -t , -k 2nr -k 1 sales.csv
              du -ah | thresh sort -k 1h
            """)

    @Option(
        name: [.customShort("k", allowingJoined: true), .long],
        help: ArgumentHelp(
            "Order by this field, counted from 1, or by fields, as in 2,3; lines with equal keys by the next --key, then by the whole line. Letters behind it are for this key alone: n h V r f b, the options below and b to skip blanks.",
            valueName: "key"))
    var key: [String] = []

    @Option(
        name: [.customShort("t", allowingJoined: true), .long],
        help: ArgumentHelp("What divides fields: one character, or \\t. (default: runs of blanks)", valueName: "char"))
    var separator: String?

    @Flag(
        name: [.customShort("n"), .long],
        help: "Order by the number that the key starts with; what is no number counts as 0.")
    var numeric = false

    @Flag(help: "Order by numbers with a unit, as in 2K and 1.5G: powers of 1024. (letter: h)")
    var humanNumeric = false

    @Flag(name: [.customShort("V"), .long], help: "Order by versions: 1.10 comes behind 1.9.")
    var versionSort = false

    @Flag(name: [.customShort("f"), .long], help: "Upper and lower case (of ASCII letters) are the same.")
    var ignoreCase = false

    @Flag(name: [.customShort("r"), .long], help: "Largest first.")
    var reverse = false

    @Flag(
        name: [.customShort("u"), .long], help: "Of lines with equal keys keep one: the first in the output's order.")
    var unique = false

    @OptionGroup(title: "Input, and options of every command") var options: RunOptions

    func validate() throws {
        if separator != nil && key.isEmpty { throw ValidationError("--separator needs --key.") }
        if [numeric, humanNumeric, versionSort].count(where: { $0 }) > 1 {
            throw ValidationError("--numeric, --human-numeric and --version-sort exclude each other.")
        }
        _ = try keys()
    }

    private func keys() throws -> [SortKey] {
        let separator = try FieldSplitter.separator(separator)
        var usual = SortKey()
        usual.kind = numeric ? .numeric : humanNumeric ? .human : versionSort ? .version : .text
        usual.foldsCase = ignoreCase
        usual.isReversed = reverse
        if key.isEmpty { return usual.isPlain ? [] : [usual] }
        return try key.map { try SortKey($0, separator: separator, usual: usual) }
    }

    func makeJob() throws -> LineSort {
        LineSort(keys: try keys(), isReversed: reverse, isUnique: unique)
    }
}
