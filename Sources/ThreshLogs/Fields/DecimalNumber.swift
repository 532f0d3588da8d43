internal import Thresh

/// A number exactly as its decimal digits say: an integer, and what is above it as a fraction of eighteen digits.
public struct DecimalNumber: BitwiseCopyable, Sendable, Equatable {
    /// The greatest integer that is not above the number.
    public let integer: Int64
    /// How many of `fractionUnit` make up the rest: less than one whole.
    public let fraction: UInt64

    /// So many make a whole.
    public static let fractionUnit: UInt64 = 1_000_000_000_000_000_000
    private static let fractionDigits = 18

    public init(_ integer: Int64, fraction: UInt64 = 0) {
        self.integer = integer
        self.fraction = fraction
    }

    /// A decimal number with optional sign, fraction and exponent, divided by ten to `shift`; nil for other text, and for
    /// numbers with more digits than fit.
    init?(_ text: LineBytes, shift: Int = 0) {
        if let (digits, places, isNegative) = DecimalNumber.digits(of: text, shift, as: UInt64.self) {
            self.init(digits: digits, places: places, isNegative: isNegative)
        } else if text.count > 19,
            let (digits, places, isNegative) = DecimalNumber.digits(of: text, shift, as: UInt128.self)
        {
            // Digits before and behind the point that together are too many for one word.
            self.init(digits: digits, places: places, isNegative: isNegative)
        } else {
            return nil
        }
    }

    @inline(__always)
    private static func digits<Digits: FixedWidthInteger>(
        of text: LineBytes, _ shift: Int, as: Digits.Type
    ) -> (digits: Digits, places: Int, isNegative: Bool)? {
        var index = 0
        let isNegative = text.at(0) == UInt8(ascii: "-")
        if isNegative || text.at(0) == UInt8(ascii: "+") { index = 1 }
        var digits: Digits = 0
        var places = shift
        var seesDigit = false
        var seesPoint = false
        while index < text.count {
            let byte = text[index]
            if byte == UInt8(ascii: "."), !seesPoint {
                seesPoint = true
            } else if byte &- 48 < 10 {
                seesDigit = true
                let (tenfold, overflow) = digits.multipliedReportingOverflow(by: 10)
                let (sum, carry) = tenfold.addingReportingOverflow(Digits(truncatingIfNeeded: byte &- 48))
                if overflow || carry { return nil }
                digits = sum
                if seesPoint { places += 1 }
            } else {
                break
            }
            index += 1
        }
        guard seesDigit else { return nil }
        if index < text.count {
            guard text[index] | 0x20 == UInt8(ascii: "e"),
                let exponent = NumberText.integer(text.slice(index + 1, text.count)), exponent.magnitude <= 400
            else { return nil }
            places -= exponent
        }
        return (digits, places, isNegative)
    }

    /// A computed number as the decimal that it is printed as; nil where that has more than fifteen digits.
    public init?(printed number: Double) {
        guard let decimal = ShortDecimal(number) else { return nil }
        self.init(
            digits: UInt64(decimal.units.magnitude), places: decimal.places, isNegative: decimal.units < 0)
    }

    /// The number with so many digits behind the point.
    @inline(__always)
    private init?<Digits: FixedWidthInteger>(digits: Digits, places: Int, isNegative: Bool) {
        var (digits, places) = (digits, digits == 0 ? 0 : places)
        while places > DecimalNumber.fractionDigits, digits.isMultiple(of: 10) {
            digits /= 10
            places -= 1
        }
        guard places <= DecimalNumber.fractionDigits, places >= -DecimalNumber.fractionDigits else { return nil }
        var whole = digits
        var fraction: UInt64 = 0
        if places > 0 {
            let (quotient, rest) = digits.quotientAndRemainder(dividingBy: Digits(DecimalNumber.powersOfTen[places]))
            whole = quotient
            fraction = UInt64(rest) * DecimalNumber.powersOfTen[DecimalNumber.fractionDigits - places]
        } else if places < 0 {
            let (product, overflow) = digits.multipliedReportingOverflow(by: Digits(DecimalNumber.powersOfTen[-places]))
            if overflow { return nil }
            whole = product
        }
        guard whole <= Digits(Int64.max) else { return nil }
        let integer = Int64(whole)
        if isNegative {
            self.init(
                fraction == 0 ? -integer : -integer - 1,
                fraction: fraction == 0 ? 0 : DecimalNumber.fractionUnit - fraction)
        } else {
            self.init(integer, fraction: fraction)
        }
    }

    var negated: DecimalNumber {
        fraction == 0
            ? DecimalNumber(-integer) : DecimalNumber(-integer - 1, fraction: DecimalNumber.fractionUnit - fraction)
    }

    /// The nearest double.
    var double: Double {
        if fraction == 0 { return Double(integer) }
        let isNegative = integer < 0
        let magnitude = isNegative ? negated : self
        let digits = String(magnitude.fraction)
        let zeros = String(repeating: "0", count: DecimalNumber.fractionDigits - digits.count)
        return Double("\(isNegative ? "-" : "")\(magnitude.integer).\(zeros)\(digits)")!
    }

    /// nil where the sum or product is too large.
    func adding(_ other: DecimalNumber) -> DecimalNumber? {
        var fraction = fraction + other.fraction
        let carries = fraction >= DecimalNumber.fractionUnit
        if carries { fraction -= DecimalNumber.fractionUnit }
        let (sum, overflow) = integer.addingReportingOverflow(other.integer)
        let (total, overflows) = sum.addingReportingOverflow(carries ? 1 : 0)
        return overflow || overflows ? nil : DecimalNumber(total, fraction: fraction)
    }

    /// REQUIRES: `factor` is small: 604,800 at most.
    func multiplied(by factor: Int64) -> DecimalNumber? {
        let (product, overflow) = integer.multipliedReportingOverflow(by: factor)
        let (high, low) = fraction.multipliedFullWidth(by: UInt64(factor))
        let (carry, rest) = DecimalNumber.fractionUnit.dividingFullWidth((high, low))
        let (total, overflows) = product.addingReportingOverflow(Int64(carry))
        return overflow || overflows ? nil : DecimalNumber(total, fraction: rest)
    }

    private static let powersOfTen: [UInt64] = (0...18).map { power in
        (0..<power).reduce(1) { product, _ in product * 10 }
    }
}

extension FieldValue {
    /// The number that the bytes are, in seconds where they are a duration in a unit; nil for null, for text that is no
    /// number, and for numbers with more digits than fit.
    ///
    /// - Parameters:
    ///   - unit: of what is written without one.
    ///   - hasDecimalComma: whether texts have a comma before their fraction.
    public func decimal(in unit: DurationUnit?, hasDecimalComma: Bool = false) -> DecimalNumber? {
        switch slot.form {
        case .integer: DecimalNumber(slot.value)
        case .number, .plain, .bare:
            if hasDecimalComma {
                unsafe DecimalComma.withPoint(LineBytes(bytes)) { text in
                    unit.map { NumberText.decimalDuration(text, $0) } ?? DecimalNumber(text)
                }
            } else if let unit {
                unsafe NumberText.decimalDuration(LineBytes(bytes), unit)
            } else {
                unsafe DecimalNumber(LineBytes(bytes))
            }
        default: nil
        }
    }
}
