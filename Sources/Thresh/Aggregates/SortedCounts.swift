/// Different numbers in ascending order, with how often each came. As long as each came once, no counts are kept.
@usableFromInline struct SortedCounts: Sendable {
    @usableFromInline private(set) var values: [UInt64] = []
    /// As many as `values`, or none.
    private(set) var counts: [Int] = []

    @usableFromInline init() {}

    /// From numbers in ascending order, with repetitions.
    init(sorted numbers: [UInt64]) {
        var distinct = numbers.isEmpty ? 0 : 1
        for index in numbers.indices.dropFirst() where numbers[index] != numbers[index - 1] { distinct += 1 }
        if distinct == numbers.count {
            values = numbers
            return
        }
        values.reserveCapacity(distinct)
        counts.reserveCapacity(distinct)
        for number in numbers {
            if values.last == number {
                counts[counts.count - 1] += 1
            } else {
                values.append(number)
                counts.append(1)
            }
        }
    }

    /// REQUIRES: ascending values, and counts of at least 1 or none.
    init(values: [UInt64], counts: [Int]) {
        self.values = values
        self.counts = counts
    }

    @usableFromInline var heapBytes: Int { (values.capacity + counts.capacity) * 8 + 64 }

    /// How many numbers there are.
    var total: Int { counts.isEmpty ? values.count : counts.reduce(0, &+) }

    func slice(_ range: Range<Int>) -> SortedCounts {
        SortedCounts(values: Array(values[range]), counts: counts.isEmpty ? [] : Array(counts[range]))
    }

    func count(at index: Int) -> Int { counts.isEmpty ? 1 : counts[index] }

    @usableFromInline mutating func merge(_ other: SortedCounts) {
        if other.values.isEmpty { return }
        if values.isEmpty {
            self = other
            return
        }
        var merged = SortedCounts()
        merged.values.reserveCapacity(values.count + other.values.count)
        var hasCounts = !counts.isEmpty || !other.counts.isEmpty
        if hasCounts { merged.counts.reserveCapacity(values.count + other.values.count) }
        var (mine, theirs) = (0, 0)
        while mine < values.count || theirs < other.values.count {
            let takesMine = theirs == other.values.count || mine < values.count && values[mine] <= other.values[theirs]
            let value = takesMine ? values[mine] : other.values[theirs]
            var count = 0
            if takesMine {
                count = self.count(at: mine)
                mine += 1
            }
            if theirs < other.values.count && other.values[theirs] == value {
                count &+= other.count(at: theirs)
                theirs += 1
            }
            if count > 1 && !hasCounts {
                hasCounts = true
                merged.counts = [Int](repeating: 1, count: merged.values.count)
                merged.counts.reserveCapacity(values.count + other.values.count)
            }
            merged.values.append(value)
            if hasCounts { merged.counts.append(count) }
        }
        self = merged
    }
}
