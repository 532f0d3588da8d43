internal import Platform

/// A message in the ring of a queue, which may be in two pieces. Valid until it is taken out: while the mutex is held of a
/// queue that has one.
@safe @usableFromInline struct RingMessage {
    @usableFromInline let byteCount: Int
    // SAFETY: bytes in the mapping of a queue, which nobody overwrites as long as somebody has this.
    @usableFromInline let first: UnsafeRawBufferPointer
    private let second: UnsafeRawBufferPointer

    init(_ ring: UnsafeMutableRawPointer, capacity: Int, index: Int, byteCount: Int) {
        self.byteCount = byteCount
        let contiguous = min(byteCount, capacity - index)
        unsafe first = UnsafeRawBufferPointer(start: ring + index, count: contiguous)
        unsafe second = UnsafeRawBufferPointer(start: ring, count: byteCount - contiguous)
    }

    /// Bytes that are elsewhere, for who reads messages.
    ///
    /// REQUIRES: they stay there as long as somebody has this.
    init(_ bytes: UnsafeRawBufferPointer) {
        byteCount = bytes.count
        unsafe first = bytes
        unsafe second = UnsafeRawBufferPointer(start: nil, count: 0)
    }

    /// REQUIRES: it has as many bytes.
    func dropFirst(_ count: Int) -> RingMessage {
        let inFirst = min(count, unsafe first.count)
        return unsafe RingMessage(
            UnsafeRawBufferPointer(rebasing: first[inFirst...]),
            UnsafeRawBufferPointer(rebasing: second[(count - inFirst)...]))
    }

    private init(_ first: UnsafeRawBufferPointer, _ second: UnsafeRawBufferPointer) {
        byteCount = first.count + second.count
        unsafe self.first = first
        unsafe self.second = second
    }

    /// REQUIRES: `offset` is a multiple of 8, like positions in rings, and eight bytes of the message are there.
    func word(at offset: Int) -> UInt64 {
        if unsafe offset < first.count { return unsafe first.loadUnaligned(fromByteOffset: offset, as: UInt64.self) }
        return unsafe second.loadUnaligned(fromByteOffset: offset - first.count, as: UInt64.self)
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
