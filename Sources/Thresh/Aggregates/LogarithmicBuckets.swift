/// Positive numbers in buckets whose upper bound is a little more than the lower one times (1 + e) / (1 - e), at most:
/// e is the relative error. A bucket's number is about the logarithm of what is in it.
///
/// The logarithm is a cubic between powers of two, as in C. Masson et al., "DDSketch", 2019: it needs no library whose
/// last digits could differ, so that a number is in the same bucket everywhere, and some 1 % more buckets.
@usableFromInline struct LogarithmicBuckets: Sendable {
    @usableFromInline let relativeError: Double
    @usableFromInline let multiplier: Double

    // With these the cubic meets its neighbours smoothly, and is nowhere flatter than C.
    @inlinable static var a: Double { 6.0 / 35 }
    @inlinable static var b: Double { -3.0 / 5 }
    @inlinable static var c: Double { 10.0 / 7 }

    /// Largest number of a bucket, in either direction, for the smallest error.
    static let largestIndex = 1 << 24

    /// - Parameter relativeError: 0.0001 to 0.5.
    init(relativeError: Double) {
        self.relativeError = relativeError
        // ln((1 + e) / (1 - e)) is twice the sum of e^n / n over odd n.
        var (sum, power, n) = (0.0, relativeError, 1.0)
        while power / n > sum * 0x1p-54 {
            sum += power / n
            power *= relativeError * relativeError
            n += 2
        }
        multiplier = 1 / (2 * sum * LogarithmicBuckets.c)
    }

    /// REQUIRES: positive, finite, not subnormal.
    @inlinable @inline(__always)
    func index(of number: Double) -> Int {
        let bits = number.bitPattern
        let exponent = Double(Int(truncatingIfNeeded: bits &>> 52) &- 1023)
        let fraction = Double(bitPattern: bits & 0xF_FFFF_FFFF_FFFF | 0x3FF0_0000_0000_0000) - 1
        let logarithm = ((LogarithmicBuckets.a * fraction + LogarithmicBuckets.b) * fraction + LogarithmicBuckets.c)
        let scaled = (logarithm * fraction + exponent) * multiplier
        // Rounded up; without an instruction that every processor of this kind has, `rounded(.up)` is a call.
        let whole = Int(scaled)
        return Double(whole) < scaled ? whole &+ 1 : whole
    }

    /// A number that is within the relative error of all in the bucket.
    func value(of index: Int) -> Double {
        let logarithm = Double(index - 1) / multiplier
        let exponent = logarithm.rounded(.down)
        let target = logarithm - exponent
        // The cubic ascends: halve the interval in which it has this value.
        var (low, high) = (0.0, 1.0)
        for _ in 0..<54 {
            let middle = (low + high) / 2
            let cubic =
                ((LogarithmicBuckets.a * middle + LogarithmicBuckets.b) * middle + LogarithmicBuckets.c) * middle
            if cubic <= target { low = middle } else { high = middle }
        }
        let estimate = Double(sign: .plus, exponent: Int(exponent), significand: (1 + low) * (1 + relativeError))
        return min(max(estimate, .leastNormalMagnitude), .greatestFiniteMagnitude)
    }
}
