internal import ArgumentParser
internal import Platform
internal import Thresh

/// `worker plan`, `map`, `reduce`, `commit`, `stream-map` and `stream-reduce`: the processes of a job that another engine places.
/// Docs/ManyMachines.md says how they play together.
extension JobLauncher {
    /// Begins a worker where the first word says so.
    ///
    /// - Returns: the words of the command that it works for; nil where it is no worker.
    package static func beginWorker(_ words: [String]) throws -> [String]? {
        guard words.first == "worker" else { return nil }
        let options = try WorkerWords(Array(words.dropFirst()))
        var role: WorkerRole?
        try reportingErrors {
            role = try WorkerRole(options.kind, options.options)
        }
        unsafe worker = role
        unsafe self.words = options.command
        return options.command
    }
}

/// The words behind `worker`: what it does, its own options, and then the command that it works for.
private struct WorkerWords {
    let kind: WorkerRole.Kind
    private(set) var options = WorkerRole.Options()
    private(set) var command: [String]

    init(_ words: [String]) throws {
        var rest = words[...]
        let mode = rest.popFirst() ?? ""
        var partition: Int?
        func number(_ option: String, from least: Int) throws -> Int {
            guard let word = rest.popFirst(), let number = Int(word), number >= least else {
                throw ValidationError("\(option) needs a number from \(least) on.")
            }
            return number
        }
        func text(_ option: String, _ what: String = "the name of a file") throws -> String {
            guard let text = rest.popFirst(), !text.isEmpty else { throw ValidationError("\(option) needs \(what).") }
            return text
        }
        own: while let word = rest.first {
            rest.removeFirst()
            switch (mode, word) {
            case ("map", "--partitions"): options.partitions = try number(word, from: 1)
            case ("map", "--records"): options.hasRecords = true
            case ("map", "--task"), ("stream-map", "--task"): options.task = try number(word, from: 0)
            case ("reduce", "--partition"): partition = try number(word, from: 0)
            case ("map", "--output"), ("reduce", "--output"): options.output = try text(word)
            case ("stream-map", "--plan"), ("stream-reduce", "--plan"): options.plan = try text(word)
            case (_, "--open"): options.open = try text(word, "a command")
            case (_, "--size"): options.size = try text(word, "a command")
            case (_, "--put"): options.put = try text(word, "a command")
            case ("commit", "--tasks"): options.tasks = try number(word, from: 0)
            default:
                rest = [word] + rest
                break own
            }
        }
        if let open = options.open, FetchedFile.areParts(open), options.size == nil {
            throw ValidationError("--open prints parts of files, so it needs --size, which prints how long one is.")
        }
        switch mode {
        case "plan": kind = .plan
        case "map": kind = .map
        case "reduce":
            guard let partition else { throw ValidationError("worker reduce needs --partition, its number from 0 on.") }
            kind = .reduce(partition: partition)
        case "commit": kind = .commit
        case "stream-map", "stream-reduce":
            guard options.plan != nil else {
                throw ValidationError("worker \(mode) needs --plan, the file that worker plan has written.")
            }
            kind = mode == "stream-map" ? .map : .reduceLines
            (options.hasRecords, options.isText) = (true, true)
        default:
            throw ValidationError(
                """
                There is no worker '\(mode)'; a worker is one of plan, map, reduce, commit, stream-map and stream-reduce. \
                Docs/ManyMachines.md has them.
                """)
        }
        command = Array(rest)
    }
}
