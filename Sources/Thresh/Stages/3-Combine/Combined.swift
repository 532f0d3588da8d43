public import CThresh

/// Gathers pairs in a hash table, and combines the values of each key at once: what a `CombiningJob` emits into.
///
/// An emit hashes the key, asks the cache for its slot, and is combined some emits later, when the slot is there.
/// Looking a key up costs little; waiting for memory is what a plain hash table spends its time on.
@safe public struct Combined<C: Combiner>: ~Copyable {
    @usableFromInline struct Pending {
        @usableFromInline var name: KeyTable.Name
        @usableFromInline var hash: UInt64
        @usableFromInline var value: C.Value

        @inlinable init(name: KeyTable.Name, hash: UInt64, value: C.Value) {
            self.name = name
            self.hash = hash
            self.value = value
        }
    }

    @usableFromInline var table: KeyTable
    @usableFromInline let pending: UnsafeMutablePointer<Pending>
    /// Emits so far that went through the delay line.
    @usableFromInline var emitted = 0
    @usableFromInline let spiller: Spiller

    /// How many emits a pair waits between the prefetch of its slot and being combined: long enough to hide a load from
    /// the third-level cache or memory, short enough that the lines are still there. A power of two. Not in `Tuning`,
    /// since the emits that are compiled into a job must see its value.
    @inlinable static var delay: Int { 16 }

    @usableFromInline
    init(_ configuration: MapConfiguration) throws(ThreshError) {
        table = try KeyTable(
            stride: MemoryLayout<KeySlot<C.Value>>.stride, seed: configuration.seed,
            memoryLimit: configuration.memoryLimit)
        unsafe pending = .allocate(capacity: Self.delay)
        spiller = configuration.spiller
    }

    deinit { unsafe pending.deallocate() }

    /// Adds a pair. The key's bytes are copied; emitting a view of the input allocates nothing.
    ///
    /// - Complexity: O(key), about 20 ns. Writes a run to disk when memory is full.
    @inlinable @inline(__always)
    public mutating func emit(_ key: ByteView, _ value: C.Value) {
        if key.count > KeyTable.longestInline { return unsafe emitLong(key.rawBuffer, value) }
        let name = unsafe KeyTable.inlineName(key.base, key.count)
        let hash = table.hash(name)
        let slots = unsafe table.base.assumingMemoryBound(to: KeySlot<C.Value>.self)
        unsafe thresh_prefetch(slots + (Int(truncatingIfNeeded: hash) & table.mask))
        let place = unsafe pending + (emitted & (Self.delay - 1))
        if emitted >= Self.delay { unsafe combine(place.pointee) }
        unsafe place.initialize(to: Pending(name: name, hash: hash, value: value))
        emitted &+= 1
    }

    /// Adds a pair whose key is text.
    @inlinable
    public mutating func emit(_ key: String, _ value: C.Value) {
        var key = key
        key.withUTF8 { unsafe emit(ByteView(UnsafeRawBufferPointer($0)), value) }
    }

    @inlinable @inline(__always)
    mutating func combine(_ pair: Pending) {
        let slot = unsafe table.find(pair.name, hash: pair.hash, as: C.Value.self)
        if unsafe slot.pointee.high != 0 {
            unsafe C.combine(&slot.pointee.payload, pair.value)
        } else {
            unsafe slot.initialize(to: KeySlot(low: pair.name.low, high: pair.name.high, payload: pair.value))
            table.count &+= 1
            if table.isFull { makeRoom() }
        }
    }

    @inlinable @inline(never)
    mutating func emitLong(_ key: UnsafeRawBufferPointer, _ value: C.Value) {
        let (slot, isNew) = unsafe table.entry(key)
        let payload = unsafe slot.assumingMemoryBound(to: KeySlot<C.Value>.self).pointer(to: \.payload)!
        if isNew {
            unsafe payload.pointee = value
            if table.isFull || table.isOverLimit { makeRoom() }
        } else {
            unsafe C.combine(&payload.pointee, value)
        }
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
        let offset = MemoryLayout<KeySlot<C.Value>>.offset(of: \.payload)!
        spiller.write(valueWidth: Self.valueWidth) { (writer: inout RunWriter) throws(ThreshError) in
            unsafe try table.write(to: &writer, partitioner: spiller.partitioner) { slot in
                unsafe UnsafeRawBufferPointer(start: slot + offset, count: MemoryLayout<C.Value>.size)
            }
        }
        table.removeAll()
    }
}

extension Combined: MapOutput {
    @usableFromInline static var valueWidth: Int? { MemoryLayout<C.Value>.size }
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
