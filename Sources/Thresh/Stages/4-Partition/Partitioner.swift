internal import CXXHash

/// Which partition, and so which part file, a key belongs to.
enum Partitioner: Sendable {
    /// XXH3-64 of the key's bytes with seed 0, scaled to the number of partitions. Fixed for ever: other programs may
    /// compute it, and part files of two runs can be compared.
    case hash(count: Int)
    /// Ranges of keys: partition i holds the keys from bound i-1 up to, not including, bound i.
    case range(KeyBounds)
    /// As the job says.
    case custom(CustomPartitions)

    var count: Int {
        switch self {
        case .hash(let count): count
        case .range(let bounds): bounds.keys.count + 1
        case .custom(let partitions): partitions.count
        }
    }

    /// - Complexity: O(key) for a hash, O(log partitions) comparisons for ranges.
    func partition(of key: UnsafeRawBufferPointer, prefix: UInt64) -> Int {
        switch self {
        case .hash(let count):
            if count == 1 { return 0 }
            let hash = unsafe XXH3_64bits(key.baseAddress, key.count)
            return Int(hash.multipliedFullWidth(by: UInt64(count)).high)
        case .range(let bounds):
            return unsafe bounds.countNotAbove(key, prefix: prefix)
        case .custom(let partitions):
            return unsafe partitions.partition(of: ByteView(key))
        }
    }

    /// Bounds that divide a sample of keys into `count` about equal ranges. Bounds that would be equal (one key makes up
    /// more than a range) leave the ranges between them empty.
    static func range(sample: [[UInt8]], count: Int) -> Partitioner {
        // Not element by element, as the standard library compares: keys may be long and much alike.
        let sorted = sample.sorted { a, b in
            unsafe a.withUnsafeBytes { a in unsafe b.withUnsafeBytes { b in unsafe compareBytes(a, b) < 0 } }
        }
        guard !sorted.isEmpty else { return .range(KeyBounds([])) }
        return .range(KeyBounds((1..<max(1, count)).map { sorted[$0 * sorted.count / count] }))
    }
}
