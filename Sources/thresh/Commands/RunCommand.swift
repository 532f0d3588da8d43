import ArgumentParser
import ThreshCommand

struct RunCommand: ParsableCommand {
    static let jobs: [any ParsableCommand.Type] = [
        WordCountCommand.self, CountCommand.self, SortCommand.self, IndexCommand.self, GrepCommand.self,
    ]

    /// Those whose name is not that of a question too.
    static var verbs: [any ParsableCommand.Type] { jobs.filter { $0 != CountCommand.self } }

    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Run a job.",
        discussion: "thresh run JOB --help explains a job, thresh jobs lists them.",
        subcommands: jobs)
}
