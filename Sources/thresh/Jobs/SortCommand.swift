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
            """)

    @Option(
        help: ArgumentHelp(
            "Order by this field, counted from 1; lines with equal fields by the whole line.", valueName: "n"))
    var key: Int?

    @Option(
        help: ArgumentHelp("What divides fields: one character, or \\t. (default: runs of blanks)", valueName: "char"))
    var separator: String?

    @Flag(help: "Order by the number that the key starts with; what is no number counts as 0.")
    var numeric = false

    @Flag(help: "Largest first.")
    var reverse = false

    @Flag(help: "Of lines with equal keys keep one: the first in the output's order.")
    var unique = false

    @OptionGroup(title: "Input, and options of every command") var options: RunOptions

    func validate() throws {
        if let key, key < 1 { throw ValidationError("--key counts from 1.") }
        if separator != nil && key == nil { throw ValidationError("--separator needs --key.") }
        _ = try FieldSplitter.separator(separator)
    }

    func makeJob() throws -> LineSort {
        let separator = try FieldSplitter.separator(separator)
        return LineSort(
            splitter: key.map { FieldSplitter(field: $0 - 1, separator: separator) }, isNumeric: numeric,
            isReversed: reverse, isUnique: unique)
    }
}
