/// How many numbers lie from `lower` up to, not including, `upper`.
public struct HistogramBin: Equatable, Sendable {
    public let lower: Double
    public let upper: Double
    public let count: Int
}
