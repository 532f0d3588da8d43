/// The sum of vectors, number by number: exact, and rounded once at the end, as `FloatingSum` is. Means of points,
/// regressions and covariances are computed from such sums, and are then the same bits in whatever order the vectors
/// come.
public struct VectorSum: DefaultAggregate, Sendable {
    public private(set) var count = 0
    private var sums: [ExactSum] = []

    public init() {}

    /// REQUIRES: as many numbers as the vectors before.
    /// - Complexity: O(width).
    public mutating func add(_ input: [Double]) {
        matchWidth(input.count)
        count &+= 1
        for index in input.indices { sums[index].add(input[index]) }
    }

    /// REQUIRES: vectors of the same width.
    /// - Complexity: O(width).
    public mutating func merge(_ other: VectorSum) {
        if other.count == 0 { return }
        matchWidth(other.sums.count)
        count &+= other.count
        for index in sums.indices { sums[index].merge(other.sums[index]) }
    }

    private mutating func matchWidth(_ width: Int) {
        if count == 0 { sums = [ExactSum](repeating: ExactSum(), count: width) }
        precondition(sums.count == width, "vectors of \(sums.count) and of \(width) numbers cannot be added")
    }

    public var result: VectorTotal { VectorTotal(count: count, sum: sums.map(\.rounded)) }

    /// - Complexity: O(width).
    public var heapBytes: Int { sums.reduce(32) { $0 + MemoryLayout<ExactSum>.stride + $1.heapBytes } }

    public func encode(into bytes: inout ByteBuffer) {
        bytes.append(.vectorSum)
        bytes.append(varint: count)
        bytes.append(varint: sums.count)
        for sum in sums { sum.encode(into: &bytes) }
    }

    public init?(decoding bytes: ByteView) {
        var reader = ByteReader(bytes)
        guard reader.read(.vectorSum), let count = reader.readCount(),
            let width = reader.readCount(limit: reader.remaining)
        else { return nil }
        self.count = count
        for _ in 0..<width {
            guard let sum = ExactSum(from: &reader) else { return nil }
            sums.append(sum)
        }
        guard reader.isAtEnd, count > 0 || width == 0 else { return nil }
    }
}

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
