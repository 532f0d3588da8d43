/// The values of one key, one after another.
public struct GroupedValues<Value: JobValue>: ~Copyable {
    @usableFromInline let merger: RunMerger
    @usableFromInline var hasStarted = false
    /// Whether the end was met: what is current then is of another key.
    @usableFromInline var isOver = false

    @usableFromInline init(_ merger: RunMerger) { self.merger = merger }

    /// The next value; nil after the last. Reads from disk.
    @inlinable
    public mutating func next() throws(ThreshError) -> Value? {
        guard let bytes = try nextBytes() else { return nil }
        return Value(decoding: bytes)
    }

    /// The next value's bytes, valid until the next call; nil after the last. Reads from disk.
    @inlinable @_lifetime(&self)
    public mutating func nextBytes() throws(ThreshError) -> ByteView? {
        if isOver { return nil }
        if hasStarted { try merger.advance() }
        hasStarted = true
        guard merger.isInGroup else {
            isOver = true
            return nil
        }
        return unsafe ByteView(merger.value)
    }

    /// Calls `body` with each value that is left.
    @inlinable
    public mutating func forEach(_ body: (Value) throws -> Void) throws {
        while let value = try next() { try body(value) }
    }

    @inlinable mutating func begin() {
        merger.beginGroup()
        hasStarted = false
        isOver = false
    }

    @usableFromInline mutating func skipRest() throws(ThreshError) {
        while merger.isInGroup { try merger.advance() }
    }
}
