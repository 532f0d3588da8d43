import Thresh

/// Numbers of which there are more than fit in memory.
extension NumberQuantiles: SpillableAggregate {
    mutating func spill(to space: SpillSpace, share: Int) {
        if spilled != nil { return }
        spilled = SpilledKeys(in: space, share: share)
        spillRest()
    }

    /// Moves to disk what is in memory. REQUIRES: some are on disk.
    mutating func spillRest() {
        // Without what is on disk, of which there is to be one owner.
        var rest = NumberQuantiles()
        swap(&rest.numbers, &numbers)
        swap(&rest.largeIntegers, &largeIntegers)
        swap(&rest.wideIntegers, &wideIntegers)
        spill(rest)
    }

    /// Adds what another has in memory to what is on disk. REQUIRES: as above.
    mutating func spill(_ other: NumberQuantiles) {
        let keys = ownSpilled()
        var bytes = ByteBuffer()
        func add(_ number: OrderedNumber, _ count: Int) {
            bytes.removeAll()
            number.append(to: &bytes)
            keys.add(bytes.view, count: count)
        }
        other.numbers.forEachBits { add(.number(Double(orderedBits: $0)), $1) }
        other.largeIntegers.forEachBits { add(.integer(Int128(Int(orderedBits: $0))), $1) }
        for integer in other.wideIntegers { add(.integer(integer), 1) }
    }

    /// Its own, which no copy has. REQUIRES: as above.
    mutating func ownSpilled() -> SpilledKeys {
        if !isKnownUniquelyReferenced(&spilled) { spilled = spilled?.copy() }
        return spilled!
    }

    /// All of them in memory.
    init(all keys: SpilledKeys) {
        keys.forEach { key, count in
            for _ in 0..<count {
                switch OrderedNumber(key) {
                case .number(let number): add(number)
                case .integer(let integer):
                    if let integer = Int64(exactly: integer) { add(integer) } else { add(wide: integer) }
                }
            }
            return true
        }
    }

    func forEachPart(of byteCount: Int, _ body: (NumberQuantiles) throws(ThreshError) -> Void) throws(ThreshError) {
        if let spilled {
            // Few more than were in memory before: it is divided before it is spilled.
            return try NumberQuantiles(all: spilled).forEachPart(of: byteCount, body)
        }
        try numbers.forEachPart(of: byteCount) { numbers throws(ThreshError) in
            var part = NumberQuantiles()
            part.numbers = numbers
            try body(part)
        }
        try largeIntegers.forEachPart(of: byteCount) { integers throws(ThreshError) in
            var part = NumberQuantiles()
            part.largeIntegers = integers
            try body(part)
        }
        var part = NumberQuantiles()
        part.wideIntegers = wideIntegers
        try body(part)
    }
}

/// A number whose bytes are in the order of numbers, of an integer and an equal number that was none the integer behind.
enum OrderedNumber: Equatable {
    case number(Double)
    case integer(Int128)

    /// The number that is nearest; where it is so large that integers may have the same, the integer that it is; and
    /// whether it is one.
    func append(to bytes: inout ByteBuffer) {
        switch self {
        case .number(let number):
            bytes.append(bigEndian: number.orderedBits!)
            if number.magnitude < Double(NumberQuantiles.largestExact) || !number.isFinite { return }
            if let integer = Int128(exactly: number) {
                OrderedNumber.append(integer, isInteger: 0, to: &bytes)
            } else {
                // Above or below all integers.
                OrderedNumber.append(number < 0 ? .min : .max, isInteger: number < 0 ? 0 : 2, to: &bytes)
            }
        case .integer(let integer):
            bytes.append(bigEndian: Double(integer).orderedBits!)
            OrderedNumber.append(integer, isInteger: 1, to: &bytes)
        }
    }

    private static func append(_ integer: Int128, isInteger: UInt8, to bytes: inout ByteBuffer) {
        let bits = UInt128(bitPattern: integer) ^ 1 << 127
        bytes.append(bigEndian: UInt64(truncatingIfNeeded: bits >> 64))
        bytes.append(bigEndian: UInt64(truncatingIfNeeded: bits))
        bytes.append(isInteger)
    }

    init(_ bytes: ByteView) {
        func word(_ offset: Int) -> UInt64 {
            UInt64(bigEndian: unsafe bytes.rawBuffer.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
        }
        if bytes.count > 8, bytes[24] == 1 {
            let bits = (UInt128(word(8)) << 64 | UInt128(word(16))) ^ 1 << 127
            self = .integer(Int128(truncatingIfNeeded: bits))
        } else {
            self = .number(Double(orderedBits: word(0)))
        }
    }
}

extension ByteBuffer {
    fileprivate mutating func append(bigEndian word: UInt64) { append(integer: word.byteSwapped) }
}
