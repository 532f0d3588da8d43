/// What `Variance` and `IntegerVariance` say of numbers, of which there was at least one.
public struct Moments: Equatable, Sendable {
    public let count: Int
    public let mean: Double
    /// The mean square distance from the mean, of these numbers alone: divided by their count.
    public let populationVariance: Double
    /// The estimate for what they are a sample of: divided by one less than their count. Nil for a single number.
    public let variance: Double?

    public let standardDeviation: Double?
    public let populationStandardDeviation: Double

    /// From sums that are not finite.
    init(count: Int, mean: Double) {
        self.count = count
        self.mean = mean
        populationVariance = .nan
        populationStandardDeviation = .nan
        variance = count > 1 ? .nan : nil
        standardDeviation = variance
    }

    /// From n numbers' sum S, times two to an exponent, and the sum Q of their squares: the variance is
    /// (n Q - S²) / n². All of that is exact, and so a variance is the nearest double; its root the one nearest
    /// to it, or its neighbour, also where the variance is out of the range of doubles.
    ///
    /// - Parameter unit: how many of what the numbers are given in make one.
    init(
        count: Int, mean: Double, sum: Natural, sumExponent: Int, squares: Natural, squaresExponent: Int,
        unit: UInt64 = 1
    ) {
        let common = min(squaresExponent, 2 * sumExponent)
        let scaled = Natural(count) * squares.shifted(left: squaresExponent - common)
        let spread = scaled - (sum * sum).shifted(left: 2 * sumExponent - common)
        func divided(by divisor: Int) -> (variance: Double, deviation: Double) {
            let (quotient, shift) = spread.divided(by: [unit, unit, UInt64(count), UInt64(divisor)])
            let exponent = shift + common
            return (quotient.double(exponent: exponent), quotient.squareRoot(exponent: exponent))
        }
        self.count = count
        self.mean = mean
        (populationVariance, populationStandardDeviation) = divided(by: count)
        let sample = count > 1 ? divided(by: count - 1) : nil
        (variance, standardDeviation) = (sample?.variance, sample?.deviation)
    }
}
