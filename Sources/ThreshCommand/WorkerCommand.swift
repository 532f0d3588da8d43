internal import ArgumentParser
internal import Platform
internal import Thresh

/// `worker plan`, `worker map`, `worker reduce` and `worker commit`: the processes of a job that another engine places.
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
            role = try WorkerRole(options.kind, output: options.output, partitions: options.partitions)
        }
        unsafe worker = role
        unsafe self.words = options.command
        return options.command
    }
}

/// The words behind `worker`: what it does, its own options, and then the command that it works for.
private struct WorkerWords {
    let kind: WorkerRole.Kind
    private(set) var output: String?
    private(set) var partitions: Int?
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
        own: while let word = rest.first {
            switch (mode, word) {
            case ("map", "--partitions"):
                rest.removeFirst()
                partitions = try number(word, from: 1)
            case ("reduce", "--partition"):
                rest.removeFirst()
                partition = try number(word, from: 0)
            case ("map", "--output"), ("reduce", "--output"):
                rest.removeFirst()
                guard let path = rest.popFirst(), !path.isEmpty else {
                    throw ValidationError("--output needs the name of a file.")
                }
                output = path
            default: break own
            }
        }
        switch mode {
        case "plan": kind = .plan
        case "map": kind = .map
        case "reduce":
            guard let partition else { throw ValidationError("worker reduce needs --partition, its number from 0 on.") }
            kind = .reduce(partition: partition)
        case "commit": kind = .commit
        default:
            throw ValidationError(
                "There is no worker '\(mode)'; a worker is one of plan, map, reduce and commit. Docs/ManyMachines.md has them."
            )
        }
        command = Array(rest)
    }
}
