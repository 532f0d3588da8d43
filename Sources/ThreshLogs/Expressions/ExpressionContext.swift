public import Thresh

/// What an expression needs to know besides the line.
public struct ExpressionContext: Sendable {
    /// In which `day(time)` begins, and times without a zone are read.
    public var zone: TimeZoneRules
    /// What `now`, `today` and `-2h` are relative to: one moment for the whole run.
    public var now: Timestamp
    /// Which number of a date is first where the log does not say.
    public var dateOrder: DateOrder?

    /// Where addresses are, for `country(ip)` and the like.
    package var geo: GeoDatabases?
    /// What `anonymize(ip)` gives.
    package var pseudonyms: Pseudonyms?

    /// Whether texts of rows have a comma before the fraction of a number.
    package var hasDecimalComma = false

    private let relation = Relation()

    /// Whether an expression was made that says something relative to now.
    package var isRelative: Bool { relation.isUsed }

    /// Now, for what is relative to it.
    func relativeNow() -> Timestamp {
        relation.isUsed = true
        return now
    }

    /// Whether an expression was made whose values no other run has, since the key of its pseudonyms is forgotten.
    package var isOfThisRun: Bool { relation.usesKey && pseudonyms?.isOfThisRun == true }

    /// Pseudonyms, for what has some.
    func usedPseudonyms() -> Pseudonyms? {
        relation.usesKey = true
        return pseudonyms
    }

    // SAFETY: expressions are made by one thread.
    private final class Relation: @unchecked Sendable {
        var isUsed = false
        var usesKey = false
    }

    public init(zone: TimeZoneRules = .utc, now: Timestamp, dateOrder: DateOrder? = nil) {
        self.zone = zone
        self.now = now
        self.dateOrder = dateOrder
    }
}
