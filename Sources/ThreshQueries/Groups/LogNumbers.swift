import Thresh

/// How many lines a group has, and the quantiles of a number in them. NaN stands for a line without it.
struct LogNumbers: DefaultAggregate, DividedAggregate {
    private(set) var lines = 0
    private(set) var quantiles = NumberQuantiles()

    init() {}

    /// Of one integer, which no double may have.
    init(_ integer: Int64) {
        lines = 1
        quantiles.add(integer)
    }

    /// The same of an integer that 64 bits do not hold.
    init(wide integer: Int128) {
        lines = 1
        quantiles.add(wide: integer)
    }

    mutating func add(_ number: Double) {
        lines += 1
        quantiles.add(number)
    }

    mutating func merge(_ other: LogNumbers) {
        lines += other.lines
        quantiles.merge(other.quantiles)
    }

    func forEachPart(of byteCount: Int, _ body: (LogNumbers) throws(ThreshError) -> Void) throws(ThreshError) {
        var part = LogNumbers()
        part.lines = lines
        try quantiles.forEachPart(of: byteCount) { quantiles throws(ThreshError) in
            part.quantiles = quantiles
            try body(part)
            part.lines = 0
        }
    }

    var result: LogNumbers { self }
    var heapBytes: Int { quantiles.heapBytes }

    func encode(into bytes: inout ByteBuffer) {
        bytes.append(varint: lines)
        quantiles.encode(into: &bytes)
    }

    init?(decoding bytes: ByteView) {
        var reader = ByteReader(bytes)
        guard let lines = reader.readCount(), let rest = reader.readBytes(reader.remaining),
            let quantiles = NumberQuantiles(decoding: rest)
        else { return nil }
        self.lines = lines
        self.quantiles = quantiles
    }
}
