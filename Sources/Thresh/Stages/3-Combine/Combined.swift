public import CThresh

/// Gathers pairs in a hash table, and folds the values of each key at once: what a `CombiningJob` emits into.
///
/// An emit hashes the key, asks the cache for its slot, and is combined some emits later, when the slot is there.
/// Looking a key up costs little; waiting for memory is what a plain hash table spends its time on.
@safe public struct Combined<Key: JobKey, Combine: FixedAggregate>: ~Copyable {
    @usableFromInline struct Pending {
        @usableFromInline var name: KeyTable.Name
        @usableFromInline var hash: UInt64
        @usableFromInline var input: Combine.Input

        @inlinable init(name: KeyTable.Name, hash: UInt64, input: Combine.Input) {
            self.name = name
            self.hash = hash
            self.input = input
        }
    }

    @usableFromInline var table: KeyTable
    // SAFETY: room for `delay`, freed in `deinit`; those below `emitted` are initialized, at their number modulo it.
    @usableFromInline let pending: UnsafeMutablePointer<Pending>
    /// Emits so far that went through the delay line.
    @usableFromInline var emitted = 0
    /// A key that is being encoded.
    @usableFromInline var scratch = ByteBuffer()
    @usableFromInline let spiller: Spiller

    /// How many emits a pair waits between the prefetch of its slot and being combined: long enough to hide a load from
    /// the third-level cache or memory, short enough that the lines are still there. A power of two. Not in `Tuning`,
    /// since the emits that are compiled into a job must see its value.
    @inlinable static var delay: Int { 16 }

    @usableFromInline
    init(_ configuration: MapConfiguration) throws(ThreshError) {
        table = try KeyTable(
            stride: MemoryLayout<KeySlot<Combine>>.stride, seed: configuration.seed,
            memoryLimit: configuration.memoryLimit)
        unsafe pending = .allocate(capacity: Self.delay)
        spiller = configuration.spiller
    }

    deinit { unsafe pending.deallocate() }

    /// Adds an input to what belongs to the key.
    ///
    /// - Complexity: O(key), about 20 ns. Writes a run to disk when memory is full.
    @inlinable @inline(__always)
    public mutating func emit(_ key: Key, _ input: Combine.Input) {
        scratch.removeAll()
        key.encode(into: &scratch)
        unsafe emit(bytes: scratch.base, count: scratch.count, input)
    }

    @inlinable @inline(__always)
    mutating func emit(bytes: UnsafePointer<UInt8>, count: Int, _ input: Combine.Input) {
        if count > KeyTable.longestInline {
            return unsafe emitLong(UnsafeRawBufferPointer(start: bytes, count: count), input)
        }
        let name = unsafe KeyTable.inlineName(bytes, count)
        let hash = table.hash(name)
        let slots = unsafe table.base.assumingMemoryBound(to: KeySlot<Combine>.self)
        unsafe thresh_prefetch(slots + (Int(truncatingIfNeeded: hash) & table.mask))
        let place = unsafe pending + (emitted & (Self.delay - 1))
        if emitted >= Self.delay { unsafe combine(place.pointee) }
        unsafe place.initialize(to: Pending(name: name, hash: hash, input: input))
        emitted &+= 1
    }

    @inlinable @inline(__always)
    mutating func combine(_ pair: Pending) {
        let slot = unsafe table.find(pair.name, hash: pair.hash, as: Combine.self)
        if unsafe slot.pointee.high != 0 {
            unsafe slot.pointee.payload.add(pair.input)
        } else {
            var total = Combine()
            total.add(pair.input)
            unsafe slot.initialize(to: KeySlot(low: pair.name.low, high: pair.name.high, payload: total))
            table.count &+= 1
            if table.isFull { makeRoom() }
        }
    }

    @inlinable @inline(never)
    mutating func emitLong(_ key: UnsafeRawBufferPointer, _ input: Combine.Input) {
        let (slot, isNew) = unsafe table.entry(key)
        let payload = unsafe slot.assumingMemoryBound(to: KeySlot<Combine>.self).pointer(to: \.payload)!
        if isNew { unsafe payload.initialize(to: Combine()) }
        unsafe payload.pointee.add(input)
        if isNew && (table.isFull || table.isOverLimit) { makeRoom() }
    }

    @usableFromInline @inline(never)
    mutating func makeRoom() {
        if table.isOverLimit || !table.grow() { writeRun() }
    }

    /// Combines what is still in the delay line.
    @inlinable
    mutating func settle() {
        let first = max(0, emitted - Self.delay)
        let last = emitted
        // Combining may write a run, which must not come back here.
        emitted = 0
        for index in first..<last { unsafe combine(pending[index & (Self.delay - 1)]) }
    }

    @usableFromInline
    mutating func writeRun() {
        let offset = MemoryLayout<KeySlot<Combine>>.offset(of: \.payload)!
        spiller.write(valueWidth: Self.valueWidth) { (writer: inout RunWriter) throws(ThreshError) in
            unsafe try table.write(to: &writer, partitioner: spiller.partitioner) { slot in
                unsafe UnsafeRawBufferPointer(start: slot + offset, count: MemoryLayout<Combine>.size)
            }
        }
        table.removeAll()
    }
}

extension Combined where Key: TextKey {
    /// Adds an input to what belongs to the key, whose bytes are copied: emitting a view of the input allocates
    /// nothing.
    @inlinable @inline(__always)
    public mutating func emit(_ key: ByteView, _ input: Combine.Input) {
        unsafe emit(bytes: key.base, count: key.count, input)
    }
}

extension Combined: MapOutput {
    @usableFromInline static var valueWidth: Int? { MemoryLayout<Combine>.size }
    @usableFromInline var isEmpty: Bool { table.count == 0 && emitted == 0 }

    @usableFromInline mutating func spill() {
        settle()
        if table.count > 0 { writeRun() }
    }

    @usableFromInline mutating func takeKeys() -> [[UInt8]] {
        settle()
        return table.takeKeys()
    }
}

extension Combined: CountingOutput {
    @inlinable public var tally: JobTally { spiller.tally }
}
