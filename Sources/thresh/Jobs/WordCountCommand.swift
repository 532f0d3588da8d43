import ArgumentParser
import Thresh
import ThreshCommand

struct WordCountCommand: JobCommand {
    static let configuration = CommandConfiguration(
        commandName: "wordcount", abstract: "Count how often each word occurs.",
        discussion: """
            Words are divided by ASCII white space and may hold any other bytes. Prints word TAB count, sorted by word \
            within each part.
              thresh wordcount --top 10 texts/
              thresh wordcount texts/ -o counts
            """)

    @Option(help: ArgumentHelp("Print only the N most frequent words, the most frequent first.", valueName: "n"))
    var top: Int?

    @Flag(help: "Count ASCII letters as their lower case.")
    var ignoreCase = false

    @OptionGroup(title: "Input, and options of every command") var options: RunOptions

    func validate() throws {
        if let top, top < 1 { throw ValidationError("--top \(top) prints nothing; give at least 1.") }
    }

    func makeJob() -> WordCount { WordCount(ignoreCase: ignoreCase, top: top) }
}
