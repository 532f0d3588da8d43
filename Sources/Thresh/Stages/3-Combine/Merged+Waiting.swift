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
        let (slot, isNew) = unsafe table.entry(key)
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
            settle = { $0.addWaiting() }
            return
        }
        addWaiting()
        if isOverLimit { writeRun() }
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
