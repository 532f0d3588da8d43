import Thresh

/// Quantiles of numbers, of which integers stay exact: those that no double may have are kept beside the others.
struct NumberQuantiles: DefaultAggregate {
    private var numbers = Quantiles<Double>()
    private var largeIntegers = Quantiles<Int>()

    /// Every integer up to here is a double.
    static let largestExact: UInt64 = 1 << 53

    typealias Input = Double

    init() {}

    @inline(__always)
    mutating func add(_ number: Double) { numbers.add(number) }

    @inline(__always)
    mutating func add(_ integer: Int64) {
        if integer.magnitude <= NumberQuantiles.largestExact {
            numbers.add(Double(integer))
        } else {
            largeIntegers.add(Int(integer))
        }
    }

    mutating func merge(_ other: NumberQuantiles) {
        numbers.merge(other.numbers)
        largeIntegers.merge(other.largeIntegers)
    }

    var result: RankedNumbers { RankedNumbers(numbers: numbers.result, largeIntegers: largeIntegers.result) }
    var heapBytes: Int { numbers.heapBytes + largeIntegers.heapBytes }

    func encode(into bytes: inout ByteBuffer) {
        bytes.appendWithLength { numbers.encode(into: &$0) }
        largeIntegers.encode(into: &bytes)
    }

    init?(decoding bytes: ByteView) {
        var reader = ByteReader(bytes)
        guard let size = reader.read(UInt32.self), let first = reader.readBytes(Int(size)),
            let numbers = Quantiles<Double>(decoding: first), let rest = reader.readBytes(reader.remaining),
            let largeIntegers = Quantiles<Int>(decoding: rest)
        else { return nil }
        self.numbers = numbers
        self.largeIntegers = largeIntegers
    }
}

/// All numbers in order.
struct RankedNumbers {
    let numbers: RankedValues<Double>
    let largeIntegers: RankedValues<Int>

    /// The number of nearest rank; none when there is none.
    func quantile(_ share: Double) -> LogValue {
        if largeIntegers.isEmpty { return numbers.quantile(share).map(RankedNumbers.value) ?? .none }
        let rank = NearestRank.of(share, count: numbers.count + largeIntegers.count)
        let number = numbers.least { number, below in
            below + largeIntegers.count(before: { !ValueState.isLess(Int64($0), number) }) >= rank
        }
        let integer = largeIntegers.least { integer, below in
            below + numbers.count(before: { ValueState.isLess(Int64(integer), $0) }) >= rank
        }
        guard let integer else { return number.map(RankedNumbers.value) ?? .none }
        guard let number else { return .integer(integer) }
        return ValueState.isLess(Int64(integer), number) ? .integer(integer) : RankedNumbers.value(number)
    }

    /// An integer where it is one that is exact.
    private static func value(_ number: Double) -> LogValue {
        if number.magnitude <= Double(NumberQuantiles.largestExact), let integer = Int(exactly: number) {
            return .integer(integer)
        }
        return .number(number)
    }
}
