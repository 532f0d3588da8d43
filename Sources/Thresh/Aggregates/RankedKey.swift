/// A key and how often it came: the result of `TopK` and `SpaceSaving`.
public struct RankedKey: Equatable, Sendable {
    public let key: [UInt8]
    /// Never less than the true count.
    public let count: Int
    /// By how much it may be more; 0 when it is exact.
    public let error: Int
}
