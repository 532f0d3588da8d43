/// A natural number of any size, for the few exact steps between a sum and its rounded result.
struct Natural {
    /// The least significant first; the last is not 0.
    private(set) var limbs: [UInt64]

    init(_ limbs: [UInt64]) {
        self.limbs = limbs
        trim()
    }

    init(_ value: Int) { self.init([UInt64(value)]) }
    init(_ value: UInt128) { self.init([UInt64(truncatingIfNeeded: value), UInt64(value >> 64)]) }

    var isZero: Bool { limbs.isEmpty }
    var bitWidth: Int { limbs.isEmpty ? 0 : limbs.count * 64 - limbs[limbs.count - 1].leadingZeroBitCount }

    /// REQUIRES: not 0.
    var trailingZeroBitCount: Int {
        let index = limbs.firstIndex { $0 != 0 }!
        return index * 64 + limbs[index].trailingZeroBitCount
    }

    /// The bit `index` and those above, up to 64 of them.
    private func bits(from index: Int) -> UInt64 {
        let (limb, shift) = (index >> 6, UInt64(index & 63))
        guard limb < limbs.count else { return 0 }
        let above = limb + 1 < limbs.count ? limbs[limb + 1] : 0
        return limbs[limb] >> shift | above << (64 - shift)
    }

    /// Whether any bit below `index` is set.
    private func hasBits(below index: Int) -> Bool {
        for limb in 0..<min(index >> 6, limbs.count) where limbs[limb] != 0 { return true }
        guard index >> 6 < limbs.count else { return false }
        return limbs[index >> 6] & ((1 << UInt64(index & 63)) - 1) != 0
    }

    /// The number divided by two to `shift`, rounded to nearest, ties to even. REQUIRES: less than 2^63.
    private func rounded(shift: Int) -> UInt64 {
        if shift <= 0 { return limbs.isEmpty ? 0 : limbs[0] << UInt64(-shift) }
        let kept = bits(from: shift)
        guard bits(from: shift - 1) & 1 == 1 else { return kept }
        return kept + (kept & 1 == 1 || hasBits(below: shift - 1) ? 1 : 0)
    }

    /// 53 bits of the number, times two to the exponent.
    var leading: (bits: Double, exponent: Int) {
        let shift = max(0, bitWidth - 53)
        return (Double(rounded(shift: shift)), shift)
    }

    /// The double that is nearest to the number times two to the exponent; infinite when that is too large.
    func double(exponent: Int) -> Double {
        if isZero { return 0 }
        let top = bitWidth - 1 + exponent
        if top > 1023 { return .infinity }
        // The exponent of the last bit of a double of that size.
        let unit = max(top - 52, -1074)
        let shift = max(0, unit - exponent)
        return Double(sign: .plus, exponent: exponent + shift, significand: Double(rounded(shift: shift)))
    }

    /// The double that is nearest to the number divided by `divisor`, times two to the exponent.
    /// REQUIRES: `divisor` is from 1 to 2^63.
    func double(dividedBy divisor: UInt64, exponent: Int) -> Double {
        if isZero { return 0 }
        let shift = bitWidth - 128
        if shift < 0 { return shifted(left: -shift).double(dividedBy: divisor, exponent: exponent + shift) }
        // What is below these bits is less than one of them, so it changes no digit of the quotient.
        let leading = UInt128(bits(from: shift)) | UInt128(bits(from: shift + 64)) << 64
        var (quotient, rest) = leading.quotientAndRemainder(dividingBy: UInt128(divisor))
        // 65 bits or more, of which the last says whether there are more: it decides where two doubles are as near.
        if rest != 0 || hasBits(below: shift) { quotient |= 1 }
        return Natural([UInt64(truncatingIfNeeded: quotient), UInt64(quotient >> 64)]).double(
            exponent: exponent + shift)
    }

