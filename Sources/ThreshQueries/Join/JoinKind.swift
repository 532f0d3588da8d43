/// Which rows a join gives.
package enum JoinKind: String, CaseIterable, Sendable {
    /// A pair for each two rows with equal keys.
    case inner
    /// And the rows of A that have no match.
    case left
    /// And those of B.
    case right
    /// And those of both.
    case outer
    /// The rows of A that have a match.
    case semi
    /// The rows of A that have none.
    case anti

    var keepsA: Bool { self == .left || self == .outer }
    var keepsB: Bool { self == .right || self == .outer }
    /// Whether nothing of B is shown.
    var isOfA: Bool { self == .semi || self == .anti }
}

/// How the rows with equal keys find each other.
package enum JoinStrategy: String, CaseIterable, Sendable {
    /// B is a table in memory, in which every worker looks up its rows of A.
    case b
    /// A is one, in which those of B are looked up.
    case a
    /// Both are sorted by their keys, and merged.
    case none
}
