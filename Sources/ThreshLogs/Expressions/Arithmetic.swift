internal import Thresh

/// Sums and products of values. Integers stay integers, but for quotients; what overflows becomes a floating-point number.
enum Arithmetic {
    static func negated(_ a: Scalar) -> Scalar {
        if a.kind == .integer { return a.bits == .min ? opposite : .integer(-a.bits) }
        if a.kind == .large, LargeNumber.isNegative(a.bytes) { return .large(a.bytes.slice(1, a.bytes.count)) }
        return a.double.map { .number(-$0) } ?? .null
    }

    /// Of the least integer of 64 bits.
    private static var opposite: Scalar {
        let digits: StaticString = "9223372036854775808"
        return unsafe .large(LineBytes(digits.utf8Start, digits.utf8CodeUnitCount))
    }

    static func result(_ code: ExpressionNode.Code, _ a: Scalar, _ b: Scalar) -> Scalar {
        if a.kind == .time || b.kind == .time { return timeResult(code, a, b) }
        if let x = a.integerValue, let y = b.integerValue, let result = integerResult(code, x, y) {
            return .integer(result)
        }
        guard let x = a.double, let y = b.double else { return .null }
        if let result = decimalResult(code, a, b) { return .number(result) }
        switch code {
        case .add: return .number(x + y)
        case .subtract: return .number(x - y)
        case .multiply: return .number(x * y)
        case .divide: return y == 0 ? .null : .number(x / y)
        default: return y == 0 ? .null : .number(x.truncatingRemainder(dividingBy: y))
        }
    }

    /// The double nearest to what decimal arithmetic gives for two numbers as they are printed: 0.3 for 0.1 + 0.2. nil where
    /// one has more than fifteen digits, and by zero.
    private static func decimalResult(_ code: ExpressionNode.Code, _ a: Scalar, _ b: Scalar) -> Double? {
        guard let x = ShortDecimal(a), let y = ShortDecimal(b) else { return nil }
        if code == .multiply { return ShortDecimal.double(x.units * y.units, places: x.places + y.places) }
        let places = max(x.places, y.places)
        let (m, n) = (x.units(places), y.units(places))
        switch code {
        case .add: return ShortDecimal.double(m + n, places: places)
        case .subtract: return ShortDecimal.double(m - n, places: places)
        case .divide: return n == 0 ? nil : ShortDecimal.quotient(m, n)
        default: return n == 0 ? nil : ShortDecimal.double(m % n, places: places)
        }
    }

    /// nil for quotients and on overflow.
    private static func integerResult(_ code: ExpressionNode.Code, _ x: Int64, _ y: Int64) -> Int64? {
        switch code {
        case .add:
            let (sum, overflow) = x.addingReportingOverflow(y)
            return overflow ? nil : sum
        case .subtract:
            let (difference, overflow) = x.subtractingReportingOverflow(y)
            return overflow ? nil : difference
        case .multiply:
            let (product, overflow) = x.multipliedReportingOverflow(by: y)
            return overflow ? nil : product
        case .remainder: return y == 0 || y == -1 ? nil : x % y
        default: return nil
        }
    }

    /// Between times there is a duration; a time and a duration give a time.
    private static func timeResult(_ code: ExpressionNode.Code, _ a: Scalar, _ b: Scalar) -> Scalar {
        if a.kind == .time, b.kind == .time {
            return code == .subtract ? .number(seconds(from: b.bits, to: a.bits)) : .null
        }
        guard code == .add || (code == .subtract && a.kind == .time) else { return .null }
        let (time, other) = a.kind == .time ? (a, b) : (b, a)
        guard var seconds = other.double, abs(seconds) < 1e12 else { return .null }
        if code == .subtract { seconds = -seconds }
        let whole = seconds.rounded(.towardZero)
        let moment = Timestamp(ticks: time.bits)
        let sum = Timestamp(
            seconds: moment.seconds + Int64(whole),
            nanoseconds: moment.nanosecond + Int64(((seconds - whole) * 1e9).rounded()))
        return sum.map { .time($0.ticks) } ?? .null
    }

    /// Between two times, given in ticks.
    static func seconds(from start: Int64, to end: Int64) -> Double {
        let nanoseconds = Timestamp(ticks: start).distance(to: Timestamp(ticks: end))
        let (whole, rest) = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
        return rest == 0 ? Double(whole) : Double(nanoseconds) / 1e9
    }
}
