import ArgumentParser
import Thresh
import ThreshCommand

struct MergeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "merge", abstract: "Make the answer of partials: of shards, or of what was kept of other days.",
        discussion: """
            The command is in the partials: only what becomes of the answer is to be said. Nothing of the inputs is read.
              thresh sort big.txt --shard 1/2 --partial a.d         on one machine
              thresh sort big.txt --shard 2/2 --partial b.d         on another
              thresh merge a.d b.d -o sorted                        as thresh sort big.txt -o sorted
              thresh agg 'count, p99(ms)' --by path mon.log --partial mon.d
              thresh agg 'count, p99(ms)' --by path tue.log --partial tue.d
              thresh merge mon.d tue.d                              exact, of both days
            Exit code 65: the partials do not belong together, or one is missing, damaged or not complete; it says which.
            """)

    @OptionGroup var options: MergeOptions

    func run() throws {
        var words: [String] = []
        try JobLauncher.reportingErrors { words = try options.words() }
        unsafe JobLauncher.words = words
        var command = try ThreshTool.parseDirectly(words)
        try command.run()
    }
}
