/// What happens when the window of 256 bits has to be moved or does not suffice.
extension ExactSum {
    /// The exponent of the lowest bit of `wide`: below that of the square of the least double.
    static let wideScale = -2176
    /// Its limbs reach as far up as down, which is more than 2^63 squares of the greatest double need.
    static let wideLimbs = 68

    var isZero: Bool { low == 0 && high == 0 && wide.isEmpty }

    @usableFromInline @inline(never)
    mutating func addSlowly(_ magnitude: UInt128, exponent: Int32, isNegative: Bool) {
        if magnitude == 0 { return }
        var (magnitude, exponent) = (magnitude, exponent)
        if !isZero && wide.isEmpty && exponent < scale && !lower(by: Int(scale - exponent)) {
            // Zeros at the end of the number may be all that does not fit.
            let zeros = magnitude.trailingZeroBitCount
            magnitude >>= UInt128(zeros)
            exponent += Int32(zeros)
        }
        var term = ExactSum()
        term.scale = exponent
        (term.low, term.high) = isNegative ? ExactSum.negated(magnitude, 0) : (magnitude, 0)
        addFinite(term)
    }

    @usableFromInline
    mutating func merge(_ other: ExactSum) {
        special.formUnion(other.special)
        addFinite(other)
    }

    private mutating func addFinite(_ other: ExactSum) {
        if other.isZero { return }
        if isZero {
            let special = self.special
            self = other
            self.special = special
        } else if !other.wide.isEmpty {
            widen()
            var carry = false
            for index in wide.indices { ExactSum.add(other.wide[index], to: &wide[index], &carry) }
        } else if wide.isEmpty {
            var aligned = other
            let distance = Int(other.scale - scale)
            guard distance >= 0 ? aligned.lower(by: distance) : lower(by: -distance),
                addToWindow(aligned.low, aligned.high)
            else { return addToWide(other.low, other.high, exponent: other.scale) }
        } else {
            addToWide(other.low, other.high, exponent: other.scale)
        }
    }

    /// Moves the window down. False, and nothing is changed, when the number has too many bits for that.
    private mutating func lower(by distance: Int) -> Bool {
        let signBits =
            high >= 0
            ? (high == 0 ? 128 + low.leadingZeroBitCount : high.leadingZeroBitCount)
            : (high == -1 ? 128 + (~low).leadingZeroBitCount : (~high).leadingZeroBitCount)
        guard distance <= signBits - 2 else { return false }
        if distance < 128 {
            high = high << Int128(distance) | Int128(truncatingIfNeeded: low >> UInt128(128 - distance))
            low <<= UInt128(distance)
        } else {
            high = Int128(truncatingIfNeeded: low << UInt128(distance - 128))
            low = 0
        }
        scale -= Int32(distance)
        return true
    }

    private mutating func widen() {
        if !wide.isEmpty { return }
        wide = [UInt64](repeating: 0, count: ExactSum.wideLimbs)
        let (low, high, scale) = (low, high, scale)
        self.low = 0
        self.high = 0
        self.scale = ExactSum.usesWide
        if low != 0 || high != 0 { addToWide(low, high, exponent: scale) }
    }

    /// Adds an integer in two's complement times two to the exponent.
    @usableFromInline @inline(never)
    mutating func addToWide(_ low: UInt128, _ high: Int128, exponent: Int32) {
        widen()
        let place = Int(exponent) - ExactSum.wideScale
        let shift = UInt64(place & 63)
        let sign = UInt64(truncatingIfNeeded: high >> 127)
        let limbs = (
            UInt64(truncatingIfNeeded: low), UInt64(truncatingIfNeeded: low >> 64), UInt64(truncatingIfNeeded: high),
            UInt64(truncatingIfNeeded: high >> 64)
        )
        var index = place >> 6
        var carry = false
        var previous: UInt64 = 0
        func next(_ limb: UInt64) {
            // The upper bits of the limb before come first.
            let shifted = limb << shift | previous >> (64 - shift)
            previous = limb
            if index < wide.count { ExactSum.add(shifted, to: &wide[index], &carry) }
            index += 1
        }
        next(limbs.0)
        next(limbs.1)
        next(limbs.2)
        next(limbs.3)
        // From here on every limb is the sign; adding that with a carry of its kind changes nothing any more.
        while index < wide.count {
            if previous == sign && carry == (sign != 0) { return }
            next(sign)
        }
    }

    private static func add(_ limb: UInt64, to target: inout UInt64, _ carry: inout Bool) {
        let (sum, first) = target.addingReportingOverflow(limb)
        let (total, second) = sum.addingReportingOverflow(carry ? 1 : 0)
        target = total
        carry = first || second
    }
}