    /// The square root of the number times two to the exponent, of which the square need not be a double.
    /// REQUIRES: a last bit of 120 or more does not matter.
    func squareRoot(exponent: Int) -> Double {
        if isZero { return 0 }
        var shift = max(0, bitWidth - 120)
        if (exponent + shift) & 1 != 0 { shift += 1 }
        let top = UInt128(bits(from: shift)) | UInt128(bits(from: shift + 64)) << 64
        // Two doubles that are the number together, and a step of Newton's from the root of the first.
        let high = Double(top)
        let low = top >= UInt128(high) ? Double(top - UInt128(high)) : -Double(UInt128(high) - top)
        let root = high.squareRoot()
        let nearest = root + (high.addingProduct(-root, root) + low) / (2 * root)
        return Double(sign: .plus, exponent: (exponent + shift) / 2, significand: nearest)
    }

    func shifted(left distance: Int) -> Natural {
        if isZero { return self }
        var result = [UInt64](repeating: 0, count: distance >> 6)
        let shift = UInt64(distance & 63)
        var previous: UInt64 = 0
        for limb in limbs {
            result.append(limb << shift | previous >> (64 - shift))
            previous = limb
        }
        result.append(previous >> (64 - shift))
        return Natural(result)
    }

    func shifted(right distance: Int) -> Natural {
        Natural(limbs.indices.map { bits(from: distance + $0 * 64) })
    }

    static func * (a: Natural, b: Natural) -> Natural {
        var result = [UInt64](repeating: 0, count: a.limbs.count + b.limbs.count)
        for (index, limb) in a.limbs.enumerated() {
            var carry: UInt64 = 0
            for (offset, other) in b.limbs.enumerated() {
                let (high, low) = limb.multipliedFullWidth(by: other)
                let sum = UInt128(high) << 64 + UInt128(low) + UInt128(result[index + offset]) + UInt128(carry)
                result[index + offset] = UInt64(truncatingIfNeeded: sum)
                carry = UInt64(truncatingIfNeeded: sum >> 64)
            }
            result[index + b.limbs.count] = carry
        }
        return Natural(result)
    }

    static func + (a: Natural, b: Natural) -> Natural {
        var result: [UInt64] = []
        var carry = false
        for index in 0..<max(a.limbs.count, b.limbs.count) {
            let (x, y) = (index < a.limbs.count ? a.limbs[index] : 0, index < b.limbs.count ? b.limbs[index] : 0)
            let (sum, first) = x.addingReportingOverflow(y)
            let (total, second) = sum.addingReportingOverflow(carry ? 1 : 0)
            result.append(total)
            carry = first || second
        }
        return Natural(carry ? result + [1] : result)
    }

    /// The number divided by others, one after another, times two to the exponent: 128 bits of it or more, of which the last one
    /// says whether there are more.
    func divided(by divisors: [UInt64]) -> (quotient: Natural, exponent: Int) {
        if isZero { return (self, 0) }
        let shift = max(0, 128 + 64 * divisors.count - bitWidth)
        var limbs = shifted(left: shift).limbs
        var hasRest = false
        for divisor in divisors where divisor > 1 {
            var rest: UInt64 = 0
            for index in limbs.indices.reversed() {
                (limbs[index], rest) = divisor.dividingFullWidth((rest, limbs[index]))
            }
            hasRest = hasRest || rest != 0
        }
        if hasRest { limbs[0] |= 1 }
        return (Natural(limbs), -shift)
    }

    /// The difference; 0 where that would be negative.
    static func - (a: Natural, b: Natural) -> Natural {
        if b.limbs.count > a.limbs.count { return Natural([]) }
        var result = a.limbs
        var borrow = false
        for index in result.indices {
            let subtrahend = index < b.limbs.count ? b.limbs[index] : 0
            let (difference, first) = result[index].subtractingReportingOverflow(subtrahend)
            let (total, second) = difference.subtractingReportingOverflow(borrow ? 1 : 0)
            result[index] = total
            borrow = first || second
        }
        return borrow ? Natural([]) : Natural(result)
    }

    private mutating func trim() { while limbs.last == 0 { limbs.removeLast() } }
}
