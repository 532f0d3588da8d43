/// Gathers pairs, every one of them: what a `GroupingJob` emits into.
public struct Grouped<Key: JobKey, Value: JobValue>: ~Copyable {
    @usableFromInline var pairs: PairBuffer
    @usableFromInline var key = ByteBuffer()
    @usableFromInline var value = ByteBuffer()

    @usableFromInline
    init(_ configuration: MapConfiguration) throws(ThreshError) { pairs = try PairBuffer(configuration) }

    /// Adds a pair.
    ///
    /// - Complexity: O(key + value), and a share of sorting. Writes a run to disk when memory is full.
    @inlinable
    public mutating func emit(_ key: Key, _ value: Value) {
        self.key.removeAll()
        key.encode(into: &self.key)
        self.value.removeAll()
        value.encode(into: &self.value)
        unsafe pairs.append(self.key.rawBuffer, self.value.rawBuffer)
    }
}

extension Grouped {
    @inlinable
    mutating func emit(encodedKey key: ByteView, _ value: borrowing Value) {
        self.value.removeAll()
        value.encode(into: &self.value)
        unsafe pairs.append(key.rawBuffer, self.value.rawBuffer)
    }

    @inlinable
    mutating func emit(_ key: borrowing Key, encodedValue value: ByteView) {
        self.key.removeAll()
        key.encode(into: &self.key)
        unsafe pairs.append(self.key.rawBuffer, value.rawBuffer)
    }
}

extension Grouped where Key: TextKey {
    /// Adds a pair; the key's bytes are copied.
    @inlinable
    public mutating func emit(_ key: ByteView, _ value: Value) {
        self.value.removeAll()
        value.encode(into: &self.value)
        unsafe pairs.append(key.rawBuffer, self.value.rawBuffer)
    }
}

extension Grouped where Value: TextKey {
    /// Adds a pair; the value's bytes are copied.
    @inlinable
    public mutating func emit(_ key: Key, _ value: ByteView) { emit(key, encodedValue: value) }
}

extension Grouped where Key: TextKey, Value: TextKey {
    /// Adds a pair; the bytes of both are copied.
    @inlinable
    public mutating func emit(_ key: ByteView, _ value: ByteView) {
        unsafe pairs.append(key.rawBuffer, value.rawBuffer)
    }
}

extension Grouped: MapOutput {
    @usableFromInline static var valueWidth: Int? { nil }
    @usableFromInline var isEmpty: Bool { pairs.isEmpty }
    @usableFromInline mutating func spill() { pairs.spill() }
    @usableFromInline mutating func takeKeys() -> [[UInt8]] { pairs.takeKeys() }
}

extension Grouped: CountingOutput {
    @inlinable public var tally: JobTally { pairs.spiller.tally }
}
