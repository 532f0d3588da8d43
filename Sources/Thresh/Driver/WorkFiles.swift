/// Makes every name of a file in a job's working directory and in its output.
enum WorkFiles {
    static func run(worker: Int, sequence: Int) -> String { "map-\(worker)-\(sequence).run" }
    static func mergedRun(worker: Int, sequence: Int) -> String { "merge-\(worker)-\(sequence).run" }
    /// What a map-only task wrote; appended to the part in the order of tasks.
    static func taskOutput(task: Int, worker: Int) -> String { "task-\(task)-\(worker).out" }
    static func partAttempt(partition: Int, worker: Int) -> String { "part-\(partition)-\(worker).out" }
    static func isAttempt(_ name: String) -> Bool { name.hasPrefix("part-") && name.hasSuffix(".out") }
    static func reducePart(_ partition: Int) -> String { "part-r-" + padded(partition) }
    static func mapPart(_ number: Int) -> String { "part-m-" + padded(number) }
    static let success = "_SUCCESS"
    static let lock = "lock"
    static let spool = "standard-input"

    private static func padded(_ number: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, 5 - digits.count)) + digits
    }
}
