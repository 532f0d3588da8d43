internal import Platform

/// A message in the ring of a queue, which may be in two pieces. Valid while the queue's mutex is held.
@safe @usableFromInline struct RingMessage {
    @usableFromInline let byteCount: Int
    // SAFETY: bytes in the mapping of a queue, whose mutex is held as long as somebody has this.
    @usableFromInline let first: UnsafeRawBufferPointer
    private let second: UnsafeRawBufferPointer

    init(_ ring: UnsafeMutableRawPointer, capacity: Int, index: Int, byteCount: Int) {
        self.byteCount = byteCount
        let contiguous = min(byteCount, capacity - index)
        unsafe first = UnsafeRawBufferPointer(start: ring + index, count: contiguous)
        unsafe second = UnsafeRawBufferPointer(start: ring, count: byteCount - contiguous)
    }

    /// REQUIRES: room for `byteCount` bytes.
    @usableFromInline func copy(to target: UnsafeMutableRawPointer) {
        if let source = unsafe first.baseAddress { unsafe target.copyMemory(from: source, byteCount: first.count) }
        if unsafe second.count > 0, let source = unsafe second.baseAddress {
            unsafe (target + first.count).copyMemory(from: source, byteCount: second.count)
        }
    }

    /// REQUIRES: the bytes are those of a `Value` in memory, without padding behind it.
    @unsafe @inlinable func load<Value: BitwiseCopyable>(as: Value.Type) -> Value {
        if unsafe first.count == MemoryLayout<Value>.size { return unsafe first.loadUnaligned(as: Value.self) }
        let room = UnsafeMutablePointer<Value>.allocate(capacity: 1)
        defer { unsafe room.deallocate() }
        unsafe copy(to: UnsafeMutableRawPointer(room))
        return unsafe room.pointee
    }

    var bytes: [UInt8] {
        unsafe [UInt8](unsafeUninitializedCapacity: byteCount) { buffer, count in
            if let base = buffer.baseAddress { unsafe copy(to: base) }
            count = byteCount
        }
    }
}
