/// How many numbers lie between given bounds. NaN is left out.
public struct Histogram: Aggregate, Sendable {
    /// Ascending.
    public let bounds: [Double]
    /// Numbers below the first bound, from each bound up to the next, and from the last bound on.
    private var counts: [Int]

    /// - Parameter bounds: ascending, each once, at least one of them.
    public init(bounds: [Double]) {
        precondition(Histogram.areValid(bounds), "bounds must be ascending numbers")
        self.bounds = bounds
        counts = [Int](repeating: 0, count: bounds.count + 1)
    }

    private static func areValid(_ bounds: [Double]) -> Bool {
        !bounds.isEmpty && !bounds[0].isNaN && zip(bounds, bounds.dropFirst()).allSatisfy { $0 < $1 }
    }

    /// - Complexity: O(log bounds).
    public mutating func add(_ input: Double) {
        if input.isNaN { return }
        // How many bounds are not above it.
        var (low, high) = (0, bounds.count)
        while low < high {
            let middle = (low + high) / 2
            if bounds[middle] <= input { low = middle + 1 } else { high = middle }
        }
        counts[low] &+= 1
    }

    /// REQUIRES: the same bounds.
    public mutating func merge(_ other: Histogram) {
        precondition(bounds == other.bounds, "histograms of different bounds cannot be merged")
        for index in counts.indices { counts[index] &+= other.counts[index] }
    }

    /// All bins in ascending order, empty ones too; the first begins at -∞, the last ends at ∞.
    public var result: [HistogramBin] {
        counts.indices.map {
            HistogramBin(
                lower: $0 == 0 ? -.infinity : bounds[$0 - 1], upper: $0 == bounds.count ? .infinity : bounds[$0],
                count: counts[$0])
        }
    }

    /// The bounds are counted too, though aggregates that were made with the same array share them.
    public var heapBytes: Int { (bounds.count + counts.count) * 8 + 64 }

    public func encode(into bytes: inout ByteBuffer) {
        bytes.append(.histogram)
        bytes.append(varint: bounds.count)
        for bound in bounds { bytes.append(integer: bound.bitPattern) }
        for count in counts { bytes.append(varint: count) }
    }

    public init?(decoding bytes: ByteView) {
        var reader = ByteReader(bytes)
        guard reader.read(.histogram), let length = reader.readCount(limit: reader.remaining / 8) else { return nil }
        var (bounds, counts): ([Double], [Int]) = ([], [])
        for _ in 0..<length {
            guard let bits = reader.read(UInt64.self) else { return nil }
            bounds.append(Double(bitPattern: bits))
        }
        for _ in 0...length {
            guard let count = reader.readCount() else { return nil }
            counts.append(count)
        }
        guard reader.isAtEnd, Histogram.areValid(bounds) else { return nil }
        self.bounds = bounds
        self.counts = counts
    }
}

/// How many numbers lie from `lower` up to, not including, `upper`.
public struct HistogramBin: Equatable, Sendable {
    public let lower: Double
    public let upper: Double
    public let count: Int
}
