import ArgumentParser
import ThreshCommand
import ThreshSQLite

@main
struct ThreshTool: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "thresh",
        abstract: "Processes files of any size on every core of this machine.",
        discussion: """
            Count the words of a directory, and print the ten most frequent:
              thresh run wordcount --top 10 texts/
            Sort a file larger than memory:
              thresh run sort big.txt -o sorted --memory 2G
            Find lines in compressed logs:
              thresh run grep ' 50[0-9] ' /var/log/nginx/access.log*
            Requests by status code (the ninth field):
              thresh run count --field 9 access.log
            Ask questions of logs, which are recognised by their lines:
              thresh logs top 10 --by path access.log*
            Run mappers and reducers in any language:
              thresh stream --map ./mapper.py --reduce ./reducer.py texts/

            Completions: thresh --generate-completion-script bash|zsh|fish
            """,
        version: "0.1.0",
        subcommands: [RunCommand.self, LogsCommand.self, StreamCommand.self, JobsCommand.self, VerifyCommand.self])

    static func main() {
        unsafe JobLauncher.databaseOutput = SQLiteWriter.self
        let words = CommandLine.arguments.dropFirst()
        // The parser would call every word of the line unexpected.
        if words.first == "run", let job = words.dropFirst().first, !job.hasPrefix("-"), !RunCommand.hasJob(job) {
            exit(withError: ValidationError("There is no job '\(job)'; thresh jobs lists them."))
        }
        if words.first == "stream" {
            do {
                return main(["stream"] + (try HadoopArguments(Array(words.dropFirst())).translated))
            } catch {
                StreamCommand.exit(withError: error)
            }
        }
        main(nil)
    }
}
