import ArgumentParser
import Platform
import Thresh

/// Options that say what is printed of the lines that are selected.
struct GrepForm: ParsableArguments {
    @Flag(name: [.customShort("n"), .customLong("line-number")], help: "Number each line within its file.")
    var showsNumbers = false

    @Flag(
        name: [.customShort("H"), .customLong("with-filename")],
        help: "Print the file before each line, as is done when several are read.")
    var showsNames = false

    @Flag(name: [.customShort("h"), .customLong("no-filename")], help: "Print no file before a line.")
    var hidesNames = false

    @Flag(name: [.customShort("o"), .long], help: "Print what matches instead of the line, each match on a line.")
    var onlyMatching = false

    @Option(
        name: [.customShort("A", allowingJoined: true), .long],
        help: ArgumentHelp("Print so many lines after one that is selected, too.", valueName: "n"))
    var afterContext: Int?

    @Option(
        name: [.customShort("B", allowingJoined: true), .long],
        help: ArgumentHelp("Print so many lines before it.", valueName: "n"))
    var beforeContext: Int?

    @Option(
        name: [.customShort("C", allowingJoined: true), .long],
        help: ArgumentHelp("Print so many lines on both sides.", valueName: "n"))
    var context: Int?

    @Option(
        name: [.customShort("m", allowingJoined: true), .long],
        help: ArgumentHelp("Select so many lines of each file and no more.", valueName: "n"))
    var maxCount: Int?

    @Flag(name: [.customShort("c"), .long], help: "Print for each file how many lines are selected.")
    var count = false

    @Flag(name: [.customShort("l"), .long], help: "Print the files of which a line is selected.")
    var filesWithMatches = false

    @Flag(name: [.customShort("L"), .long], help: "Print the files of which none is.")
    var filesWithoutMatch = false

    @Flag(
        name: [.customShort("q"), .long, .customLong("silent")],
        help: "Print nothing; the exit code says whether a line is selected.")
    var quiet = false

    @Option(
        name: [.long, .customLong("colour")],
        help: ArgumentHelp("Mark what matches: auto (on a terminal), always or never.", valueName: "when"))
    var color: Color?

    enum Color: String, ExpressibleByArgument, CaseIterable {
        case auto, always, never
        var choice: ColorChoice? { ColorChoice(rawValue: rawValue) }
    }

    var before: Int { onlyMatching ? 0 : beforeContext ?? context ?? 0 }
    var after: Int { onlyMatching ? 0 : afterContext ?? context ?? 0 }
    /// Whether lines around selected ones are asked for, be it none of them: then `--` parts groups of lines.
    var hasContext: Bool { !onlyMatching && (beforeContext ?? afterContext ?? context) != nil }
    var listsFiles: Bool { filesWithMatches || filesWithoutMatch }

    var isColored: Bool { Terminal.isColored(Terminal.output, color?.choice) }

    func validate() throws {
        let limits = [
            ("--after-context", afterContext), ("--before-context", beforeContext), ("--context", context),
            ("--max-count", maxCount),
        ]
        for (name, value) in limits {
            if let value, !(0...1_000_000_000).contains(value) {
                throw ValidationError("\(name) \(value) is out of range; give 0 to 1,000,000,000.")
            }
        }
    }
}
