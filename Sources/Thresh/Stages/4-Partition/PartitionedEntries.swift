/// Puts records in order of partition, key and value without moving them.
enum PartitionedEntries {
    /// Sorts the locations that `enumerate` names, and calls `body` with each in order.
    ///
    /// - Parameter count: how many locations `enumerate` names. Takes 32 bytes of memory for each.
    static func withSorted<Records: SortableRecords>(
        count: Int, partitioner: Partitioner, records: Records, enumerate: ((UInt64) -> Void) -> Void,
        body: (Int, UInt64) throws(ThreshError) -> Void
    ) throws(ThreshError) {
        let entries = UnsafeMutableBufferPointer<SortEntry>.allocate(capacity: count)
        let scratch = UnsafeMutableBufferPointer<SortEntry>.allocate(capacity: count)
        defer {
            unsafe entries.deallocate()
            unsafe scratch.deallocate()
        }
        // The scratch holds them with the partition as prefix first; then each partition is sorted by key.
        var ends = [Int](repeating: 0, count: partitioner.count + 1)
        var filled = 0
        enumerate { location in
            let partition = unsafe partitioner.partition(of: records.key(at: location))
            unsafe scratch[filled] = SortEntry(prefix: UInt64(partition), location: location)
            filled += 1
            ends[partition + 1] += 1
        }
        for partition in 1...partitioner.count { ends[partition] += ends[partition - 1] }
        var next = ends
        for index in 0..<filled {
            let entry = unsafe scratch[index]
            let partition = Int(entry.prefix)
            let key = unsafe records.key(at: entry.location)
            let prefix = unsafe keyPrefix(key)
            unsafe entries[next[partition]] = SortEntry(prefix: prefix, location: entry.location)
            next[partition] += 1
        }
        for partition in 0..<partitioner.count {
            let group = unsafe UnsafeMutableBufferPointer(rebasing: entries[ends[partition]..<ends[partition + 1]])
            unsafe RecordSorter.sort(group, scratch: scratch, in: records)
            for index in 0..<group.count { try unsafe body(partition, group[index].location) }
        }
    }
}
