/// What sorting moves instead of records: the first eight bytes of a key, and where the record is.
@usableFromInline struct SortEntry: BitwiseCopyable {
    /// Big-endian, zero-padded: its integer order is the keys' order as far as it goes.
    @usableFromInline var prefix: UInt64
    @usableFromInline var location: UInt64

    @inlinable init(prefix: UInt64, location: UInt64) {
        self.prefix = prefix
        self.location = location
    }
}

/// Up to eight bytes at `base` as a big-endian number, zero-padded.
@inlinable @inline(__always)
func keyPrefix(_ base: UnsafePointer<UInt8>, _ count: Int) -> UInt64 {
    if count >= 8 { return unsafe UnsafeRawPointer(base).loadUnaligned(as: UInt64.self).bigEndian }
    var prefix: UInt64 = 0
    for index in 0..<max(0, count) { prefix |= UInt64(unsafe base[index]) << UInt64(56 - index * 8) }
    return prefix
}

func keyPrefix(_ key: UnsafeRawBufferPointer) -> UInt64 {
    guard let base = key.baseAddress else { return 0 }
    return unsafe keyPrefix(base.assumingMemoryBound(to: UInt8.self), key.count)
}
