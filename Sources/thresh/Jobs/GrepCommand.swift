import ArgumentParser
import Thresh
import ThreshCommand
import ThreshPatterns

struct GrepCommand: JobCommand {
    static let configuration = CommandConfiguration(
        commandName: "grep", abstract: "Print the lines that match a regular expression, in the order of the input.",
        discussion: """
            Patterns have Perl's syntax. Lines may hold any bytes.
              thresh grep ' 50[0-9] ' access.log access.log.*.gz
              thresh grep --fixed-strings --ignore-case 'out of memory' /var/log
            Unlike grep it also ends with exit code 0 when no line matches.
            """)

    @Argument(help: "What to look for.")
    var pattern: String

    @Flag(name: [.customShort("F"), .long], help: "The pattern is text, not a regular expression.")
    var fixedStrings = false

    @Flag(name: [.customShort("i"), .long], help: "Upper and lower case are the same.")
    var ignoreCase = false

    @Flag(name: [.customShort("v"), .long], help: "Print the lines that do not match.")
    var invertMatch = false

    @Flag(name: [.customShort("c"), .long], help: "Print for each file how many lines match.")
    var count = false

    @OptionGroup(title: "Input, and options of every command") var options: RunOptions

    func makeJob() throws -> Grep {
        Grep(
            pattern: try Pattern(pattern, fixedString: fixedStrings, ignoreCase: ignoreCase, utf: true),
            isInverted: invertMatch)
    }

    mutating func run() throws {
        let launcher = JobLauncher(options: options, name: "grep")
        try launcher.launch {
            let job = try makeJob()
            if count {
                try launcher.run(GrepCount(grep: job))
            } else {
                try launcher.run(job)
            }
        }
    }
}
