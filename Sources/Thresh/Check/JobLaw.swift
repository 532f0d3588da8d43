/// What must hold of a job, so that its rows do not depend on how the work is divided.
public enum JobLaw: String, Sendable, CaseIterable {
    /// Two tasks, merged, amount to what one task over the same records does.
    case adding
    /// `merge` gives the same in either order.
    case commutativity
    /// `merge` gives the same in either grouping.
    case associativity
    /// Merging an empty aggregate changes nothing.
    case identity
    /// What `encode` writes is decoded to an equal aggregate.
    case coding
    /// Two runs over the same input write the same rows.
    case repetition
    /// The rows do not depend on where the input is divided into tasks.
    case chunks
    /// The rows do not depend on the number of partitions.
    case partitions

    /// What is wrong where it does not hold.
    var complaint: String {
        switch self {
        case .adding: "merging the aggregates of two tasks gives other than one task over the same records"
        case .commutativity: "the combiner is not commutative: the order of merging matters"
        case .associativity: "the combiner is not associative: the grouping of merging matters"
        case .identity: "merging an empty aggregate changes something"
        case .coding: "an aggregate is not the same after encoding and decoding"
        case .repetition: "two runs over the same input write different rows"
        case .chunks: "the rows depend on how the input is divided into tasks"
        case .partitions: "the rows depend on the number of partitions"
        }
    }
}
