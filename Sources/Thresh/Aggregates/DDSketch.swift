/// Quantiles that are off by at most a given share of their value, 1 % by default, in a few kilobytes; the same in
/// whatever order the numbers come. C. Masson et al., "DDSketch: a fast and fully-mergeable quantile sketch with
/// relative-error guarantees", 2019. `Quantiles` is exact.
///
/// Numbers nearer to 0 than 2.2e-308 count as 0, infinities are kept apart, and NaN is left out. Where positive (or
/// negative) numbers differ by so many orders of magnitude that they need more than `bucketLimit` buckets (17 orders at
/// 1 %), those nearest to 0 are all counted as the largest of them.
public struct DDSketch: DefaultAggregate, Sendable {
    /// Numbers and how often each was added go into these only when there are more than `fewest`.
    var positive: BucketCounts
    var negative: BucketCounts
    var zeros = 0
    var infinite = (negative: 0, positive: 0)
    /// Buckets of the first numbers, as `code` says: most keys of many have few.
    var few: [Int32] = []
    var isSpread = false
    let buckets: LogarithmicBuckets

    static let fewest = 64

    public init() { self.init(relativeError: 0.01) }

    /// - Parameters:
    ///   - relativeError: 0.0001 to 0.5.
    ///   - bucketLimit: 128 to 65,536, for the positive numbers and again for the negative ones; 8 bytes each.
    public init(relativeError: Double, bucketLimit: Int = 2048) {
        precondition(DDSketch.isValid(relativeError, bucketLimit), "relative error or number of buckets out of range")
        buckets = LogarithmicBuckets(relativeError: relativeError)
        positive = BucketCounts(limit: bucketLimit)
        negative = BucketCounts(limit: bucketLimit)
    }

    static func isValid(_ relativeError: Double, _ bucketLimit: Int) -> Bool {
        relativeError >= 0.0001 && relativeError <= 0.5 && 128...65_536 ~= bucketLimit
    }

    public var relativeError: Double { buckets.relativeError }
    public var bucketLimit: Int { positive.limit }

    public mutating func add(_ input: Double) {
        let magnitude = input.magnitude
        // Only what is positive, finite and not subnormal passes both.
        guard magnitude >= .leastNormalMagnitude && magnitude <= .greatestFiniteMagnitude else { return addOdd(input) }
        let bucket = buckets.index(of: magnitude)
        if !isSpread { return addCode(input > 0 ? DDSketch.code(bucket) : -DDSketch.code(bucket)) }
        if input > 0 { positive.add(1, to: bucket) } else { negative.add(1, to: bucket) }
    }

    private mutating func addOdd(_ input: Double) {
        if input.isNaN { return }
        addCode(input.isInfinite ? (input > 0 ? DDSketch.infinityCode : -DDSketch.infinityCode) : 0)
    }

    /// A positive number for the bucket of a positive one; its opposite is that of the opposite number, 0 that of 0.
    static func code(_ bucket: Int) -> Int32 { Int32(bucket + 2 * LogarithmicBuckets.largestIndex) }
    static func bucket(_ code: Int32) -> Int { Int(code.magnitude) - 2 * LogarithmicBuckets.largestIndex }
    static let infinityCode = Int32.max

    mutating func addCode(_ code: Int32) {
        if !isSpread {
            few.append(code)
            if few.count > DDSketch.fewest { spread() }
        } else {
            add(1, toCode: code)
        }
    }

    private mutating func spread() {
        isSpread = true
        // In order, so that room is made at one end alone.
        for code in few.sorted() { add(1, toCode: code) }
        few = []
    }

    mutating func add(_ count: Int, toCode code: Int32) {
        switch code {
        case 0: zeros &+= count
        case DDSketch.infinityCode: infinite.positive &+= count
        case -DDSketch.infinityCode: infinite.negative &+= count
        case 1...: positive.add(count, to: DDSketch.bucket(code))
        default: negative.add(count, to: DDSketch.bucket(code))
        }
    }

    /// REQUIRES: the same parameters.
    /// - Complexity: O(buckets of both).
    public mutating func merge(_ other: DDSketch) {
        precondition(
            relativeError == other.relativeError && bucketLimit == other.bucketLimit,
            "DDSketch of different parameters cannot be merged")
        if !other.isSpread { return other.few.forEach { addCode($0) } }
        if !isSpread { spread() }
        positive.merge(other.positive)
        negative.merge(other.negative)
        zeros &+= other.zeros
        infinite.positive &+= other.infinite.positive
        infinite.negative &+= other.infinite.negative
    }

    public var heapBytes: Int { few.capacity * 4 + positive.heapBytes + negative.heapBytes + 32 }

    /// The sketch itself: see `quantile(_:)`.
    public var result: DDSketch { self }
}
