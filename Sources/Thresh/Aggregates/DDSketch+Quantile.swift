extension DDSketch {
    /// How many numbers were added.
    public var count: Int {
        if !isSpread { return few.count }
        var total = zeros &+ infinite.negative &+ infinite.positive
        positive.forEach { total &+= $1 }
        negative.forEach { total &+= $1 }
        return total
    }

    /// A number that differs from the value of nearest rank by at most `relativeError` of that value. Nil when there
    /// is none.
    /// - Parameter share: 0 to 1.
    /// - Complexity: O(buckets).
    public func quantile(_ share: Double) -> Double? {
        let whole = spreadOut
        let count = whole.count
        if count == 0 { return nil }
        var rank = NearestRank.of(share, count: count)
        rank -= whole.infinite.negative
        if rank <= 0 { return -.infinity }
        // The least are the negative numbers that are farthest from 0.
        if let bucket = whole.negative.bucket(ofRank: &rank, descending: true) { return -buckets.value(of: bucket) }
        rank -= whole.zeros
        if rank <= 0 { return 0 }
        if let bucket = whole.positive.bucket(ofRank: &rank) { return buckets.value(of: bucket) }
        return .infinity
    }

    /// The same with all numbers in buckets.
    var spreadOut: DDSketch {
        if isSpread { return self }
        var whole = DDSketch(relativeError: relativeError, bucketLimit: bucketLimit)
        whole.isSpread = true
        for code in few.sorted() { whole.add(1, toCode: code) }
        return whole
    }
}
