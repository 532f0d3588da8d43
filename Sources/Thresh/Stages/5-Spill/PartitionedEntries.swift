internal import Platform

/// Puts records in order of partition, key and value without moving them. Its memory is kept from one spill to the next.
@safe final class PartitionedEntries {
    private var memory: PageBuffer

    /// Bytes of memory for each record.
    static let bytesPerRecord = 2 * MemoryLayout<SortEntry>.stride
    /// Locations are below this; the bits above hold the partition while entries are distributed.
    private static let locationBits: UInt64 = 48
    /// How many records ahead of the one that is written are asked from memory: they lie in no order there.
    private static let lookAhead = 12

    init() throws(ThreshError) { memory = try attempt { () throws(SystemError) in try PageBuffer(byteCount: 1 << 12) } }

    /// Sorts the locations that `enumerate` names, and calls `body` with each in order.
    ///
    /// - Parameter count: how many locations `enumerate` names.
    func forEachInOrder<Records: SortableRecords>(
        count: Int, partitioner: Partitioner, records: Records, enumerate: ((UInt64) -> Void) -> Void,
        body: (Int, UInt64) throws(ThreshError) -> Void
    ) throws(ThreshError) {
        let entries = try unsafe space(count)
        let scratch = unsafe UnsafeMutableBufferPointer(start: entries.baseAddress! + count, count: count)
        var ends = [Int](repeating: 0, count: partitioner.count + 1)
        var filled = 0
        enumerate { location in
            let key = unsafe records.key(at: location)
            let prefix = unsafe keyPrefix(key)
            let partition = unsafe partitioner.partition(of: key, prefix: prefix)
            unsafe scratch[filled] = SortEntry(
                prefix: prefix, location: location | UInt64(partition) << PartitionedEntries.locationBits)
            filled += 1
            ends[partition + 1] += 1
        }
        for partition in 1...partitioner.count { ends[partition] += ends[partition - 1] }
        var next = ends
        for index in 0..<filled {
            let entry = unsafe scratch[index]
            let partition = Int(entry.location >> PartitionedEntries.locationBits)
            let location = entry.location & (1 << PartitionedEntries.locationBits - 1)
            unsafe entries[next[partition]] = SortEntry(prefix: entry.prefix, location: location)
            next[partition] += 1
        }
        for partition in 0..<partitioner.count {
            let group = unsafe UnsafeMutableBufferPointer(rebasing: entries[ends[partition]..<ends[partition + 1]])
            unsafe RecordSorter.sort(group, scratch: scratch, in: records)
            for index in 0..<group.count {
                let (soon, later) = (index + PartitionedEntries.lookAhead, index + 2 * PartitionedEntries.lookAhead)
                if later < group.count { unsafe records.prefetchReference(group[later].location) }
                if soon < group.count { unsafe records.prefetch(group[soon].location) }
                try unsafe body(partition, group[index].location)
            }
        }
    }

    private func space(_ count: Int) throws(ThreshError) -> UnsafeMutableBufferPointer<SortEntry> {
        let bytes = count * PartitionedEntries.bytesPerRecord
        do { try memory.grow(to: bytes) } catch { throw ThreshError(error) }
        let base = unsafe memory.base.bindMemory(to: SortEntry.self, capacity: count * 2)
        return unsafe UnsafeMutableBufferPointer(start: base, count: count)
    }
}
