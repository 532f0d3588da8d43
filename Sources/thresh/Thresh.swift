import ArgumentParser
import Platform
import ThreshCommand
import ThreshSQLite

@main
struct ThreshTool: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "thresh",
        abstract: "Answers questions about files of any size, on every core of this machine.",
        discussion: """
            Tables (CSV, TSV), JSON lines and logs are recognised by their lines; compressed files are read as they are.

            Sum one column of a table by another:
              thresh agg 'sum(amount)' --by region sales.csv
            Count JSON lines by a field:
              thresh count --by level app.json
            The heaviest clients of a web log, and its errors by hour:
              thresh top 10 --by ip access.log*
              thresh rate --every 1h --by status --where 'status >= 500' access.log*
            Numbers of a field: count, sum, mean, extremes, quantiles:
              thresh stats --of bytes --by path access.log
            Find lines on every core, in compressed files too:
              thresh grep ' 50[0-9] ' /var/log/nginx
            Sort a file larger than memory:
              thresh sort big.txt -o sorted --memory 2G
            Pair the rows of two files by a key:
              thresh join --on id orders.csv customers.json
            Which fields has this file, and of what format is it?
              thresh fields access.log
            Run mappers and reducers in any language:
              thresh stream --map ./mapper.py --reduce ./reducer.py texts/

            Without a file a command reads what is piped into it. Exit codes: 0 done, 64 wrong use, 65 wrong data, 66 no \
            such input, 70 a fault of ours, 73 the output cannot be made, 74 input or output failed, 130 interrupted.
            Completions: thresh --generate-completion-script bash|zsh|fish
            """,
        version: "0.1.0",
        groupedSubcommands: [
            CommandGroup(
                name: "Question",
                subcommands: LogsCommand.questions.filter { $0 != LogsGrepCommand.self }),
            CommandGroup(
                name: "Job", subcommands: RunCommand.verbs + [StreamCommand.self, MergeCommand.self]),
            CommandGroup(
                name: "Other",
                subcommands: [LogsCommand.self, RunCommand.self, JobsCommand.self, VerifyCommand.self]),
        ])

    static func main() {
        Terminal.holdClosedStreams()
        unsafe JobLauncher.databaseOutput = SQLiteWriter.self
        unsafe JobLauncher.addressRewriter = ProcessPseudonyms.rewriter
        // The number changes with the bytes of any key or value of a built-in job or question.
        unsafe JobLauncher.partialValues = ("thresh", "thresh, format 2")
        unsafe JobLauncher.commandsInHalves =
            "agg, count, index, rate, run count, sort, stats, templates, top and wordcount can be"
        var words = CurrentProgram.arguments.dropFirst()
        do {
            if let others = try JobLauncher.beginWorker(Array(words)) { words = others[...] }
        } catch {
            fail(error)
        }
        var asked = Array(words)
        do {
            try JobLauncher.reportingErrors { asked = try ThreshTool.configured(asked) }
        } catch {
            fail(error)
        }
        words = asked[...]
        do {
            try CommandNames.check(words, of: ThreshTool.self)
            try RepeatedOptions.check(words)
        } catch {
            fail(error)
        }
        if words.first == "stream" {
            do {
                return run(["stream"] + (try HadoopArguments(Array(words.dropFirst())).translated))
            } catch {
                StreamCommand.fail(error)
            }
        }
        run(ShortOptions.divide(words))
    }

    /// The words with what the user's configuration adds. Workers read none: what they do was said when they were placed.
    private static func configured(_ words: [String]) throws -> [String] {
        let isWorker = unsafe JobLauncher.worker != nil
        guard let first = words.first, !first.hasPrefix("-"), first != "help", !isWorker, !words.contains("--help")
        else {
            return words
        }
        var configuration = try Configuration.load()
        let others: [any ParsableCommand.Type] = [
            LogsFieldsCommand.self, LogsFormatsCommand.self, LogsExplainCommand.self,
        ]
        let completed = try configuration.completed(words) { name, isOfLogs in
            LogsCommand.questions.contains { question in
                question._commandName == name && !others.contains { $0 == question }
                    && (isOfLogs || question != LogsGrepCommand.self)
            }
        }
        unsafe Configuration.current = configuration
        if let color = configuration.color { unsafe Terminal.color = color }
        if completed != words { unsafe JobLauncher.words = completed }
        return completed
    }

    private static func run(_ words: [String]) {
        do {
            var command = try parseAsRoot(words)
            try command.run()
            try JobLauncher.finishOutput()
        } catch {
            HelpPage.exitIfAsked(error, of: ThreshTool.self)
            fail(error)
        }
    }
}
