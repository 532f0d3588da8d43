/// What `Job.check` found.
public struct JobCheck: Sendable, CustomStringConvertible {
    /// One example for each law that does not hold.
    public internal(set) var violations: [LawViolation] = []
    /// Records that were taken from the input.
    public internal(set) var records = 0
    /// Keys whose aggregates were looked at.
    public internal(set) var keys = 0
    /// Pairs of results that had to be equal.
    public internal(set) var comparisons = 0
    /// Runs over the whole input, divided differently.
    public internal(set) var runs = 0

    public var isPassed: Bool { violations.isEmpty }

    /// What was found, for a person.
    public var description: String {
        let extent =
            "\(HumanUnits.count(records)) records, \(HumanUnits.count(keys)) keys, "
            + "\(HumanUnits.count(comparisons)) comparisons, \(runs) runs"
        if isPassed { return "nothing found in \(extent)" }
        return violations.map { $0.description }.joined(separator: "\n\n") + "\n(in \(extent))"
    }
}
