/// Makes every name of a file in a job's working directory and in its output.
package enum WorkFiles {
    static func run(worker: Int, sequence: Int) -> String { "map-\(worker)-\(sequence).run" }
    /// Which worker wrote a run of that name; nil for another file.
    static func worker(ofRun name: String) -> Int? {
        let parts = name.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "map", parts[2].hasSuffix(".run"), Int(parts[2].dropLast(4)) != nil else {
            return nil
        }
        return Int(parts[1])
    }
    /// Which worker wrote a file of that name for a map-only task; nil for another file.
    static func worker(ofTaskOutput name: String) -> Int? {
        let parts = name.split(separator: "-", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "task", Int(parts[1]) != nil, parts[2].hasSuffix(".out") else { return nil }
        return Int(parts[2].prefix { $0.isNumber })
    }
    /// What a command is to put elsewhere: a part, or a manifest.
    static let stored = "stored"
    /// The last name of a path or a URI.
    static func last(of path: String) -> String { path.split(separator: "/").last.map(String.init) ?? path }
    /// Blobs of a partition as they arrived.
    static let blobs = "blobs"
    static func mergedRun(worker: Int, sequence: Int) -> String { "merge-\(worker)-\(sequence).run" }
    /// What the driver sorts when a job's parts are complete, or a reducer sorts that belongs to one key.
    static func sortedRun(_ sequence: Int, of name: String) -> String { "sort-\(name)\(sequence).run" }
    /// A run of a partial, with the keys and values that it has among others.
    static func rewrittenRun(_ sequence: Int) -> String { "form-\(sequence).run" }
    static let driverPairs = "pairs"
    /// What a map-only task wrote; appended to the part in the order of tasks.
    static func taskOutput(task: Int, worker: Int) -> String { "task-\(task)-\(worker).out" }
    static func partAttempt(partition: Int, worker: Int) -> String { "part-\(partition)-\(worker).out" }
    static func isAttempt(_ name: String) -> Bool { name.hasPrefix("part-") && name.hasSuffix(".out") }
    static func reducePart(_ partition: Int) -> String { reducePart(partition, of: "part") }
    static func mapPart(_ number: Int) -> String { mapPart(number, of: "part") }
    /// The file of a named output beside that of an attempt at a part or a task.
    static func named(_ output: String, beside path: String) -> String { path + "@" + output + ".out" }
    /// Which output that is; nil of a file that is of none.
    static func output(ofNamed name: String) -> String? {
        name.firstIndex(of: "@").map { String(name[name.index(after: $0)...].dropLast(4)) }
    }
    static func reducePart(_ partition: Int, of output: String) -> String { output + "-r-" + padded(partition) }
    static func mapPart(_ number: Int, of output: String) -> String { output + "-m-" + padded(number) }
    /// Whether a job may have written a file of this name into its output.
    static func isPart(_ name: String) -> Bool {
        guard let dash = name.lastIndex(of: "-") else { return false }
        let digits = name[name.index(after: dash)...]
        let kind = name[..<dash].suffix(2)
        return digits.count >= 5 && digits.utf8.allSatisfy { $0 &- 48 < 10 } && (kind == "-r" || kind == "-m")
    }
    /// What the points of a gzip file need that is read in stretches.
    static func windows(file: Int) -> String { "gzip-\(file).windows" }
    /// The text of a compressed file that a state knows as plain.
    static func text(_ number: Int) -> String { "text-\(number)" }
    /// What begins the names of runs between those of a state and one that takes their place.
    static let compacted = "compacted"
    /// What the driver tells the next worker of a map task that was lost.
    static func orders(task: Int) -> String { "task-\(task).orders" }
    /// What a worker wrote to standard error during a task that was lost before.
    static func errors(worker: Int) -> String { "worker-\(worker).errors" }
    /// In an output: records that were left out.
    static let rejects = "rejects"
    static let rejectNames = "records.tsv"
    static let rejectList = rejects + "/" + rejectNames
    static let success = "_SUCCESS"
    static let lock = "lock"
    /// Of a partial or a state: what it has.
    static let journal = "journal"
    static let spool = "standard-input"
    /// Rows that wait until the last worker has ended.
    package static let rows = "rows"

    private static func padded(_ number: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, 5 - digits.count)) + digits
    }
}
