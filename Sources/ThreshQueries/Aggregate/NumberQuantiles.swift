import Thresh

/// Quantiles of numbers, of which integers stay exact: those that no double may have are kept beside the others.
struct NumberQuantiles: DefaultAggregate {
    var numbers = Quantiles<Double>()
    var largeIntegers = Quantiles<Int>()
    /// Those that 64 bits do not hold, which are few, in any order.
    var wideIntegers: [Int128] = []
    /// More of all kinds, where there is no room for them in memory.
    var spilled: SpilledKeys?

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

    /// Of one that 64 bits do not hold.
    mutating func add(wide integer: Int128) { wideIntegers.append(integer) }

    mutating func merge(_ other: NumberQuantiles) {
        if spilled != nil, other.spilled == nil { return spill(other) }
        numbers.merge(other.numbers)
        largeIntegers.merge(other.largeIntegers)
        wideIntegers += other.wideIntegers
        if let theirs = other.spilled {
            if spilled == nil { spilled = theirs.empty() }
            let keys = ownSpilled()
            theirs.forEach { key, count in
                keys.add(key, count: count)
                return true
            }
        }
        if spilled != nil {
            spillRest()
        } else if let space = SpillSpace.current, heapBytes > space.byteCount {
            spill(to: space, share: 1)
        }
    }

    var result: RankedNumbers {
        if let spilled { return RankedNumbers(spilled: spilled) }
        return RankedNumbers(
            numbers: numbers.result, largeIntegers: largeIntegers.result, wideIntegers: wideIntegers.sorted())
    }

    var heapBytes: Int {
        numbers.heapBytes + largeIntegers.heapBytes + wideIntegers.capacity * 16 + (spilled?.heapBytes ?? 0)
    }

    // MARK: bytes

    /// Of the length of the first part: whether there are integers that 64 bits do not hold.
    private static let wideFlag: UInt32 = 1 << 31

    func encode(into bytes: inout ByteBuffer) {
        if let spilled { return NumberQuantiles(all: spilled).encode(into: &bytes) }
        var first = ByteBuffer()
        numbers.encode(into: &first)
        let flag = wideIntegers.isEmpty ? 0 : NumberQuantiles.wideFlag
        bytes.append(integer: UInt32(first.count) | flag)
        bytes.append(first.view)
        if !wideIntegers.isEmpty {
            bytes.append(varint: wideIntegers.count)
            for integer in wideIntegers { bytes.append(integer: integer) }
        }
        largeIntegers.encode(into: &bytes)
    }

    init?(decoding bytes: ByteView) {
        var reader = ByteReader(bytes)
        guard let size = reader.read(UInt32.self),
            let first = reader.readBytes(Int(size & ~NumberQuantiles.wideFlag)),
            let numbers = Quantiles<Double>(decoding: first)
        else { return nil }
        self.numbers = numbers
        if size & NumberQuantiles.wideFlag != 0 {
            guard let count = reader.readCount(limit: reader.remaining / 16) else { return nil }
            for _ in 0..<count {
                guard let integer = reader.read(Int128.self) else { return nil }
                wideIntegers.append(integer)
            }
        }
        guard let rest = reader.readBytes(reader.remaining), let largeIntegers = Quantiles<Int>(decoding: rest) else {
            return nil
        }
        self.largeIntegers = largeIntegers
    }
}

/// All numbers in order.
struct RankedNumbers {
    let numbers: RankedValues<Double>
    let largeIntegers: RankedValues<Int>
    /// In order.
    let wideIntegers: [Int128]
    /// In place of all the others.
    private let spilled: SpilledKeys?

    init(numbers: RankedValues<Double>, largeIntegers: RankedValues<Int>, wideIntegers: [Int128]) {
        (self.numbers, self.largeIntegers, self.wideIntegers) = (numbers, largeIntegers, wideIntegers)
        spilled = nil
    }

    init(spilled: SpilledKeys) {
        (numbers, largeIntegers, wideIntegers) = (Quantiles<Double>().result, Quantiles<Int>().result, [])
        self.spilled = spilled
    }

    /// The number of nearest rank; none when there is none.
    func quantile(_ share: Double) -> LogValue {
        if let spilled { return quantile(share, of: spilled) }
        if largeIntegers.isEmpty, wideIntegers.isEmpty {
            return numbers.quantile(share).map(RankedNumbers.value) ?? .none
        }
        let rank = NearestRank.of(share, count: numbers.count + largeIntegers.count + wideIntegers.count)
        let number = numbers.least { number, below in below + integers(below: number) >= rank }
        let integer = integer(ofRank: rank)
        guard let integer else { return number.map(RankedNumbers.value) ?? .none }
        guard let number, !RankedNumbers.isLess(integer, number) else { return RankedNumbers.value(integer) }
        return RankedNumbers.value(number)
    }

    private func quantile(_ share: Double, of keys: SpilledKeys) -> LogValue {
        let rank = NearestRank.of(share, count: keys.total)
        var (passed, value) = (0, LogValue.none)
        keys.forEach { key, count in
            passed += count
            if passed < rank { return true }
            switch OrderedNumber(key) {
            case .number(let number): value = RankedNumbers.value(number)
            case .integer(let integer): value = RankedNumbers.value(integer)
            }
            return false
        }
        return value
    }

    /// The least integer that has that rank among all numbers, equal ones that are none before it.
    private func integer(ofRank rank: Int) -> Int128? {
        let negative = wideIntegers.count { $0 < 0 }
        func numbers(upTo integer: Int128) -> Int {
            self.numbers.count(before: { RankedNumbers.isLess(integer, $0) })
        }
        func wide(_ places: Range<Int>, behind others: Int) -> Int128? {
            places.first { $0 + 1 + others + numbers(upTo: wideIntegers[$0]) >= rank }.map { wideIntegers[$0] }
        }
        let large = largeIntegers.least { integer, below in
            below + negative + numbers(upTo: Int128(integer)) >= rank
        }
        return wide(0..<negative, behind: 0) ?? large.map { Int128($0) }
            ?? wide(negative..<wideIntegers.count, behind: largeIntegers.count)
    }

    private func integers(below number: Double) -> Int {
        largeIntegers.count(before: { !RankedNumbers.isLess(Int128($0), number) })
            + wideIntegers.count { RankedNumbers.isLess($0, number) }
    }

    /// Exactly, though a double cannot have every integer.
    private static func isLess(_ integer: Int128, _ number: Double) -> Bool {
        let nearest = Double(integer)
        if nearest != number { return nearest < number }
        // 2^127 is the only one that no integer is.
        return Int128(exactly: number).map { integer < $0 } ?? true
    }

    private static func value(_ integer: Int128) -> LogValue {
        Int(exactly: integer).map { .integer($0) } ?? .decimal(Bytes(Array(String(integer).utf8)))
    }

    /// An integer where it is one that is exact.
    private static func value(_ number: Double) -> LogValue {
        if number.magnitude <= Double(NumberQuantiles.largestExact), let integer = Int(exactly: number) {
            return .integer(integer)
        }
        return .number(number)
    }
}
