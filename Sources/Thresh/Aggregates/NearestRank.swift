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
