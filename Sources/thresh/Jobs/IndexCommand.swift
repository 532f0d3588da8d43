import ArgumentParser
import Thresh
import ThreshCommand

struct IndexCommand: JobCommand {
    static let configuration = CommandConfiguration(
        commandName: "index", abstract: "List for each word the files it occurs in, and how often.",
        discussion: """
            Prints word TAB file:count file:count …, the files in order of their names, the words sorted within each part.
              thresh index texts/ -o index
            """)

    @OptionGroup(title: "Input, and options of every command") var options: RunOptions

    func makeJob() -> InvertedIndex { InvertedIndex(keepsNumbers: options.state != nil) }
}
