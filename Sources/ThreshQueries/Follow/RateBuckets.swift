import Thresh
import ThreshLogs

/// Counts by stretch of time and group, the oldest forgotten when they need too much memory.
struct RateBuckets {
    private(set) var groups = ByteTable()
    /// By time, each one with lines.
    private(set) var buckets: [RateBucket] = []
    /// Lines without a time.
    private(set) var undated: RateBucket?
    private var current: RateBucket?
    private var firstKept = Int64.min

    /// Where keys have the groups: behind a time.
    private static let timeBytes = 9

    var heapBytes: Int { groups.heapBytes + buckets.reduce(0) { $0 + $1.heapBytes } }

    /// The bucket and the group of a line's key; nil when the bucket is forgotten.
    mutating func place(_ key: ByteView) -> (bucket: RateBucket, group: Int)? {
        let isDated = key.count >= RateBuckets.timeBytes && key[0] == LogKey.Tag.time
        guard isDated else {
            if undated == nil { undated = RateBucket(start: .min) }
            return (undated!, groups.insert(key.slice(min(1, key.count), key.count)).index)
        }
        var reader = KeyReader(key.slice(1, RateBuckets.timeBytes))
        let start = Timestamp(decodingPart: &reader).ticks
        if start < firstKept { return nil }
        return (bucket(at: start), groups.insert(key.slice(RateBuckets.timeBytes, key.count)).index)
    }

    private mutating func bucket(at start: Int64) -> RateBucket {
        if let current, current.start == start { return current }
        let index = firstIndex(from: start)
        if index == buckets.count || buckets[index].start != start {
            buckets.insert(RateBucket(start: start), at: index)
        }
        current = buckets[index]
        return buckets[index]
    }

    /// The first bucket that begins at `start` or later.
    func firstIndex(from start: Int64) -> Int {
        var (low, high) = (0, buckets.count)
        while low < high {
            let middle = (low + high) / 2
            if buckets[middle].start < start { low = middle + 1 } else { high = middle }
        }
        return low
    }

    func bucket(from start: Int64) -> RateBucket? {
        let index = firstIndex(from: start)
        return index < buckets.count && buckets[index].start == start ? buckets[index] : nil
    }

    /// Groups in the order of their keys.
    func ordered(_ list: some Sequence<Int>) -> [Int] { list.sorted { groups.precedes($0, $1) } }

    /// Forgets the older half of the buckets before `end`, and groups that no other has. False when there are none.
    mutating func forget(before end: Int64) -> Bool {
        let index = firstIndex(from: end)
        if index == 0 { return false }
        firstKept = buckets[(index - 1) / 2].start + 1
        buckets.removeFirst((index + 1) / 2)
        current = nil
        var kept = ByteTable()
        var numbers = [Int](repeating: -1, count: groups.count)
        for bucket in buckets + [undated].compactMap({ $0 }) {
            for group in bucket.counts.keys where numbers[group] < 0 {
                numbers[group] = groups.with(group) { kept.insert($0).index }
            }
        }
        for bucket in buckets { bucket.renumber(numbers) }
        undated?.renumber(numbers)
        groups = kept
        return true
    }
}
