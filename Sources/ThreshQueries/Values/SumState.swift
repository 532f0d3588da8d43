import Thresh
import ThreshLogs

/// The sum of integers and decimals, exact; what is neither, or has too many digits, is summed elsewhere.
struct SumState: BitwiseCopyable {
    /// The integer part of the sum, of 128 bits: 2^64 numbers of 64 bits do not overflow it.
    private var low: UInt64 = 0
    private var high: Int64 = 0
    /// Of `DecimalNumber.fractionUnit`, less than a whole.
    private var fraction: UInt64 = 0
    private(set) var count = 0
    /// The number plus one of the sum of other numbers; 0 when there is none.
    var other = 0

    static let byteCount = MemoryLayout<SumState>.stride

    @inline(__always)
    mutating func add(_ integer: Int64) {
        let (sum, carry) = low.addingReportingOverflow(UInt64(bitPattern: integer))
        low = sum
        high &+= integer &>> 63 &+ (carry ? 1 : 0)
        count &+= 1
    }

    /// - Returns: false, and nothing is added, for an integer that is too large for 2^31 such to fit.
    mutating func add(wide integer: Int128) -> Bool {
        if integer.magnitude >> 96 != 0 { return false }
        self.integer &+= integer
        count &+= 1
        return true
    }

    mutating func add(_ number: DecimalNumber) {
        add(number.integer)
        addFraction(number.fraction)
    }

    /// Adds another sum.
    mutating func add(_ sum: DecimalSum) {
        integer &+= sum.integer
        addFraction(sum.fraction)
    }

    /// Counts a number that is summed elsewhere.
    mutating func countOther() { count &+= 1 }

    /// The sums elsewhere are not looked at.
    mutating func merge(integer: Int128, fraction: UInt64, count: Int) {
        self.integer &+= integer
        addFraction(fraction)
        self.count &+= count
    }

    private mutating func addFraction(_ other: UInt64) {
        fraction &+= other
        if fraction < DecimalNumber.fractionUnit { return }
        fraction &-= DecimalNumber.fractionUnit
        integer &+= 1
    }

    private(set) var integer: Int128 {
        get { Int128(high) << 64 | Int128(low) }
        set {
            low = UInt64(truncatingIfNeeded: newValue)
            high = Int64(truncatingIfNeeded: newValue >> 64)
        }
    }

    var total: DecimalSum { DecimalSum(integer: integer, fraction: fraction) }
}

/// A sum of decimals: the greatest integer that is not above it, and the rest as `DecimalNumber` has it.
struct DecimalSum: Equatable {
    let integer: Int128
    let fraction: UInt64

    init(integer: Int128, fraction: UInt64) {
        self.integer = integer
        self.fraction = fraction
    }

    /// Of what `text` writes; nil of other text.
    init?(_ text: String) {
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let digits = parts.count == 2 ? parts[1] : ""
        guard let whole = Int128(parts[0]), digits.count <= 18, digits.allSatisfy(\.isASCII),
            let fraction = UInt64(digits + String(repeating: "0", count: 18 - digits.count))
        else { return nil }
        if text.hasPrefix("-") && fraction > 0 {
            self.init(integer: whole - 1, fraction: DecimalNumber.fractionUnit - fraction)
        } else {
            self.init(integer: whole, fraction: fraction)
        }
    }

    private var magnitude: (integer: UInt128, fraction: UInt64) {
        if integer >= 0 { return (UInt128(integer), fraction) }
        if fraction == 0 { return (integer.magnitude, 0) }
        return ((integer + 1).magnitude, DecimalNumber.fractionUnit - fraction)
    }

    /// The fraction as two doubles, of which the second is what the first lacks: together some hundred bits of it.
    var fractionParts: [Double] {
        let unit = Double(DecimalNumber.fractionUnit)
        // Each half is a double, and so is the unit.
        let low = fraction & (1 << 20 - 1)
        let (high, rest) = (Double(fraction - low), Double(low))
        let nearest = Double(fraction) / unit
        return [nearest, (high.addingProduct(-nearest, unit) + rest) / unit]
    }

    private var sign: String { integer < 0 ? "-" : "" }

    /// All of its digits, without zeros at the end.
    var text: String {
        let (whole, fraction) = magnitude
        if fraction == 0 { return sign + String(whole) }
        var digits = DecimalSum.padded(fraction)
        while digits.hasSuffix("0") { digits.removeLast() }
        return "\(sign)\(whole).\(digits)"
    }

    /// The nearest double.
    var double: Double { fraction == 0 ? Double(integer) : Double(text)! }

    /// The double nearest to the sum divided by a count.
    func divided(by count: Int) -> Double {
        let most = Int128(1) << 53
        if fraction == 0, -most <= integer, integer <= most { return Double(integer) / Double(count) }
        let (whole, fraction) = magnitude
        let unit = UInt128(DecimalNumber.fractionUnit)
        let divisor = UInt128(count)
        let (quotient, rest) = whole.quotientAndRemainder(dividingBy: divisor)
        let (digits, rest2) = (rest * unit + UInt128(fraction)).quotientAndRemainder(dividingBy: divisor)
        let (more, rest3) = (rest2 * unit).quotientAndRemainder(dividingBy: divisor)
        // A last digit that says that there are more: so what is halfway between two doubles is not taken for that.
        let text = "\(sign)\(quotient).\(DecimalSum.padded(UInt64(digits)))\(DecimalSum.padded(UInt64(more)))"
        return Double(rest3 == 0 ? text : text + "1")!
    }

    private static func padded(_ fraction: UInt64) -> String {
        let digits = String(fraction)
        return String(repeating: "0", count: 18 - digits.count) + digits
    }
}

extension LogValue {
    /// An integer where it is one that fits.
    init(_ sum: DecimalSum) {
        if sum.fraction == 0, let integer = Int(exactly: sum.integer) {
            self = .integer(integer)
        } else {
            self = .decimal(Bytes(Array(sum.text.utf8)))
        }
    }
}

extension FloatingSum {
    /// Adds a sum that no double may have.
    mutating func add(_ sum: DecimalSum) {
        // What the first double lacks is another's.
        let high = Double(sum.integer)
        add(high)
        add(Double(sum.integer - Int128(high)))
        for part in sum.fractionParts { add(part) }
    }
}
