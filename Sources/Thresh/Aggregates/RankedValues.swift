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
        return least { _, values in values >= rank }
    }

    /// The least value for which something is true, given how many values there are up to and including it. Nil when it
    /// is true for none.
    ///
    /// REQUIRES: it is true for each value above one for which it is.
    /// - Complexity: O(log values).
    package func least(_ isTrue: (_ value: Value, _ rank: Int) -> Bool) -> Value? {
        let index = firstIndex(isTrue)
        return index < values.count ? Value(orderedBits: values[index]) : nil
    }

    /// How many values there are below the first for which something is true.
    ///
    /// REQUIRES: it is true for each value above one for which it is.
    /// - Complexity: O(log values).
    package func count(before isTrue: (_ value: Value) -> Bool) -> Int {
        let index = firstIndex { value, _ in isTrue(value) }
        return index == 0 ? 0 : ranks[index - 1]
    }

    private func firstIndex(_ isTrue: (Value, Int) -> Bool) -> Int {
        var (low, high) = (0, values.count)
        while low < high {
            let middle = (low + high) / 2
            if isTrue(Value(orderedBits: values[middle]), ranks[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}

/// Which of so many values in order is a quantile.
package enum NearestRank {
    /// ⌈share × count⌉, at least 1. A product that is above a whole number by rounding alone counts as that: seven
    /// hundredths of a hundred are seven, though 0.07 * 100 is a little more.
    package static func of(_ share: Double, count: Int) -> Int {
        precondition(share >= 0 && share <= 1, "a quantile is from 0 to 1")
        let product = share * Double(count)
        let nearest = product.rounded()
        let rank = (product - nearest).magnitude <= product * 1e-15 * 4 ? nearest : product.rounded(.up)
        return max(1, min(count, Int(exactly: rank) ?? count))
    }
}
