/// relative-error:f64 bucket-limit:varint -infinities:varint infinities:varint zeros:varint negative positive, where
/// those two are: length:varint (bucket:varint count:varint)*, ascending, the first bucket plus 2^24 and each other as
/// the difference to the one before.
extension DDSketch {
    public func encode(into bytes: inout ByteBuffer) {
        let whole = spreadOut
        bytes.append(.ddSketch)
        bytes.append(integer: relativeError.bitPattern)
        bytes.append(varint: bucketLimit)
        bytes.append(varint: whole.infinite.negative)
        bytes.append(varint: whole.infinite.positive)
        bytes.append(varint: whole.zeros)
        for part in [whole.negative, whole.positive] {
            var length = 0
            part.forEach { _, _ in length += 1 }
            bytes.append(varint: length)
            var before = -LogarithmicBuckets.largestIndex
            part.forEach { bucket, count in
                bytes.append(varint: bucket - before)
                bytes.append(varint: count)
                before = bucket
            }
        }
    }

    /// More than any bucket holds; so many in each do not overflow.
    fileprivate static let largestCount = Int.max >> 18

    public init?(decoding bytes: ByteView) {
        var reader = ByteReader(bytes)
        guard reader.read(.ddSketch), let errorBits = reader.read(UInt64.self), let limit = reader.readCount(),
            DDSketch.isValid(Double(bitPattern: errorBits), limit),
            let negativeInfinities = reader.readCount(limit: DDSketch.largestCount),
            let infinities = reader.readCount(limit: DDSketch.largestCount),
            let zeros = reader.readCount(limit: DDSketch.largestCount)
        else { return nil }
        self.init(relativeError: Double(bitPattern: errorBits), bucketLimit: limit)
        isSpread = true
        self.zeros = zeros
        infinite = (negativeInfinities, infinities)
        guard negative.read(from: &reader), positive.read(from: &reader), reader.isAtEnd else { return nil }
        if count <= DDSketch.fewest { gather() }
    }

    /// The opposite of spreading: so an aggregate that was decoded is as small as it was.
    private mutating func gather() {
        var codes: [Int32] = []
        func add(_ code: Int32, _ count: Int) {
            if count > 0 { codes.append(contentsOf: repeatElement(code, count: count)) }
        }
        negative.forEach { add(-DDSketch.code($0), $1) }
        positive.forEach { add(DDSketch.code($0), $1) }
        add(0, zeros)
        add(DDSketch.infinityCode, infinite.positive)
        add(-DDSketch.infinityCode, infinite.negative)
        self = DDSketch(relativeError: relativeError, bucketLimit: bucketLimit)
        few = codes
    }
}

extension BucketCounts {
    /// False when these are not such bytes.
    fileprivate mutating func read(from reader: inout ByteReader) -> Bool {
        guard let length = reader.readCount(limit: limit) else { return false }
        let most = LogarithmicBuckets.largestIndex
        var bucket = -most
        var lowest = 0
        for index in 0..<length {
            guard let difference = reader.readCount(limit: 2 * most),
                let count = reader.readCount(limit: DDSketch.largestCount), count > 0
            else { return false }
            bucket += difference
            if index == 0 { lowest = bucket }
            guard bucket <= most, bucket - lowest < limit, index == 0 || difference > 0 else { return false }
            add(count, to: bucket)
        }
        return true
    }
}
