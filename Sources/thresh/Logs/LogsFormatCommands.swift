import ArgumentParser
import Platform
import Thresh
import ThreshCommand
import ThreshLogs
import ThreshQueries

struct LogsFormatsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "formats", abstract: "List the formats that have a name.")

    func run() {
        let formats =
            FormatCatalog.formats.map { ($0.name, $0.summary) }
            + FormatCatalog.headerFormats.map { ($0.name, $0.summary) }
        let width = formats.map(\.0.count).max() ?? 0
        for (name, summary) in formats {
            print(name + String(repeating: " ", count: width - name.count + 2) + summary)
        }
    }
}

struct LogsFieldsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fields", abstract: "Show the format of each file, and its fields with an example.")

    @Option(help: ArgumentHelp("The format, instead of looking.", valueName: "format")) var format: String?
    @OptionGroup(title: "Input, and options of every command") var options: RunOptions

    func run() throws {
        let launcher = JobLauncher(options: options, name: "fields")
        try launcher.launch {
            try launcher.refuseHalves("fields looks at the beginnings of files")
            try launcher.checkPrints(hasColumns: false)
            for input in options.input {
                for (name, head) in try LogsFieldsCommand.heads(input) {
                    guard let found = try LogReaders.format(of: head, name: name, forced: format) else {
                        Terminal.writeOutput("\(VisibleText.of(name)): empty\n")
                        continue
                    }
                    Terminal.writeOutput("\(VisibleText.of(name)): \(found.name)\n")
                    let lines = LogsFieldsCommand.records(head, of: found)
                    let explanation = lines.lazy.compactMap { line -> LineExplanation? in
                        let line = line.last == 13 ? line.dropLast() : line
                        let result = unsafe line.withUnsafeBytes {
                            try? LineExplanation(unsafe ByteView($0), as: found)
                        }
                        return result?.fault == nil && result?.fields.isEmpty == false ? result : nil
                    }.first
                    let width = found.fields.map { VisibleText.of($0.name).count }.max() ?? 0
                    let values = Dictionary(
                        (explanation?.fields ?? []).map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
                    let types = Dictionary(
                        found.fields.map { ($0.name, $0.type.name) }, uniquingKeysWith: { first, _ in first })
                    for name in found.fieldNames {
                        let value = values[name]?.value
                        let shown = VisibleText.of(name)
                        let padding = String(repeating: " ", count: width - shown.count)
                        let type = types[name] ?? ""
                        Terminal.writeOutput(
                            "  \(shown)\(padding)  \(type)\(value.map { "  " + VisibleText.of($0) } ?? "")\n")
                    }
                }
            }
        }
    }

    /// The first records: lines, or the first entry of a journal.
    private static func records(_ head: [UInt8], of format: LogFormat) -> [ArraySlice<UInt8>] {
        guard format.hasEntriesOfLines else { return Array(head.split(separator: 10, maxSplits: 200).prefix(200)) }
        let entry = unsafe head.withUnsafeBytes {
            JournalEntries().nextRecord(in: unsafe ByteView($0), isAtEnd: true)
        }
        return entry.map { [head[$0.content]] } ?? []
    }

    /// The first bytes of each file that an argument names.
    private static func heads(_ input: String) throws -> [(name: String, head: [UInt8])] {
        if input == "-" {
            let head = try StandardInput.head(LogReaders.sampleBytes)
            return [("-", head.count < LogReaders.sampleBytes ? head : TextSample.wholeLines(of: head))]
        }
        return try JobInput.files(input).map { ($0.name, try $0.textHead(LogReaders.sampleBytes).bytes) }
    }
}

struct LogsExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain", abstract: "Say what a format makes of a line, or where the line stops to fit.",
        discussion: """
            A line that fits none gets a caret where it fails, and a format that fits, to be given with --format.
              thresh explain 'Jun 14 15:16:01 web sshd[19939]: check pass'
              sed -n 17p access.log | thresh explain --format combined -
            """)

    @Argument(help: "A line of a log (behind -- when it begins with a dash), or - for the first one of standard input.")
    var line: String
    @Option(help: ArgumentHelp("The format, instead of the one that fits best.", valueName: "format")) var format:
        String?

    func run() throws {
        try JobLauncher.reportingErrors {
            var text = line
            if line == "-" {
                let head = try StandardInput.head(LogReaders.sampleBytes)
                text = String(decoding: head.prefix { $0 != 10 && $0 != 13 }, as: UTF8.self)
            }
            let explanation = try text.withUTF8 { bytes -> LineExplanation? in
                let view = unsafe ByteView(UnsafeRawBufferPointer(bytes))
                guard let format else { return LineExplanation.best(for: view) }
                return try LineExplanation(view, as: try ForcedFormat.format(format, for: view)).proposing(for: view)
            }
            guard let explanation else {
                throw ThreshError(.badData, "no format begins like this line; give one with --format")
            }
            Terminal.writeOutput("\(explanation)\n")
            if explanation.fault != nil { throw ExitCode(ThreshError.Kind.badData.rawValue) }
        }
    }
}
