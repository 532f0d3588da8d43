/// Where a sorter finds the bytes that its entries stand for.
protocol SortableRecords: ~Copyable {
    /// The key at a location, valid while nothing changes.
    borrowing func key(at location: UInt64) -> UnsafeRawBufferPointer
    /// What orders records of equal keys.
    borrowing func value(at location: UInt64) -> UnsafeRawBufferPointer
    /// Asks the cache for what leads to the record, and then, some records later, for the record.
    borrowing func prefetchReference(_ location: UInt64)
    borrowing func prefetch(_ location: UInt64)
}

/// Sorts entries by key, then by value: radix sort on eight key bytes at a time, so that long common prefixes (dates at
/// the start of log lines) cost a few more passes and not a comparison per pair. Ties go down eight bytes deeper.
struct RecordSorter {
    /// Below this many entries a comparison sort is faster than counting digits.
    private static let smallGroup = 96
    /// Keys that agree in so many bytes are compared whole instead: each eight bytes deeper take more of the stack.
    private static let deepestDigit = 2048

    /// REQUIRES: `scratch` is as large as `entries`; each prefix holds its key's bytes from `depth` on.
    static func sort<Records: SortableRecords & ~Copyable>(
        _ entries: UnsafeMutableBufferPointer<SortEntry>, scratch: UnsafeMutableBufferPointer<SortEntry>,
        depth: Int = 0, in records: borrowing Records
    ) {
        if entries.count < 2 { return }
        if entries.count <= smallGroup { return unsafe sortSmall(entries, depth, records) }
        unsafe radixSort(entries, scratch)
        var start = 0
        while start < entries.count {
            let prefix = unsafe entries[start].prefix
            var end = start + 1
            while unsafe end < entries.count && entries[end].prefix == prefix { end += 1 }
            if end - start > 1 {
                let tied = unsafe UnsafeMutableBufferPointer(rebasing: entries[start..<end])
                unsafe sortTied(tied, scratch, depth: depth + 8, records)
            }
            start = end
        }
    }

    /// Entries that agree in every key byte before `depth` (padding included).
    private static func sortTied<Records: SortableRecords & ~Copyable>(
        _ entries: UnsafeMutableBufferPointer<SortEntry>, _ scratch: UnsafeMutableBufferPointer<SortEntry>,
        depth: Int, _ records: borrowing Records
    ) {
        if entries.count <= smallGroup { return unsafe sortSmall(entries, depth - 8, records) }
        if depth > deepestDigit {
            var tied = unsafe entries
            return unsafe tied.sort { isOrdered($0, $1, records) }
        }
        // Keys that end before `depth` are told apart by their length alone; move them to the front.
        var ended = 0
        for index in 0..<entries.count {
            let key = unsafe records.key(at: entries[index].location)
            if key.count > depth {
                unsafe entries[index].prefix = keyPrefix(
                    key.baseAddress!.assumingMemoryBound(to: UInt8.self) + depth, key.count - depth)
            } else {
                unsafe entries.swapAt(index, ended)
                ended += 1
            }
        }
        if ended > 0 {
            var short = unsafe UnsafeMutableBufferPointer(rebasing: entries[..<ended])
            unsafe short.sort { isOrdered($0, $1, records) }
        }
        let rest = unsafe UnsafeMutableBufferPointer(rebasing: entries[ended...])
        unsafe sort(rest, scratch: scratch, depth: depth, in: records)
    }

    private static func sortSmall<Records: SortableRecords & ~Copyable>(
        _ entries: UnsafeMutableBufferPointer<SortEntry>, _ depth: Int, _ records: borrowing Records
    ) {
        // Insertion into a sorted front: for a handful of entries nothing is faster.
        for index in 1..<entries.count {
            let entry = unsafe entries[index]
            var target = index
            while target > 0 {
                let other = unsafe entries[target - 1]
                if other.prefix < entry.prefix { break }
                if other.prefix == entry.prefix && !isOrdered(entry, other, records) { break }
                unsafe entries[target] = other
                target -= 1
            }
            unsafe entries[target] = entry
        }
    }

    private static func isOrdered<Records: SortableRecords & ~Copyable>(
        _ a: SortEntry, _ b: SortEntry, _ records: borrowing Records
    ) -> Bool {
        let order = unsafe compareBytes(records.key(at: a.location), records.key(at: b.location))
        if order != 0 { return order < 0 }
        return unsafe compareBytes(records.value(at: a.location), records.value(at: b.location)) < 0
    }

    /// Least significant digit first, 8 bits at a time, skipping digits that are the same everywhere.
    private static func radixSort(
        _ entries: UnsafeMutableBufferPointer<SortEntry>, _ scratch: UnsafeMutableBufferPointer<SortEntry>
    ) {
        let count = entries.count
        let counts = UnsafeMutablePointer<UInt32>.allocate(capacity: 8 * 256)
        defer { unsafe counts.deallocate() }
        unsafe counts.initialize(repeating: 0, count: 8 * 256)
        for index in 0..<count {
            var prefix = unsafe entries[index].prefix
            for digit in 0..<8 {
                unsafe counts[digit << 8 | Int(prefix & 255)] &+= 1
                prefix >>= 8
            }
        }
        var from = entries.baseAddress!
        var to = scratch.baseAddress!
        for digit in 0..<8 {
            let shift = UInt64(digit * 8)
            let histogram = unsafe counts + digit << 8
            let first = unsafe Int(from[0].prefix >> shift & 255)
            if unsafe histogram[first] == UInt32(count) { continue }
            var sum: UInt32 = 0
            for value in 0..<256 {
                let here = unsafe histogram[value]
                unsafe histogram[value] = sum
                sum &+= here
            }
            for index in 0..<count {
                let entry = unsafe from[index]
                let value = Int(truncatingIfNeeded: entry.prefix &>> shift & 255)
                unsafe to[Int(histogram[value])] = entry
                unsafe histogram[value] &+= 1
            }
            unsafe swap(&from, &to)
        }
        if unsafe from != entries.baseAddress! {
            unsafe entries.baseAddress!.update(from: from, count: count)
        }
    }
}
