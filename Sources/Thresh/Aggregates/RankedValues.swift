/// All values in order: what `Quantiles` says.
public struct RankedValues<Value: OrderedBits>: Sendable {
    private let values: [UInt64]
    /// How many values there are up to and including each.
    private let ranks: [Int]

    @usableFromInline init(_ sorted: SortedCounts) {
        values = sorted.values
        var rank = 0
        ranks = sorted.values.indices.map {
            rank &+= sorted.count(at: $0)
            return rank
        }
    }

    public var count: Int { ranks.last ?? 0 }
    public var isEmpty: Bool { values.isEmpty }

    /// The value of nearest rank: `quantile(0.5)` is the median, 0 gives the least and 1 the greatest value. Nil when
    /// there is none.
    /// - Parameter share: 0 to 1.
    /// - Complexity: O(log values).
    public func quantile(_ share: Double) -> Value? {
        if isEmpty { return nil }
        let rank = NearestRank.of(share, count: count)
        var (low, high) = (0, values.count - 1)
        while low < high {
            let middle = (low + high) / 2
            if ranks[middle] < rank { low = middle + 1 } else { high = middle }
        }
        return Value(orderedBits: values[low])
    }
}

/// Which of so many values in order is a quantile.
enum NearestRank {
    /// ⌈share × count⌉, at least 1. A product that is above a whole number by rounding alone counts as that: seven
    /// hundredths of a hundred are seven, though 0.07 * 100 is a little more.
    static func of(_ share: Double, count: Int) -> Int {
        precondition(share >= 0 && share <= 1, "a quantile is from 0 to 1")
        let product = share * Double(count)
        let nearest = product.rounded()
        let rank = (product - nearest).magnitude <= product * 1e-15 * 4 ? nearest : product.rounded(.up)
        return max(1, min(count, Int(exactly: rank) ?? count))
    }
}
