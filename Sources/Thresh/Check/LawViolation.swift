/// A law that a job breaks, with the smallest example that was found.
public struct LawViolation: Sendable, CustomStringConvertible {
    public let law: JobLaw
    /// The key whose values show it; nil where it is the rows of all keys.
    public let key: String?
    /// The records that show it, by the aggregate or the run that each takes part in: a, b, c. May be empty where no
    /// small example was found.
    public let parts: [[CheckedRecord]]
    /// What was computed in two ways, and what came of it.
    public let first: Outcome
    public let second: Outcome

    public struct Outcome: Sendable, Equatable {
        /// As in `a.merge(b)`, or how the job was run.
        public let how: String
        /// The rows, or what there is instead.
        public let what: String
    }

    /// The law, the key, the records and both results, a line each.
    public var description: String {
        var lines = [law.complaint]
        if let key { lines.append("  key     \(key)") }
        let names = ["a", "b", "c"]
        for (index, part) in parts.enumerated() {
            for (number, record) in part.enumerated() {
                let name = parts.count == 1 && key == nil ? "records" : names[index]
                lines.append(LawViolation.labelled(number == 0 ? name : "", record.description))
            }
        }
        for outcome in [first, second] {
            lines.append("  \(outcome.how) gives")
            lines += outcome.what.split(separator: "\n").map { "          \($0)" }
        }
        return lines.joined(separator: "\n")
    }

    private static func labelled(_ label: String, _ text: String) -> String {
        "  " + label + String(repeating: " ", count: max(1, 8 - label.utf8.count)) + text
    }
}
