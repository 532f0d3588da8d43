/// What `Variance` and `IntegerVariance` say of numbers, of which there was at least one.
public struct Moments: Equatable, Sendable {
    public let count: Int
    public let mean: Double
    /// The mean square distance from the mean, of these numbers alone: divided by their count.
    public let populationVariance: Double
    /// The estimate for what they are a sample of: divided by one less than their count. Nil for a single number.
    public let variance: Double?

    public var standardDeviation: Double? { variance?.squareRoot() }
    public var populationStandardDeviation: Double { populationVariance.squareRoot() }

    /// From sums that are not finite.
    init(count: Int, mean: Double) {
        self.count = count
        self.mean = mean
        populationVariance = .nan
        variance = count > 1 ? .nan : nil
    }

    /// From n numbers' sum S, times two to an exponent, and the sum Q of their squares: the variance is
    /// (n Q - S²) / n². The difference is exact; each result is within two units in the last place.
    init(
        count: Int, mean: Double, sum: Natural, sumExponent: Int, squares: Natural, squaresExponent: Int
    ) {
        let common = min(squaresExponent, 2 * sumExponent)
        let scaled = Natural(count) * squares.shifted(left: squaresExponent - common)
        let (bits, shift) = (scaled - (sum * sum).shifted(left: 2 * sumExponent - common)).leading
        func divided(by divisor: Int) -> Double {
            Double(
                sign: .plus, exponent: common + shift, significand: bits / Double(count) / Double(divisor))
        }
        self.count = count
        self.mean = mean
        populationVariance = divided(by: count)
        variance = count > 1 ? divided(by: count - 1) : nil
    }
}
