extension ExactSum {
    /// The sum as an integer times two to the exponent. Says nothing of infinities.
    var exact: (isNegative: Bool, magnitude: Natural, exponent: Int) {
        var limbs = wide
        var exponent = ExactSum.wideScale
        if limbs.isEmpty {
            limbs = [
                UInt64(truncatingIfNeeded: low), UInt64(truncatingIfNeeded: low >> 64),
                UInt64(truncatingIfNeeded: high), UInt64(truncatingIfNeeded: high >> 64),
            ]
            exponent = isZero ? 0 : Int(scale)
        }
        let isNegative = limbs[limbs.count - 1] >> 63 == 1
        if isNegative {
            var carry = true
            for index in limbs.indices {
                limbs[index] = ~limbs[index] &+ (carry ? 1 : 0)
                carry = carry && limbs[index] == 0
            }
        }
        return (isNegative, Natural(limbs), exponent)
    }

    /// What the sum is when it is no finite number.
    @usableFromInline var specialValue: Double? {
        if special.isEmpty { return nil }
        return special == .infinity ? .infinity : special == .negativeInfinity ? -.infinity : .nan
    }

    /// The nearest double, ties to even.
    @usableFromInline var rounded: Double {
        if let specialValue { return specialValue }
        let (isNegative, magnitude, exponent) = exact
        let rounded = magnitude.double(exponent: exponent)
        return isNegative ? -rounded : rounded
    }

    /// The double nearest to the sum divided by a count, also where the sum itself would be too large for one.
    func divided(by count: Int) -> Double {
        if let specialValue { return specialValue }
        let (isNegative, magnitude, exponent) = exact
        let quotient = magnitude.double(dividedBy: UInt64(count), exponent: exponent)
        return isNegative ? -quotient : quotient
    }

    @inlinable var heapBytes: Int { wide.isEmpty ? 0 : wide.capacity * 8 + 32 }
}
