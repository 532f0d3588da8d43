/// Gathers pairs in a hash table, with an aggregate of any size for each key: what a `MergingJob` emits into.
public struct Merged<Key: JobKey, Combine: Aggregate>: ~Copyable {
    @usableFromInline var table: KeyTable
    /// The table's payloads are places in here.
    @usableFromInline var totals: [Combine] = []
    @usableFromInline let empty: Combine
    /// Bytes that the totals hold outside the array.
    @usableFromInline var heapBytes = 0
    @usableFromInline var waiting = WaitingInputs()
    /// Adds what waits to the totals, and when `all` is true also what belongs to keys that are not looked up yet; nil
    /// when nothing ever waited.
    @usableFromInline var settle: ((inout Merged, _ all: Bool) -> Void)?
    @usableFromInline let memoryLimit: Int
    @usableFromInline var scratch = ByteBuffer()
    @usableFromInline let spiller: Spiller

    /// - Parameter empty: what each key begins with.
    @usableFromInline
    init(_ configuration: MapConfiguration, empty: Combine) throws(ThreshError) {
        table = try KeyTable(
            stride: MemoryLayout<KeySlot<Int>>.stride, seed: configuration.seed, memoryLimit: configuration.memoryLimit)
        self.empty = empty
        memoryLimit = configuration.memoryLimit
        spiller = configuration.spiller
    }

    /// Adds an input to what belongs to the key.
    ///
    /// - Complexity: O(key), and what adding to the aggregate costs. Writes a run to disk when memory is full.
    @inlinable
    public mutating func emit(_ key: Key, _ input: Combine.Input) {
        scratch.removeAll()
        key.encode(into: &scratch)
        unsafe emit(bytes: scratch.rawBuffer, input)
    }

    @inlinable
    mutating func emit(bytes: UnsafeRawBufferPointer, _ input: Combine.Input) {
        let (slot, isNew) = unsafe table.entry(bytes)
        let payload = unsafe slot.assumingMemoryBound(to: KeySlot<Int>.self).pointer(to: \.payload)!
        if isNew {
            unsafe payload.pointee = totals.count
            totals.append(empty)
            heapBytes += Self.bytesPerTotal
        }
        let place = unsafe payload.pointee
        let before = totals[place].heapBytes
        totals[place].add(input)
        heapBytes += totals[place].heapBytes - before
        if isNew && table.isFull && !table.grow() || isOverLimit { writeRun() }
    }

    /// Merges an aggregate with what belongs to the key.
    ///
    /// - Complexity: O(key), and what merging costs. Writes a run to disk when memory is full.
    public mutating func merge(_ key: Key, _ total: Combine) {
        scratch.removeAll()
        key.encode(into: &scratch)
        let (slot, isNew) = unsafe table.entry(scratch.rawBuffer)
        let payload = unsafe slot.assumingMemoryBound(to: KeySlot<Int>.self).pointer(to: \.payload)!
        if isNew {
            unsafe payload.pointee = totals.count
            totals.append(empty)
            heapBytes += Self.bytesPerTotal
        }
        let place = unsafe payload.pointee
        heapBytes -= totals[place].heapBytes
        totals[place].merge(total)
        heapBytes += totals[place].heapBytes
        if isNew && table.isFull && !table.grow() || isOverLimit { writeRun() }
    }

    /// Half of the room may be spare, since the array doubles; and an allocation has a header.
    @inlinable static var bytesPerTotal: Int { 2 * MemoryLayout<Combine>.stride + 16 }

    @inlinable var isOverLimit: Bool {
        heapBytes + waiting.byteCount + table.byteCount + table.spillBytes(table.count) > memoryLimit
    }

    @usableFromInline @inline(never)
    mutating func writeRun() {
        settle?(&self, false)
        // Not `scratch`, in which the key of an emit may still stand.
        var encoded = ByteBuffer()
        spiller.write(valueWidth: nil) { (writer: inout RunWriter) throws(ThreshError) in
            unsafe try table.write(to: &writer, partitioner: spiller.partitioner) { slot, put throws(ThreshError) in
                let place = unsafe slot.assumingMemoryBound(to: KeySlot<Int>.self).pointee.payload
                try unsafe totals[place].forEachEncodedPart(&encoded, put)
            }
        }
        table.removeAll()
        removeTotals()
    }

    private mutating func removeTotals() {
        totals.removeAll(keepingCapacity: totals.capacity * MemoryLayout<Combine>.stride < memoryLimit / 4)
        heapBytes = 0
    }
}

extension Merged where Key: TextKey {
    /// Adds an input to what belongs to the key, whose bytes are copied.
    @inlinable
    public mutating func emit(_ key: ByteView, _ input: Combine.Input) { unsafe emit(bytes: key.rawBuffer, input) }
}

extension Merged {
    @usableFromInline mutating func spill() {
        settle?(&self, true)
        if table.count > 0 { writeRun() }
    }

    /// Adds what a record has emitted, unless that costs by many keys.
    @usableFromInline mutating func settleRecord() {
        if totals.count <= 1 << 12 { settle?(&self, true) }
    }

    @usableFromInline mutating func takeKeys() -> [[UInt8]] {
        settle?(&self, true)
        removeTotals()
        return table.takeKeys()
    }
}

extension Merged: CountingOutput {
    @inlinable public var tally: JobTally { spiller.tally }
}
