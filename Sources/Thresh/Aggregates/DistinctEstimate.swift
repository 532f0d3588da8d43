/// What `HyperLogLog` says.
public struct DistinctEstimate: Equatable, Sendable {
    public let count: Int
    /// The standard error, as a share of the count.
    public let relativeError: Double
}
