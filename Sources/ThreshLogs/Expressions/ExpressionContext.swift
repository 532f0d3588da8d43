public import Thresh

/// What an expression needs to know besides the line.
public struct ExpressionContext: Sendable {
    /// In which `day(time)` begins, and times without a zone are read.
    public var zone: TimeZoneRules
    /// What `now`, `today` and `-2h` are relative to: one moment for the whole run.
    public var now: Timestamp
    /// Which number of a date is first where the log does not say.
    public var dateOrder: DateOrder?

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

    // SAFETY: expressions are made by one thread.
    private final class Relation: @unchecked Sendable {
        var isUsed = false
    }

    public init(zone: TimeZoneRules = .utc, now: Timestamp, dateOrder: DateOrder? = nil) {
        self.zone = zone
        self.now = now
        self.dateOrder = dateOrder
    }
}
