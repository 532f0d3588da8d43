/// A sum of doubles, or of their squares, without rounding: so it does not depend on the order of adding.
///
/// A sum is an integer times a power of two. As long as the integer has 256 bits it is kept in the value itself, which
/// is so for numbers within about 60 orders of magnitude (squares: 40). Others are kept in `wide`, which has room for
/// every double: the idea of R. Neal, "Fast exact summation using small and large superaccumulators", 2015, with
/// carries done at once, since few sums come to that.
@usableFromInline struct ExactSum: Sendable {
    /// The integer, in two's complement.
    @usableFromInline var low: UInt128 = 0
    @usableFromInline var high: Int128 = 0
    /// The exponent of the integer's lowest bit. So large that no number has it before anything was added, so small
    /// once `wide` is used: then what is added is out of range of the window, and `addSlowly` sees to it.
    @usableFromInline var scale: Int32 = ExactSum.unused
    @usableFromInline var special: Special = []
    @usableFromInline var wide: [UInt64] = []

    /// What makes the sum infinite or not a number.
    @usableFromInline struct Special: OptionSet, Sendable {
        @usableFromInline let rawValue: UInt8
        @inlinable init(rawValue: UInt8) { self.rawValue = rawValue }
        @inlinable static var nan: Special { Special(rawValue: 1) }
        @inlinable static var infinity: Special { Special(rawValue: 2) }
        @inlinable static var negativeInfinity: Special { Special(rawValue: 4) }
    }

    @inlinable static var unused: Int32 { 1 << 20 }
    @inlinable static var usesWide: Int32 { -(1 << 20) }
    /// A number in the window stays below two to this, so that adding two does not overflow.
    @inlinable static var windowBits: Int32 { 254 }

    @inlinable init() {}

    @inlinable @inline(__always)
    mutating func add(_ number: Double) {
        let (magnitude, exponent) = ExactSum.split(number)
        if exponent == .max { return addSpecial(number) }
        add(UInt128(magnitude), exponent: exponent, bits: 53, isNegative: number.sign == .minus)
    }

    @inlinable @inline(__always)
    mutating func addSquare(of number: Double) {
        let (magnitude, exponent) = ExactSum.split(number)
        if exponent == .max { return addSpecial(number.magnitude) }
        let (high, low) = magnitude.multipliedFullWidth(by: magnitude)
        add(UInt128(high) &<< 64 | UInt128(low), exponent: 2 &* exponent, bits: 106, isNegative: false)
    }

    /// A finite number's magnitude as an integer times two to the exponent; the exponent is `.max` when it is not
    /// finite.
    @inlinable @inline(__always)
    static func split(_ number: Double) -> (magnitude: UInt64, exponent: Int32) {
        let bits = number.bitPattern
        let field = Int32(truncatingIfNeeded: bits &>> 52) & 0x7FF
        let fraction = bits & 0xF_FFFF_FFFF_FFFF
        if field == 0 { return (fraction, -1074) }
        return (fraction | 1 << 52, field == 0x7FF ? .max : field &- 1075)
    }

    @inlinable @inline(__always)
    mutating func add(_ magnitude: UInt128, exponent: Int32, bits: Int32, isNegative: Bool) {
        let shift = exponent &- scale
        guard shift >= 0 && shift <= ExactSum.windowBits &- bits else {
            return addSlowly(magnitude, exponent: exponent, isNegative: isNegative)
        }
        var (otherLow, otherHigh): (UInt128, Int128)
        if shift < 128 {
            otherLow = magnitude &<< UInt128(truncatingIfNeeded: shift)
            otherHigh = Int128(truncatingIfNeeded: (magnitude &>> 1) &>> UInt128(truncatingIfNeeded: 127 &- shift))
        } else {
            otherLow = 0
            otherHigh = Int128(truncatingIfNeeded: magnitude &<< UInt128(truncatingIfNeeded: shift &- 128))
        }
        if isNegative { (otherLow, otherHigh) = ExactSum.negated(otherLow, otherHigh) }
        if !addToWindow(otherLow, otherHigh) { addToWide(otherLow, otherHigh, exponent: scale) }
    }

    @inlinable @inline(__always)
    static func negated(_ low: UInt128, _ high: Int128) -> (UInt128, Int128) {
        (0 &- low, ~high &+ (low == 0 ? 1 : 0))
    }

    /// Adds an integer of the window's scale. False, and nothing is changed, when the sum is too large.
    @inlinable @inline(__always)
    mutating func addToWindow(_ otherLow: UInt128, _ otherHigh: Int128) -> Bool {
        let (newLow, carry) = low.addingReportingOverflow(otherLow)
        let newHigh = high &+ otherHigh &+ (carry ? 1 : 0)
        // Both are below 2^254 by magnitude, so the sum is right. The next one needs the upper two bits to be equal.
        guard newHigh ^ (newHigh &<< 1) >= 0 else { return false }
        low = newLow
        high = newHigh
        return true
    }

    @inlinable @inline(never)
    mutating func addSpecial(_ number: Double) {
        special.insert(number.isNaN ? .nan : number > 0 ? .infinity : .negativeInfinity)
    }
}
