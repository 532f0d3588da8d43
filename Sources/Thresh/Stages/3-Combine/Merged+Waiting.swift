/// Inputs whose bits can be copied wait, and are added many at a time.
extension Merged where Combine.Input: BitwiseCopyable & Escapable {
    /// Adds an input to what belongs to the key.
    ///
    /// - Complexity: O(key), and what adding to the aggregate costs. Writes a run to disk when memory is full.
    @inlinable
    public mutating func emit(_ key: Key, _ input: Combine.Input) {
        scratch.removeAll()
        key.encode(into: &scratch)
        unsafe wait(scratch.rawBuffer, input)
    }

    @inlinable @inline(__always)
    mutating func wait(_ key: UnsafeRawBufferPointer, _ input: Combine.Input) {
        if waiting.count == waiting.capacity { makeRoom() }
        if key.count > PendingKeys.longestKey {
            let (slot, isNew) = unsafe table.entry(key)
            return unsafe add(slot, isNew, input)
        }
        let place = waiting.keys.place
        if waiting.keys.isFull { addPending(place) }
        unsafe waiting.keys.append(key, table)
        unsafe (waiting.pending.assumingMemoryBound(to: Combine.Input.self) + place).initialize(to: input)
    }

    @inlinable @inline(__always)
    mutating func addPending(_ place: Int) {
        let input = unsafe waiting.pending.assumingMemoryBound(to: Combine.Input.self)[place]
        let (slot, isNew) = unsafe waiting.keys.entry(place, in: &table)
        unsafe add(slot, isNew, input)
    }

    /// REQUIRES: room for an input.
    @inlinable @inline(__always)
    mutating func add(_ slot: UnsafeMutableRawPointer, _ isNew: Bool, _ input: Combine.Input) {
        let payload = unsafe slot.assumingMemoryBound(to: KeySlot<Int>.self).pointer(to: \.payload)!
        if isNew { unsafe payload.pointee = totals.count }
        let index = waiting.count
        unsafe (waiting.places + index).initialize(to: UInt32(truncatingIfNeeded: payload.pointee))
        unsafe (waiting.inputs.assumingMemoryBound(to: Combine.Input.self) + index).initialize(to: input)
        waiting.count = index &+ 1
        if isNew { enterTotal() }
    }

    @inlinable @inline(never)
    mutating func enterTotal() {
        totals.append(empty)
        heapBytes += Self.bytesPerTotal
        if table.isFull && !table.grow() || isOverLimit { writeRun() }
    }

    /// Adds all that waits, or allocates before the first.
    @inlinable @inline(never)
    mutating func makeRoom() {
        if waiting.capacity == 0 {
            waiting.allocate(stride: MemoryLayout<Combine.Input>.stride, memoryLimit: memoryLimit)
            settle = { $0.addAll() }
            return
        }
        addWaiting()
        if isOverLimit { writeRun() }
    }

    /// Adds what waits, and the inputs of keys that have not been looked up.
    @inlinable
    mutating func addAll() {
        let last = waiting.keys.appended
        // A run may be written on the way, which must not come back here.
        waiting.keys.removeAll()
        for index in max(0, last - PendingKeys.delay)..<last {
            if waiting.count == waiting.capacity { addWaiting() }
            addPending(index & (PendingKeys.delay - 1))
        }
        addWaiting()
    }

    @inlinable
    mutating func addWaiting() {
        var more = 0
        unsafe waiting.removeAll(places: totals.count, of: Combine.Input.self) { place, inputs in
            more += unsafe Self.add(inputs, to: &totals[place])
        }
        heapBytes += more
    }

    /// Returns by how much more memory the aggregate holds.
    @inlinable
    static func add(_ inputs: UnsafeBufferPointer<Combine.Input>, to total: inout Combine) -> Int {
        let before = total.heapBytes
        for index in 0..<inputs.count { unsafe total.add(inputs[index]) }
        return total.heapBytes - before
    }
}

extension Merged where Key: TextKey, Combine.Input: BitwiseCopyable & Escapable {
    /// Adds an input to what belongs to the key, whose bytes are copied.
    @inlinable
    public mutating func emit(_ key: ByteView, _ input: Combine.Input) { unsafe wait(key.rawBuffer, input) }
}
