/// relative-error:f64 bucket-limit:varint -infinities:varint infinities:varint zeros:varint negative positive, where
/// those two are: length:varint (bucket:varint count:varint)*, ascending, the first bucket plus 2^24 and each other as
/// the difference to the one before. Equal sketches have equal bytes.
extension DDSketch {
    private typealias Part = [(bucket: Int, count: Int)]

    /// More than any bucket holds; so many in each do not overflow.
    private static let largestCount = Int.max >> 18

    public func encode(into bytes: inout ByteBuffer) {
        var (negative, positive): (Part, Part) = ([], [])
        var (zeros, infinite) = (self.zeros, self.infinite)
        if isSpread {
            self.negative.forEach { negative.append(($0, $1)) }
            self.positive.forEach { positive.append(($0, $1)) }
        } else {
            let sorted = few.sorted()
            for code in sorted {
                switch code {
                case 0: zeros += 1
                case DDSketch.infinityCode: infinite.positive += 1
                case -DDSketch.infinityCode: infinite.negative += 1
                case 1...: DDSketch.append(DDSketch.bucket(code), to: &positive)
                default: break
                }
            }
            for code in sorted.reversed() where code < 0 && code != -DDSketch.infinityCode {
                DDSketch.append(DDSketch.bucket(code), to: &negative)
            }
            collapse(&negative)
            collapse(&positive)
        }
        bytes.append(.ddSketch)
        bytes.append(integer: relativeError.bitPattern)
        bytes.append(varint: bucketLimit)
        bytes.append(varint: infinite.negative)
        bytes.append(varint: infinite.positive)
        bytes.append(varint: zeros)
        DDSketch.encode(negative, into: &bytes)
        DDSketch.encode(positive, into: &bytes)
    }

    private static func append(_ bucket: Int, to part: inout Part) {
        if let last = part.last, last.bucket == bucket {
            part[part.count - 1].count += 1
        } else {
            part.append((bucket, 1))
        }
    }

    /// Does to a few what `BucketCounts` does to many.
    private func collapse(_ part: inout Part) {
        guard let last = part.last, let first = part.first, last.bucket - first.bucket >= bucketLimit else { return }
        let lowest = last.bucket - bucketLimit + 1
        let given = part.prefix { $0.bucket <= lowest }
        part.replaceSubrange(..<given.count, with: [(lowest, given.reduce(0) { $0 + $1.count })])
    }

    private static func encode(_ part: Part, into bytes: inout ByteBuffer) {
        bytes.append(varint: part.count)
        var before = -LogarithmicBuckets.largestIndex
        for (bucket, count) in part {
            bytes.append(varint: bucket - before)
            bytes.append(varint: count)
            before = bucket
        }
    }

    public init?(decoding bytes: ByteView) {
        var reader = ByteReader(bytes)
        guard reader.read(.ddSketch), let errorBits = reader.read(UInt64.self), let limit = reader.readCount(),
            DDSketch.isValid(Double(bitPattern: errorBits), limit),
            let negativeInfinities = reader.readCount(limit: DDSketch.largestCount),
            let infinities = reader.readCount(limit: DDSketch.largestCount),
            let zeros = reader.readCount(limit: DDSketch.largestCount),
            let negative = DDSketch.part(from: &reader, limit: limit),
            let positive = DDSketch.part(from: &reader, limit: limit), reader.isAtEnd
        else { return nil }
        self.init(relativeError: Double(bitPattern: errorBits), bucketLimit: limit)
        let total = (negative + positive).reduce(zeros + negativeInfinities + infinities) { $0 + $1.count }
        isSpread = total > DDSketch.fewest
        func put(_ code: Int32, _ count: Int) {
            if isSpread { add(count, toCode: code) } else { few.append(contentsOf: repeatElement(code, count: count)) }
        }
        for (bucket, count) in negative { put(-DDSketch.code(bucket), count) }
        for (bucket, count) in positive { put(DDSketch.code(bucket), count) }
        put(0, zeros)
        put(DDSketch.infinityCode, infinities)
        put(-DDSketch.infinityCode, negativeInfinities)
    }

    private static func part(from reader: inout ByteReader, limit: Int) -> Part? {
        guard let length = reader.readCount(limit: min(limit, reader.remaining)) else { return nil }
        let most = LogarithmicBuckets.largestIndex
        var part: Part = []
        part.reserveCapacity(length)
        var bucket = -most
        for index in 0..<length {
            guard let difference = reader.readCount(limit: 2 * most),
                let count = reader.readCount(limit: DDSketch.largestCount), count > 0, index == 0 || difference > 0
            else { return nil }
            bucket += difference
            guard bucket <= most, index == 0 || bucket - part[0].bucket < limit else { return nil }
            part.append((bucket, count))
        }
        return part
    }
}
