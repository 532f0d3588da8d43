/// How many numbers are in each of neighbouring buckets. With more buckets than allowed between the first and the last,
/// the lowest ones are counted as the lowest that is allowed: whatever the order, since that depends on the last one
/// alone.
@usableFromInline struct BucketCounts: Sendable {
    @usableFromInline private(set) var counts: [Int] = []
    /// The bucket of `counts[0]`.
    @usableFromInline private(set) var first = 0
    /// The highest bucket that is not empty.
    private(set) var last = Int.min
    let limit: Int

    init(limit: Int) { self.limit = limit }

    var isEmpty: Bool { counts.isEmpty }
    var heapBytes: Int { counts.capacity * 8 + 32 }

    /// Room is made for so many buckets more than needed, below and above.
    private static let slack = 16

    @inline(__always)
    mutating func add(_ count: Int, to bucket: Int) {
        let place = bucket &- first
        if bucket <= last && place >= 0 { counts[place] &+= count } else { addOutside(count, to: bucket) }
    }

    @inline(never)
    private mutating func addOutside(_ count: Int, to bucket: Int) {
        if counts.isEmpty {
            first = bucket
            last = bucket
            counts = [count]
        } else if bucket > last {
            raise(to: bucket)
            counts[bucket - first] &+= count
        } else {
            let target = max(bucket, last - limit + 1)
            if target < first {
                let start = max(target - BucketCounts.slack, last - limit + 1)
                counts.insert(contentsOf: repeatElement(0, count: first - start), at: 0)
                first = start
            }
            counts[target - first] &+= count
        }
    }

    /// Makes `bucket` the last one, and gives up those that are too far below it.
    private mutating func raise(to bucket: Int) {
        let lowest = bucket - limit + 1
        if lowest > first {
            let given = min(lowest - first, counts.count)
            let total = counts[..<given].reduce(0, &+)
            counts.removeFirst(given)
            first = lowest
            if counts.isEmpty { counts = [0] }
            counts[0] &+= total
        }
        let needed = bucket - first + 1
        if needed > counts.count {
            let room = min(needed + BucketCounts.slack, limit)
            counts.append(contentsOf: repeatElement(0, count: room - counts.count))
        }
        last = bucket
    }

    mutating func merge(_ other: BucketCounts) { other.forEach { add($1, to: $0) } }

    /// Those that are not empty, in ascending order.
    func forEach(_ body: (_ bucket: Int, _ count: Int) -> Void) {
        for (index, count) in counts.enumerated() where count != 0 { body(first + index, count) }
    }

    /// The first, in ascending order, for which the sum of counts up to it is at least `rank`; else what is left of it.
    func bucket(ofRank rank: inout Int, descending: Bool = false) -> Int? {
        for step in counts.indices {
            let index = descending ? counts.count - 1 - step : step
            rank -= counts[index]
            if rank <= 0 { return first + index }
        }
        return nil
    }
}
