internal import Platform

/// Gathers pairs in memory and sorts them by key, then by value: for what must be in order before it is emitted.
@safe package final class PairSorter {
    private var arena: PageBuffer
    private let sorted: PartitionedEntries
    private var used = 0
    private var count = 0

    package init() throws(ThreshError) {
        sorted = try PartitionedEntries()
        arena = try attempt { () throws(SystemError) in try PageBuffer(byteCount: 1 << 20) }
    }

    package var isEmpty: Bool { count == 0 }

    /// Bytes of memory that the pairs take, with what sorting them needs.
    package var byteCount: Int { used + count * PartitionedEntries.bytesPerRecord }

    /// Adds a pair; the bytes of both are copied.
    package func append(_ key: ByteView, _ value: ByteView) throws(ThreshError) {
        let size = unsafe BufferedRecords.size(key.rawBuffer, value.rawBuffer)
        if used + size > arena.byteCount {
            do { try arena.grow(to: max(used + size, 2 * arena.byteCount)) } catch { throw ThreshError(error) }
        }
        unsafe BufferedRecords.store(key.rawBuffer, value.rawBuffer, at: arena.base + used)
        used += size
        count += 1
    }

    /// Calls `body` with each pair in order.
    package func forEachInOrder(_ body: (ByteView, ByteView) throws -> Void) throws {
        try forEachInOrder(.hash(count: 1)) { _, key, value in try body(key, value) }
    }

    /// Calls `body` with each pair and its partition, in the order of partitions.
    func forEachInOrder(_ partitioner: Partitioner, _ body: (Int, ByteView, ByteView) throws -> Void) throws {
        let records = unsafe BufferedRecords(base: arena.base)
        var failure: (any Error)?
        do {
            try sorted.forEachInOrder(count: count, partitioner: partitioner, records: records) { add in
                var location = 0
                while location < used {
                    add(UInt64(location))
                    location += records.size(at: location)
                }
            } body: { (partition: Int, location: UInt64) throws(ThreshError) in
                do {
                    try unsafe body(
                        partition, ByteView(records.key(at: location)), ByteView(records.value(at: location)))
                } catch {
                    failure = error
                    throw ThreshError(any: error)
                }
            }
        } catch {
            throw failure ?? error
        }
    }

    /// Forgets the pairs and keeps the memory.
    package func removeAll() {
        used = 0
        count = 0
    }
}
