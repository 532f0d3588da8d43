internal import Platform

/// A message in the ring of a queue, which may be in two pieces. Valid while the queue's mutex is held.
@safe struct RingMessage {
    let byteCount: Int
    private let first: UnsafeRawBufferPointer
    private let second: UnsafeRawBufferPointer

    init(_ ring: UnsafeMutableRawPointer, capacity: Int, index: Int, byteCount: Int) {
        self.byteCount = byteCount
        let contiguous = min(byteCount, capacity - index)
        unsafe first = UnsafeRawBufferPointer(start: ring + index, count: contiguous)
        unsafe second = UnsafeRawBufferPointer(start: ring, count: byteCount - contiguous)
    }

    /// REQUIRES: room for `byteCount` bytes.
    func copy(to target: UnsafeMutableRawPointer) {
        if let source = unsafe first.baseAddress { unsafe target.copyMemory(from: source, byteCount: first.count) }
        if unsafe second.count > 0, let source = unsafe second.baseAddress {
            unsafe (target + first.count).copyMemory(from: source, byteCount: second.count)
        }
    }

    var bytes: [UInt8] {
        unsafe [UInt8](unsafeUninitializedCapacity: byteCount) { buffer, count in
            if let base = buffer.baseAddress { unsafe copy(to: base) }
            count = byteCount
        }
    }
}
