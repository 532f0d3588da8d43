import Thresh

/// The groups with the most lines, in bounded memory and with a bounded error, for more groups than there is room for.
struct FrequentGroups {
    private var sketch: SpaceSaving
    /// What sketches before this one may have been wrong by.
    private var earlierError = 0
    private let memory: Int

    private static let bytesPerGroup = 48

    /// - Parameters:
    ///   - groups: counted exactly so far.
    ///   - memory: bytes that it may take.
    init(_ groups: GroupTotals, memory: Int) {
        self.memory = memory
        let bytes = groups.keys.heapBytes / max(1, groups.count) + FrequentGroups.bytesPerGroup
        // Twice as many are kept at times, and copied when room is made.
        sketch = SpaceSaving(capacity: max(1, memory / 4 / bytes))
        for index in 0..<groups.count {
            let lines = groups.lines(index)
            groups.keys.with(index) { sketch.add($0, count: lines) }
        }
    }

    mutating func add(_ key: ByteView, count: Int = 1) {
        sketch.add(key, count: count)
        // Keys may have become longer.
        if sketch.heapBytes > memory / 2 && sketch.capacity > 1 { shrink() }
    }

    private mutating func shrink() {
        earlierError += sketch.errorBound
        var smaller = SpaceSaving(capacity: max(1, sketch.capacity / 2))
        for group in sketch.result {
            unsafe group.key.withUnsafeBytes { smaller.add(unsafe ByteView($0), count: group.count) }
        }
        sketch = smaller
    }

    /// No count is wrong by more, and no group that has more lines is missing.
    var error: Int { earlierError + sketch.errorBound }
    var capacity: Int { sketch.capacity }

    func top(_ count: Int) -> ArraySlice<RankedKey> { sketch.result.prefix(count) }
}
