/// The variance of numbers as they are written: integers, decimals with up to eighteen digits behind the point, and doubles where a
/// number is neither. Nothing is rounded before the result, so it is the same in whatever order and grouping they come.
package struct DecimalVariance: DefaultAggregate {
    package typealias Input = Double

    private var integers = IntegerVariance()
    private var decimals = DecimalSquares()
    private var others = Variance()

    /// So many units make one.
    package static let unit: UInt64 = 1_000_000_000_000_000_000

    package init() {}

    package mutating func add(_ number: Double) { others.add(number) }

    package mutating func add(integer: Int64) { integers.add(Int(integer)) }

    /// - Parameter units: the number, in units. REQUIRES: less than 2^123 of them.
    package mutating func add(units: Int128) { decimals.add(units) }

    package mutating func merge(_ other: DecimalVariance) {
        integers.merge(other.integers)
        decimals.merge(other.decimals)
        others.merge(other.others)
    }

    package var heapBytes: Int { others.heapBytes }

    package var result: Moments? {
        if decimals.count == 0, others.count == 0 { return integers.result }
        if integers.count == 0, decimals.count == 0 { return others.result }
        let count = integers.count + decimals.count + others.count
        if let special = others.sum.specialValue { return Moments(count: count, mean: special) }
        // In units, and squares of units.
        let unit = Natural([DecimalVariance.unit])
        let (_, ofOthers, exponent) = others.squares.exact
        let squaresExponent = min(0, exponent)
        let squares =
            (integers.squares * unit * unit + decimals.squares).shifted(left: -squaresExponent)
            + (ofOthers * unit * unit).shifted(left: exponent - squaresExponent)
        let (isNegative, sum, sumExponent) = self.sum(unit)
        let mean = sum.divided(by: [DecimalVariance.unit, UInt64(count)])
        let magnitude = mean.quotient.double(exponent: sumExponent + mean.exponent)
        return Moments(
            count: count, mean: isNegative ? -magnitude : magnitude, sum: sum, sumExponent: sumExponent,
            squares: squares, squaresExponent: squaresExponent, unit: DecimalVariance.unit)
    }

    /// In units, times two to the exponent.
    private func sum(_ unit: Natural) -> (isNegative: Bool, magnitude: Natural, exponent: Int) {
        let other = others.sum.exact
        let exponent = min(0, other.exponent)
        var (positive, negative) = (Natural([]), Natural([]))
        func add(_ magnitude: Natural, isNegative: Bool) {
            if isNegative { negative = negative + magnitude } else { positive = positive + magnitude }
        }
        let total = integers.mean.total
        add((Natural(total.magnitude) * unit).shifted(left: -exponent), isNegative: total < 0)
        add(decimals.sumMagnitude.shifted(left: -exponent), isNegative: decimals.isNegative)
        add((other.magnitude * unit).shifted(left: other.exponent - exponent), isNegative: other.isNegative)
        // A difference that would be negative is 0.
        let (above, below) = (positive - negative, negative - positive)
        return below.isZero ? (false, above, exponent) : (true, below, exponent)
    }

    // MARK: bytes

    /// What there is of it: bits of the first byte.
    private enum Part {
        static let integers: UInt8 = 1
        static let decimals: UInt8 = 2
        static let others: UInt8 = 4
    }

    package func encode(into bytes: inout ByteBuffer) {
        bytes.append(
            (integers.count > 0 ? Part.integers : 0) | (decimals.count > 0 ? Part.decimals : 0)
                | (others.count > 0 ? Part.others : 0))
        if integers.count > 0 { bytes.appendWithLength { integers.encode(into: &$0) } }
        if decimals.count > 0 { decimals.encode(into: &bytes) }
        if others.count > 0 { others.encode(into: &bytes) }
    }

    package init?(decoding bytes: ByteView) {
        var reader = ByteReader(bytes)
        guard let parts = reader.readByte(), parts < 8 else { return nil }
        if parts & Part.integers != 0 {
            guard let size = reader.read(UInt32.self), let part = reader.readBytes(Int(size)),
                let integers = IntegerVariance(decoding: part)
            else { return nil }
            self.integers = integers
        }
        if parts & Part.decimals != 0 {
            guard let decimals = DecimalSquares(&reader) else { return nil }
            self.decimals = decimals
        }
        if parts & Part.others != 0 {
            guard let rest = reader.readBytes(reader.remaining), let others = Variance(decoding: rest) else {
                return nil
            }
            self.others = others
        }
        if !reader.isAtEnd { return nil }
    }
}

/// How many numbers there are, their sum, and that of their squares, in units: of 192 and of 320 bits, which 2^63 of them do not
/// overflow.
private struct DecimalSquares {
    private(set) var count = 0
    private var sumLow: UInt128 = 0
    private var sumHigh: Int64 = 0
    private var low: UInt128 = 0
    private var middle: UInt128 = 0
    private var high: UInt64 = 0

    init() {}

    mutating func add(_ units: Int128) {
        count &+= 1
        addSum(UInt128(bitPattern: units), units < 0 ? -1 : 0)
        let square = units.magnitude.multipliedFullWidth(by: units.magnitude)
        addSquares(square.low, square.high, 0)
    }

    mutating func merge(_ other: DecimalSquares) {
        count &+= other.count
        addSum(other.sumLow, other.sumHigh)
        addSquares(other.low, other.middle, other.high)
    }

    private mutating func addSum(_ otherLow: UInt128, _ otherHigh: Int64) {
        let (sum, carry) = sumLow.addingReportingOverflow(otherLow)
        sumLow = sum
        sumHigh = sumHigh &+ otherHigh &+ (carry ? 1 : 0)
    }

    private mutating func addSquares(_ otherLow: UInt128, _ otherMiddle: UInt128, _ otherHigh: UInt64) {
        let (lowSum, carry) = low.addingReportingOverflow(otherLow)
        let (partial, first) = middle.addingReportingOverflow(otherMiddle)
        let (middleSum, second) = partial.addingReportingOverflow(carry ? 1 : 0)
        low = lowSum
        middle = middleSum
        high = high &+ otherHigh &+ (first || second ? 1 : 0)
    }

    var isNegative: Bool { sumHigh < 0 }

    var sumMagnitude: Natural {
        var (low, high) = (sumLow, UInt64(bitPattern: sumHigh))
        if isNegative { (low, high) = (0 &- low, ~high &+ (low == 0 ? 1 : 0)) }
        return Natural(low) + Natural([high]).shifted(left: 128)
    }

    var squares: Natural {
        Natural(low) + Natural(middle).shifted(left: 128) + Natural([high]).shifted(left: 256)
    }

    func encode(into bytes: inout ByteBuffer) {
        bytes.append(varint: count)
        bytes.append(integer: sumLow)
        bytes.append(integer: sumHigh)
        bytes.append(integer: low)
        bytes.append(integer: middle)
        bytes.append(integer: high)
    }

    init?(_ reader: inout ByteReader) {
        guard let count = reader.readCount(limit: 1 << 60), let sumLow = reader.read(UInt128.self),
            let sumHigh = reader.read(Int64.self), let low = reader.read(UInt128.self),
            let middle = reader.read(UInt128.self), let high = reader.read(UInt64.self)
        else { return nil }
        self.count = count
        (self.sumLow, self.sumHigh) = (sumLow, sumHigh)
        (self.low, self.middle, self.high) = (low, middle, high)
    }
}
