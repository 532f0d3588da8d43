internal import Platform
internal import Thresh

/// The words of a command, taken apart for its partials.
struct PartialWords {
    /// Without the inputs and without what the answer does not depend on.
    let question: [String]
    /// The same with the inputs: the command that the reduce half is.
    let command: [String]

    /// Options that say how a job is run, or where its answer goes: with a value, and without.
    private static let withValue: Set<String> = [
        "-o", "--output", "--output-format", "--table", "--html", "-j", "--memory", "--chunk-size", "--partitions",
        "--compression-level", "--temporary-directory", "--max-attempts", "--task-timeout", "--shard", "--partial",
        "--merge", "--state",
    ]
    private static let flags: Set<String> = [
        "--overwrite", "--durable", "--resume", "--quiet", "--verbose", "--gzip-index", "--spreadsheet",
        "--forget-missing",
    ]

    /// - Parameter hasOwnO: whether `-o` says something else than where the output goes.
    init(_ words: [String], inputs: [String], hasOwnO: Bool = false) {
        var command: [String] = []
        var rest = words[...]
        var ended = words.count
        while let word = rest.popFirst() {
            if word == "--" {
                ended = command.count
                command += [word] + rest
                break
            }
            if PartialWords.flags.contains(word) { continue }
            if PartialWords.withValue.contains(word), !(hasOwnO && word == "-o") {
                _ = rest.popFirst()
                continue
            }
            let isJoined = word.hasPrefix("-j") && word.dropFirst(2).allSatisfy { $0.isNumber }
            let name = word.split(separator: "=", maxSplits: 1).first.map(String.init) ?? word
            if isJoined || name != word && PartialWords.withValue.contains(name) { continue }
            command.append(word)
        }
        self.command = command
        var question = Array(command.prefix(ended))
        // From the back: that is where they usually are, and values of options before them.
        let named = command.count > ended ? Array(command[(ended + 1)...]) : []
        for input in inputs.dropLast(named.count).reversed() {
            if let place = question.lastIndex(of: input) { question.remove(at: place) }
        }
        self.question = question
    }

    /// The words as they are typed in a shell.
    static func line(_ words: [String]) -> String {
        words.map(ShellWord.of).joined(separator: " ")
    }
}

extension RunOptions {
    /// Which half of a job is asked for; nil: both at once.
    var half: PartialOptions.Half? {
        if let worker = unsafe JobLauncher.worker { return .worker(worker) }
        if !merge.isEmpty { return .reduce(merge) }
        if let state { return .state(state) }
        if let partial {
            return .map(directory: partial, shard: shard.map { Shard(number: $0.number, count: $0.count) } ?? .whole)
        }
        return resume ? .both : nil
    }

    /// - Parameter words: of the whole command.
    func partialOptions(
        name: String, words: [String], hasOwnO: Bool, further: [String]
    ) throws(ThreshError) -> PartialOptions? {
        guard let half else { return nil }
        if case .worker = half {
            let option =
                state != nil
                ? "--state"
                : partial != nil
                    ? "--partial" : resume ? "--resume" : check ? "--check" : merge.isEmpty ? nil : "--merge"
            if let option { throw ThreshError(.usage, "a worker does its share of a whole job; leave out \(option)") }
        }
        let parts = PartialWords(words, inputs: input, hasOwnO: hasOwnO)
        let (program, values) = try JobLauncher.program()
        var options = PartialOptions(
            half,
            PartialQuestion(
                program: program, values: values, name: name, words: parts.question + further,
                command: parts.command))
        options.resumes = resume
        options.forgetsMissing = forgetMissing
        let isAgain = state != nil || CurrentProgram.arguments.contains("--resume")
        options.resumeCommand = PartialWords.line(CurrentProgram.arguments + (isAgain ? [] : ["--resume"]))
        return options
    }
}
