/// How many vectors there were, and their sum: the result of `VectorSum`.
public struct VectorTotal: Equatable, Sendable {
    public let count: Int
    /// Empty when there was none.
    public let sum: [Double]

    public init(count: Int, sum: [Double]) {
        self.count = count
        self.sum = sum
    }

    public var mean: [Double] { sum.map { $0 / Double(count) } }
}
