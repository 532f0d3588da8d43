internal import Synchronization

/// Messages one behind the other in a ring of shared memory: each is its length (8 bytes), its bytes, and padding to a
/// multiple of 8. The length of a reference is negative. Positions count bytes since the ring was made; a position modulo its size is an index into it.
@safe struct ByteRing {
    // SAFETY: `capacity` bytes of the mapping of the queue that has the ring, and that frees it.
    private let base: UnsafeMutableRawPointer
    /// Bytes, a power of two.
    let capacity: UInt64

    static let lengthBytes: UInt64 = 8

    /// REQUIRES: `capacity` bytes at `base`, aligned to 8, for as long as this is used.
    init(_ base: UnsafeMutableRawPointer, capacity: Int) {
        unsafe self.base = base
        self.capacity = UInt64(capacity)
    }

    /// The least size of a ring with room for `byteCount` bytes.
    static func size(for byteCount: Int) -> Int {
        var size = 64
        while size < byteCount { size *= 2 }
        return size
    }

    /// Bytes that a message takes.
    static func footprint(_ byteCount: Int) -> UInt64 { (UInt64(byteCount) + lengthBytes + 7) / 8 * 8 }

    // Positions are multiples of 8: a length is never in two pieces.
    func length(at position: UInt64) -> Int { Int(word(at: position).magnitude) }

    /// Whether the message is a reference to what is elsewhere; see `LargeItems`.
    func isReference(at position: UInt64) -> Bool { word(at: position) < 0 }

    private func word(at position: UInt64) -> Int {
        unsafe base.load(fromByteOffset: Int(position & (capacity - 1)), as: Int.self)
    }

    func setLength(_ length: Int, isReference: Bool = false, at position: UInt64) {
        unsafe base.storeBytes(
            of: isReference ? -length : length, toByteOffset: Int(position & (capacity - 1)), as: Int.self)
    }

    /// Copies bytes of a message in; those at `offset` of it.
    ///
    /// REQUIRES: they are free.
    func copy(_ bytes: RawSpan, to offset: Int = 0, ofMessageAt position: UInt64) {
        let index = Int((position + ByteRing.lengthBytes + UInt64(offset)) & (capacity - 1))
        let first = min(bytes.byteCount, Int(capacity) - index)
        unsafe bytes.withUnsafeBytes { source in
            guard let start = source.baseAddress else { return }
            unsafe (base + index).copyMemory(from: start, byteCount: first)
            if first < source.count { unsafe base.copyMemory(from: start + first, byteCount: source.count - first) }
        }
    }

    /// The first eight bytes of a message, as one word.
    ///
    /// REQUIRES: the message has as many, and nobody uses them otherwise.
    func word(ofMessageAt position: UInt64) -> UnsafeMutablePointer<Atomic<UInt64>> {
        // Positions are multiples of 8, and so is the size: it is aligned, and in one piece.
        let index = Int((position + ByteRing.lengthBytes) & (capacity - 1))
        return unsafe (base + index).assumingMemoryBound(to: Atomic<UInt64>.self)
    }

    func message(at position: UInt64) -> RingMessage {
        let index = Int((position + ByteRing.lengthBytes) & (capacity - 1))
        return unsafe RingMessage(base, capacity: Int(capacity), index: index, byteCount: length(at: position))
    }
}
